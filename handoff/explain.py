"""Why a decision fell as it did: what was checked, what would have changed it, what followed."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple

import msgspec
from django.db.models import Q

from handoff import decide, policies
from handoff.models import Conversation, Decision, Event, Message, PolicyVersion, Publication
from handoff.policy import Facts, Line, Outcome, Policy
from handoff.policy.checks import Check, checks
from handoff.policy.terms import Status
from handoff.policy.verdict import enough, reasons, verdict
from handoff.policy.whatif import WhatIf, other_facts, other_lines
from handoff.vocabulary import EventKind

FOLLOWED: Final = 12
"""Events told of after a decision."""
DRAFTS: Final = 5
"""Open drafts of the policy that are asked, the newest."""
PIECE: Final = 2000
SILENT: Final = (EventKind.MESSAGE_ADDED, EventKind.CONTEXT_UPDATED, EventKind.DRAFT_ENDED, EventKind.NOTED)
ENDS: Final = (EventKind.HANDED_BACK, EventKind.RESOLVED)


class Elsewhere(NamedTuple):
    """What another version makes of the same case; `standing` says which one that is."""

    version: PolicyVersion
    standing: str
    outcome: Outcome
    same: bool

    @property
    def why(self) -> str:
        """Its reasons for a human, in words; empty where it has none."""
        return reasons(self.outcome.triggers)


class Explanation:
    """All there is to say of one decision, each part worked out when it is asked for."""

    def __init__(self, decision: Decision, against: Iterable[int] = ()) -> None:
        """`against`: versions to be asked besides the ones that always are."""
        self.decision = decision
        self._against = tuple(against)
        self.conversation: Conversation = decision.conversation
        self.facts = msgspec.convert(decision.facts, Facts)
        self.version: PolicyVersion = decision.policy
        self.policy: Policy = self.version.policy
        self.line: Line = self.policy.line_for(self.facts.topic, self.facts.source)
        self.again: Outcome = decide.again(decision)

    @property
    def same(self) -> bool:
        """Whether deciding once more, just now, gives what is kept."""
        return same(self.decision, self.again)

    @property
    def verdict(self) -> str:
        return verdict(self.facts, self.again)

    @property
    def enough(self) -> str:
        return enough(self.again)

    @property
    def own_line(self) -> bool:
        """Whether its topic or source has thresholds of its own."""
        return self.line != self.policy.line

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        return checks(self.facts, self.policy)

    @cached_property
    def if_facts(self) -> list[WhatIf]:
        return other_facts(self.facts, self.policy)

    @cached_property
    def if_lines(self) -> list[WhatIf]:
        return other_lines(self.facts, self.policy)

    @cached_property
    def elsewhere(self) -> list[Elsewhere]:
        """The version that was live before it, the live one, the open drafts, and who else was asked for."""
        return list(self._elsewhere())

    def _elsewhere(self) -> Iterator[Elsewhere]:
        for standing, version in _versions(self.version, self._against):
            outcome = decide.under(self.decision, version)
            alike = (outcome.action, outcome.mode) == (self.again.action, self.again.mode)
            yield Elsewhere(version, standing, outcome, alike)

    @cached_property
    def event(self) -> Event | None:
        """The first event that tells of it."""
        told = Event.objects.filter(decision=self.decision).select_related("message", "draft", "handoff")
        return told.order_by("number").first()

    @cached_property
    def asked(self) -> Message | None:
        """The customer's message that it was about, or that the proposal was to answer."""
        return decide.asked(self.decision)

    @cached_property
    def proposal(self) -> str:
        """What the AI would have said or said; empty where the customer's message itself was decided on."""
        return decide.proposed(self.decision)

    @cached_property
    def followed(self) -> list[Event]:
        """What came of it, in order, up to the end of what it began."""
        if self.event is None:
            return []
        after = Event.objects.filter(
            Q(number__gt=self.event.number) | Q(pk=self.event.pk), conversation=self.conversation
        )
        linked = ("agent", "decision", "draft", "handoff", "message")
        told = after.exclude(kind__in=SILENT).select_related(*linked).order_by("number")
        return list(_until_end(told[:FOLLOWED]))


