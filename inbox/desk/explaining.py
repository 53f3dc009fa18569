"""The page of one decision: what was asked, what was checked, what would have changed it, what followed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from handoff.explain import Elsewhere, Explanation
from handoff.models import Decision, Event, Person
from handoff.policy.checks import Check, number
from handoff.policy.verdict import OUTCOMES
from handoff.policy.whatif import WhatIf
from handoff.vocabulary import Action, Band, EventKind, Mode, TriggerName
from inbox import access, marks
from inbox.access import PersonRequest
from inbox.desk.sentences import Sentence, sentence
from inbox.templatetags.baton import hundredths

COUNTED: Final = 0.98
"""Where the limit of a count is drawn on a line that ends at one."""


NOTHING: Final = {
    TriggerName.LOW_CONFIDENCE: "nothing proposed",
    TriggerName.HUMAN_REQUEST: "not heard",
    TriggerName.ANGER: "not heard",
    TriggerName.HIGH_RISK: "not heard",
    TriggerName.EXCLUDED: "none matched",
    TriggerName.SLA: "nothing promised",
    TriggerName.UNANSWERED: "not waited for",
    TriggerName.SOURCE: "not asked",
}
"""What stands in place of a line where there was nothing to see."""


@dataclass(frozen=True)
class Row:
    """A check as it stands in the table."""

    check: Check
    told: Explanation

    @property
    def score(self) -> str:
        value = self.check.score
        if value is None:
            return ""
        return hundredths(value) if self.check.on_scale else f"{value:.0f}"

    @property
    def is_confidence(self) -> bool:
        return self.check.trigger == TriggerName.LOW_CONFIDENCE and self.check.score is not None

    @property
    def counted(self) -> float | None:
        """A count as a part of its limit, to be drawn; None for other checks."""
        score, limit = self.check.score, self.check.threshold
        if self.check.trigger != TriggerName.FAILED_ATTEMPTS or score is None or not limit:
            return None
        return min(score / limit, 1.0)

    @property
    def of_limit(self) -> str:
        """What such a line says to who does not see it."""
        return f"Attempts, of {number(self.check.threshold)},"

    @property
    def nothing(self) -> str:
        check = self.check
        return "" if check.fired or check.score is not None else NOTHING.get(check.trigger, "")

    @property
    def rule(self) -> str:
        if self.check.trigger != TriggerName.EXCLUDED:
            return self.check.rule
        count = len(self.told.version.content.exclusions)
        return f"{count} sentence{'' if count == 1 else 's'}"

    @property
    def result(self) -> str:
        check = self.check
        if check.fired:
            return "offer a human" if check.mode == Mode.SOFT else "hand off"
        if check.trigger == TriggerName.LOW_CONFIDENCE and check.score is not None:
            return "send" if self.told.again.band == Band.HIGH else "hold"
        return "off" if check.rule == "off" else "passed"

    @property
    def chip(self) -> str:
        """The look of the result; empty where it is plain text."""
        return {"hand off": "dark", "offer a human": "line", "hold": "draft", "send": "good"}.get(
            self.result, ""
        )


@dataclass(frozen=True)
class Follower:
    """An event that followed, as a line."""

    event: Event
    line: Sentence


@dataclass(frozen=True)
class Sheet:
    """An explanation as `person` reads it."""

    told: Explanation
    person: Person

    @property
    def rows(self) -> list[Row]:
        return [Row(check, self.told) for check in self.told.checks]

    @cached_property
    def asked(self) -> list[marks.Part]:
        """The customer's words, cut where a trigger that fired heard something."""
        asked = self.told.asked
        signals = [check.signal for check in self.told.checks if check.fired and check.signal]
        spans = [(one.start, one.end) for one in signals if asked and one.message == asked.number]
        return marks.parts(asked.text, spans) if asked else []

    @property
    def marked(self) -> str:
        """What the marked words raised."""
        asked = self.told.asked
        fired = [check for check in self.told.checks if check.fired and check.signal and asked]
        here = [
            one.label.lower() for one in fired if one.signal and asked and one.signal.message == asked.number
        ]
        return " and ".join(dict.fromkeys(here))

    @property
    def ifs(self) -> list[tuple[str, str]]:
        """Other outcomes, and what would have brought them about."""
        return [_if(one) for one in (*self.told.if_facts, *self.told.if_lines)]

    @property
    def versions(self) -> list[tuple[Elsewhere, str]]:
        return [(one, _elsewhere(one)) for one in self.told.elsewhere]

    @property
    def outcome(self) -> str:
        """What deciding just now gives, in a word."""
        return OUTCOMES[self.told.again.action]

    @property
    def sent(self) -> bool:
        return bool(self.told.decision.action == Action.SEND)

    @property
    def followed(self) -> list[Follower]:
        return list(self._followed())

    def _followed(self) -> Iterator[Follower]:
        for event in self.told.followed:
            yield Follower(event, _line(event, self.told, mine=event.agent_id == self.person.pk))

    @property
    def record(self) -> str:
        """The decision as it is kept."""
        kept = self.told.decision
        shown = {
            "action": kept.action,
            "band": kept.band,
            "confidence": kept.confidence,
            "raw_confidence": kept.raw_confidence,
            "triggers": kept.triggers,
            "facts": kept.facts,
            "policy_version": kept.policy_id,
        }
        return marks.plain(json.dumps(shown, indent=1, ensure_ascii=False))

    @cached_property
    def beside(self) -> tuple[int | None, int | None]:
        """The decisions before and after it in the same conversation."""
        all_of_it = Decision.objects.filter(conversation=self.told.conversation).order_by("pk")
        pk = self.told.decision.pk
        before = all_of_it.filter(pk__lt=pk).values_list("pk", flat=True).last()
        return before, all_of_it.filter(pk__gt=pk).values_list("pk", flat=True).first()


@require_safe
@access.for_people
def explanation(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Why decision `number` of a conversation fell as it did, for those who may see that conversation."""
    conversation = access.conversation_for(request.user, pk)
    found = Decision.objects.filter(pk=number, conversation=conversation).select_related("policy").first()
    if found is None:
        raise Http404("There is no such decision.")
    found.conversation = conversation
    told = Explanation(found)
    context = {"sheet": Sheet(told, request.user), "told": told, "conversation": conversation}
    return render(request, "desk/explain.html", context)


def _if(one: WhatIf) -> tuple[str, str]:
    return capfirst(OUTCOMES[Action(one.action)]), " and ".join(one.changes)


def _elsewhere(one: Elsewhere) -> str:
    outcome = OUTCOMES[one.outcome.action]
    why = f", because {one.why}" if one.why else ""
    return f"decides the same: {outcome}." if one.same and not why else f"{_alike(one)}: {outcome}{why}."


def _alike(one: Elsewhere) -> str:
    return "decides the same" if one.same else "decides otherwise"


def _line(event: Event, told: Explanation, *, mine: bool) -> Sentence:
    facts = event.facts
    match event.kind:
        case EventKind.HANDOFF_OFFERED:
            soft = facts.get("mode") == Mode.SOFT
            queue = str(facts.get("queue", told.conversation.queue.name))
            return Sentence("", f"{'offered to' if soft else 'queued for'} {queue}")
        case EventKind.REASSURED:
            return Sentence("", "a reassurance sent")
        case EventKind.REPLIED:
            return Sentence("You" if mine else str(event.agent or "An agent"), "answered.")
        case EventKind.PROPOSED if event.draft is None:
            return Sentence("The AI", "said it.")
    return sentence(event, told.conversation, mine=mine)
