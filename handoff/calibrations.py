"""What confidences are worth: the live curve of each source and engine, and the verdicts that it is fitted on."""

from functools import lru_cache
from typing import Final, NamedTuple

from django.db.models import Count, QuerySet

from handoff.assist import reliability
from handoff.assist.calibration import Curve, Seen, fit
from handoff.clock import now
from handoff.models import Audit, Calibration, Conversation, Decision, Draft, Relay, Source, Verdict
from handoff.vocabulary import Finding

MOST: Final = 2_000
"""The newest verdicts that a curve rests on: what an AI was like long ago says little of it now."""
ANEW: Final = 50
"""A curve is fitted anew once there is one more verdict for this many that it rests on."""
RIGHT: Final = {Finding.RIGHT: 1.0, Finding.PARTLY: 0.5, Finding.WRONG: 0.0}


class Weighed(NamedTuple):
    """A confidence as decisions take it, as it came, and the calibration between the two (None: at its word)."""

    confidence: float
    raw: float
    calibration: int | None


class Whose(NamedTuple):
    """Whose confidences are meant: a source's, or those of an engine of our own."""

    source_id: int | None = None
    engine: str = ""


def weighed(
    conversation: Conversation, raw: float, *, engine: str = "", source: Source | None = None
) -> Weighed:
    """What `raw` (0 to 1) is worth by the live curve.

    Said by the conversation's source, by our own `engine`, or by another `source` that was asked.
    """
    whose = Whose(engine=engine) if engine else Whose(source.pk if source else conversation.source_id)
    known = None if engine or source else conversation.live_calibration
    number = _newest(whose) if known is None else known
    return Weighed(_curve(number).trusted(raw), raw, number) if number else Weighed(raw, raw, None)


def _newest(whose: Whose) -> int:
    return Calibration.objects.filter(**whose._asdict()).values_list("pk", flat=True).first() or 0


@lru_cache(maxsize=1024)
def _curve(number: int) -> Curve:
    """A version's curve. Versions are immutable, so this may be remembered."""
    return Calibration.objects.get(pk=number).curve


def judged() -> dict[Whose, int]:
    """Whose confidences were judged, and how often."""
    counted = Verdict.objects.order_by().values_list("source", "engine").annotate(Count("pk"))
    return {Whose(source, engine): count for source, engine, count in counted}


def live(whose: Whose) -> Calibration | None:
    """The newest calibration, or None where confidences are taken at their word."""
    return Calibration.objects.filter(**whose._asdict()).first()


# Verdicts


def on_draft(draft: Draft, finding: Finding) -> None:
    """Keep what a human found of a draft that came with a confidence. A repetition changes nothing."""
    if draft.raw_confidence is not None:
        Verdict.objects.get_or_create(
            draft=draft,
            defaults={
                **_about(draft.conversation, draft.decision, draft.raw_confidence),
                "finding": finding,
                "at": draft.ended_at or now(),
            },
        )


def on_audit(audit: Audit, finding: Finding) -> None:
    """Keep what a human found of an audited answer, which stands for all those of its like that nobody looked at."""
    raw = audit.decision.raw_confidence
    if raw is not None:
        Verdict.objects.get_or_create(
            audit=audit,
            defaults={
                **_about(audit.decision.conversation, audit.decision, raw),
                "finding": finding,
                "share": audit.share,
                "at": now(),
            },
        )


def _about(conversation: Conversation, decision: Decision | None, raw: float) -> dict[str, object]:
    engine = decision.facts.get("engine", "") if decision else ""
    return {"source_id": None if engine else _spoke(conversation, decision), "engine": engine, "raw": raw}


def _spoke(conversation: Conversation, decision: Decision | None) -> int:
    """The source whose confidence was decided on: another one, where it was asked on a rung of the tree."""
    asked = Relay.objects.filter(decision=decision) if decision else Relay.objects.none()
    return asked.values_list("source_id", flat=True).first() or conversation.source_id


def seen(whose: Whose) -> Seen:
    """The newest verdicts, oldest of them first."""
    rows = _verdicts(whose).order_by("-pk").values_list("raw", "finding", "share")[:MOST]
    newest = list(rows)[::-1]
    return Seen(
        [raw for raw, _, _ in newest],
        [RIGHT[Finding(finding)] for _, finding, _ in newest],
        [share for _, _, share in newest],
    )


def _verdicts(whose: Whose) -> QuerySet[Verdict]:
    return Verdict.objects.filter(**whose._asdict())


# Fitting anew


def refit() -> int:
    """Make a new version where enough verdicts came since the newest one; how many were made.

    Any number may run at once: the same verdicts make the same version, which is kept once.
    """
    return sum(_refit(whose, count) for whose, count in judged().items())


def _refit(whose: Whose, count: int) -> bool:
    last = live(whose)
    if last is not None and count - last.verdicts < max(1, last.n // ANEW):
        return False
    found = seen(whose)
    curve = fit(found)
    kept = reliability.distance(reliability.foretold(found), found)
    _, made = Calibration.objects.get_or_create(
        **whose._asdict(),
        verdicts=count,
        defaults={
            "slope": curve.slope,
            "intercept": curve.intercept,
            "covariance": list(curve.covariance),
            "n": curve.n,
            "ece": kept.ece if kept else 0.0,
            "at": now(),
        },
    )
    return made
