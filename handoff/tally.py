"""What the decisions of late came to: how sure the AI was, what a policy makes of them, and which triggers held."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import lru_cache

import msgspec

from handoff.clock import now
from handoff.models import Decision, Handoff, Verdict
from handoff.policy import Facts, Policy, decide
from handoff.vocabulary import Action, Finding, HandoffOutcome, TriggerName

DAYS, WEEK = timedelta(days=30), timedelta(days=7)
MOST = 5000
AT_ONCE = timedelta(minutes=5)
"""A handoff that goes back to the AI sooner than this was none that its agent would have wanted."""


class Past(msgspec.Struct, frozen=True):
    """A proposal that was decided on: from which facts, and whether a human found it wrong since."""

    facts: Facts
    wrong: bool

    @property
    def confidence(self) -> float:
        """From 0 to 1."""
        return self.facts.confidence or 0.0


class Shares(msgspec.Struct, frozen=True):
    """How many proposals a policy hands off, holds and sends, each as a share of all from 0 to 1."""

    handoff: float
    hold: float
    send: float


class Fired(msgspec.Struct, frozen=True):
    """How often a trigger brought a conversation to a human, of how many its agent is through with, agreed with."""

    times: int = 0
    judged: int = 0
    agreed: int = 0

    @property
    def share(self) -> float | None:
        """The share agreed with, from 0 to 1; None where no agent has judged yet."""
        return self.agreed / self.judged if self.judged else None


def past(topic: str = "", source: str = "") -> list[Past]:
    """The newest proposals of the last 30 days that the AI had the word for, of a topic and a source if given."""
    newest = Decision.objects.order_by("-pk").values_list("pk", flat=True).first()
    verdict = Verdict.objects.order_by("-pk").values_list("pk", flat=True).first()
    words = topic.casefold(), source.casefold()
    return [
        one
        for one in _past(newest or 0, verdict or 0)
        if (not topic or one.facts.topic.casefold() == words[0])
        and (not source or one.facts.source.casefold() == words[1])
    ]


@lru_cache(maxsize=2)
def _past(newest: int, verdict: int) -> tuple[Past, ...]:
    """Decisions and verdicts are only ever added, so that the newest of each tells whether this is still true."""
    rows = Decision.objects.filter(pk__lte=newest, confidence__isnull=False, at__gte=now() - DAYS)
    found = [
        (number, msgspec.convert(facts, Facts))
        for number, facts in rows.order_by("-pk").values_list("pk", "facts")[:MOST]
    ]
    wrong = _wrong(verdict)
    return tuple(Past(facts, number in wrong) for number, facts in found if not facts.human_holds)


def _wrong(newest: int) -> set[int]:
    """The decisions whose proposals a human found wrong."""
    rows = Verdict.objects.filter(pk__lte=newest, finding=Finding.WRONG, at__gte=now() - DAYS)
    return {draft or audit for draft, audit in rows.values_list("draft__decision", "audit__decision")}


def shares(rows: Sequence[Past], policy: Policy) -> Shares | None:
    """What a policy makes of proposals; None where there are none. Exclusions count as they matched back then."""
    if not rows:
        return None
    counted = Counter(decide(one.facts, policy).action for one in rows)
    return Shares(*(counted[action] / len(rows) for action in (Action.HANDOFF, Action.HOLD, Action.SEND)))


def fired() -> dict[TriggerName, Fired]:
    """For each trigger: the handoffs of the last 7 days that it called for, and whether agents agreed.

    An agent agrees who takes a conversation and neither gives it back to the AI within 5 minutes nor leaves it.
    """
    rows = Handoff.objects.filter(offered_at__gte=now() - WEEK, decision__isnull=False)
    counted: dict[TriggerName, Fired] = {}
    for handoff in rows.select_related("decision").only(
        "outcome", "accepted_at", "ended_at", "decision__triggers"
    ):
        agreed = _agreed(handoff)
        for name in _names(handoff):
            before = counted.get(name, Fired())
            counted[name] = Fired(
                before.times + 1, before.judged + (agreed is not None), before.agreed + (agreed is True)
            )
    return counted


def _names(handoff: Handoff) -> Iterable[TriggerName]:
    told = handoff.decision.triggers if handoff.decision else []
    return {TriggerName(one["trigger"]) for one in told}


def _agreed(handoff: Handoff) -> bool | None:
    """None while that is open: nobody took it, or whoever did has had it for too short a time."""
    if handoff.accepted_at is None:
        return None
    if handoff.ended_at is None:
        return True if now() - handoff.accepted_at >= AT_ONCE else None
    quick = handoff.ended_at - handoff.accepted_at < AT_ONCE
    returned = handoff.outcome == HandoffOutcome.HANDED_BACK and quick
    return not returned and handoff.outcome != HandoffOutcome.ABANDONED
