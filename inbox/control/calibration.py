"""What each source's confidence is worth: said against found, for admins."""

from functools import lru_cache

import msgspec
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from handoff import calibrations
from handoff.assist import reliability
from handoff.assist.calibration import ENOUGH, Curve
from handoff.assist.reliability import Bin, Distance
from handoff.calibrations import Whose
from handoff.models import Calibration, Source
from handoff.vocabulary import PersonRole
from inbox import access
from inbox.access import PersonRequest
from inbox.control import frame
from inbox.control.drawing import Drawing, draw

ASKED = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


class Figures(msgspec.Struct, frozen=True):
    """What the verdicts say: in bins, and how far off the confidence was as it came and as it was weighed."""

    bins: list[Bin]
    raw: Distance | None
    weighed: Distance | None


class Worth(msgspec.Struct, frozen=True):
    """One stated confidence, what it counts as, and the band of that."""

    said: float
    counts: float
    low: float
    high: float


class Sheet(msgspec.Struct, frozen=True):
    """All that is shown of one source or engine."""

    name: str
    verdicts: int
    version: Calibration | None
    figures: Figures
    worth: list[Worth]
    drawing: Drawing

    @property
    def enough(self) -> bool:
        return self.verdicts >= ENOUGH


@require_safe
@access.needs(PersonRole.ADMIN)
def calibration(request: PersonRequest) -> HttpResponse:
    """Every source and engine, the most judged first."""
    context = {"sheets": list(_sheets()), "enough": ENOUGH}
    return frame.show(request, "control/calibration.html", context, here="calibration")


def _sheets() -> list[Sheet]:
    names = {Whose(source.pk): source.name for source in Source.objects.all()}
    judged = dict.fromkeys(names, 0) | calibrations.judged()
    ranked = sorted(judged.items(), key=lambda item: -item[1])
    return [_sheet(whose, names.get(whose, whose.engine), count) for whose, count in ranked]


def _sheet(whose: Whose, name: str, count: int) -> Sheet:
    version = calibrations.live(whose)
    curve = version.curve if version else Curve()
    figures = _figures(whose, count)
    worth = [Worth(said, curve.trusted(said), *curve.band(said)) for said in ASKED]
    return Sheet(name, count, version, figures, worth, draw(curve, figures.bins))


@lru_cache(maxsize=128)
def _figures(whose: Whose, count: int) -> Figures:
    """Verdicts are only ever added, so that their count tells whether these are still true."""
    seen = calibrations.seen(whose)
    return Figures(
        reliability.bins(seen.raw, seen),
        reliability.distance(seen.raw, seen),
        reliability.distance(reliability.foretold(seen), seen),
    )