def same(decision: Decision, outcome: Outcome) -> bool:
    """Whether action, band and triggers of an outcome are those that are kept."""
    kept = (decision.action, decision.band, decision.triggers)
    return kept == (outcome.action, outcome.band, [trigger.as_dict() for trigger in outcome.triggers])


class Verified(NamedTuple):
    """How many decisions there are, and the keys of those that would fall otherwise today."""

    decisions: int
    different: list[int]


def every() -> Iterator[Decision]:
    """All decisions there are, read piece by piece."""
    return Decision.objects.order_by("pk").iterator(PIECE)


def verify(rows: Iterable[Decision]) -> Verified:
    """Decide each of some decisions once more, under its own version."""
    decisions, different = 0, []
    for decision in rows:
        decisions += 1
        if not same(decision, decide.again(decision)):
            different.append(decision.pk)
    return Verified(decisions, different)


def _versions(own: PolicyVersion, against: Iterable[int]) -> Iterator[tuple[str, PolicyVersion]]:
    """Versions to be asked, each once, with what they are."""
    live = policies.live()
    drafts = PolicyVersion.objects.filter(status=Status.DRAFT).order_by("-pk")[:DRAFTS]
    wanted = PolicyVersion.objects.filter(pk__in=list(against))
    named: list[tuple[str, PolicyVersion | None]] = [
        *(("asked for", one) for one in wanted),
        ("before", _before(own)),
        ("live", live),
        *(("draft", one) for one in drafts),
    ]
    told = {own.pk}
    for standing, version in named:
        if version is not None and version.pk not in told:
            told.add(version.pk)
            yield standing, version


def _before(own: PolicyVersion) -> PolicyVersion | None:
    """The version that was live just before this one first was."""
    first = Publication.objects.filter(version=own).order_by("pk").first()
    if first is None:
        return None
    earlier = Publication.objects.filter(pk__lt=first.pk).order_by("-pk").select_related("version").first()
    return earlier.version if earlier else None


def _until_end(events: Iterable[Event]) -> Iterator[Event]:
    for event in events:
        yield event
        if event.kind in ENDS:
            return


def as_dict(told: Explanation) -> dict[str, Any]:
    """An explanation as plain values, for programs."""
    decision, asked = told.decision, told.asked
    return {
        "decision": decision.pk,
        "at": decision.at.isoformat(),
        "verdict": told.verdict,
        "action": decision.action,
        "band": decision.band,
        "confidence": decision.confidence,
        "raw_confidence": decision.raw_confidence,
        "policy_version": decision.policy_id,
        "replayed_same": told.same,
        "message": {"number": asked.number, "text": asked.text} if asked else None,
        "proposal": told.proposal or None,
        "facts": decision.facts,
        "triggers": decision.triggers,
        "thresholds": msgspec.to_builtins(told.line),
        "own_line": told.own_line,
        "checks": [msgspec.to_builtins(check) for check in told.checks],
        "would_have_changed_it": {
            "facts": msgspec.to_builtins(told.if_facts),
            "policy": msgspec.to_builtins(told.if_lines),
        },
        "other_versions": [_elsewhere_dict(one) for one in told.elsewhere],
        "followed": [_event_dict(event) for event in told.followed],
    }


def _elsewhere_dict(one: Elsewhere) -> dict[str, Any]:
    return {
        "version": one.version.pk,
        "standing": one.standing,
        "same": one.same,
        "action": one.outcome.action,
        "band": one.outcome.band,
        "triggers": [trigger.as_dict() for trigger in one.outcome.triggers],
    }


def _event_dict(event: Event) -> dict[str, Any]:
    return {
        "number": event.number,
        "at": event.at.isoformat(),
        "kind": event.kind,
        "actor": event.actor,
        "agent": event.agent.username if event.agent else None,
        "facts": event.facts,
    }
