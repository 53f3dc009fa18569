"""When the classifier is fitted anew to what changed since it was."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from handoff.clock import now
from handoff.knowledge import items
from handoff.knowledge.generations import Generation

REFIT_AFTER: Final = 250
REFIT_SHARE: Final = 0.05
"""From so many changed items on, or such a part of all (but at least `REFIT_LEAST`), the classifier is refitted."""
REFIT_LEAST: Final = 20
NIGHT: Final = 3
"""The hour, in the house's own time, after which what changed during the day is fitted."""
QUIET: Final = timedelta(seconds=5)
"""A rebuild waits for an import to end: until nothing has changed for so long."""
PATIENCE: Final = timedelta(minutes=2)
"""But no longer than this."""


def much(held: Generation, changes: int) -> bool:
    """Whether so much changed since the last fit that the classifier should be fitted again."""
    moved = held.about.moved + changes
    return moved >= min(REFIT_AFTER, max(REFIT_LEAST, REFIT_SHARE * held.about.items))


def due(held: Generation, changed: Mapping[str, int], removed: Collection[str]) -> bool:
    """Whether to fit now: much changed and nothing more comes in, or it is past the night after a change.

    `changed` and `removed` is what the database holds differently: ids with their stamps, and ids.
    """
    if much(held, len(changed) + len(removed)):
        newest = max(changed.values(), default=0)
        return newest < items.stamp_of(now() - QUIET) or now() - held.about.read_at > PATIENCE
    return held.about.moved > 0 and held.about.fitted_at < _last_night()


def _last_night() -> datetime:
    present = timezone.localtime(now())
    night = present.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    return night if night <= present else night - timedelta(days=1)
