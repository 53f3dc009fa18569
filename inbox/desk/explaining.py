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
from handoff.policy.checks import OFF, Check, number
from handoff.policy.verdict import OUTCOMES
from handoff.policy.whatif import WhatIf
from handoff.tongue import noted, say, say_many
from handoff.vocabulary import Action, Band, EventKind, Mode, TriggerName
from inbox import access, marks
from inbox.access import PersonRequest
from inbox.desk import words
from inbox.desk.sentences import Sentence, sentence
from inbox.templatetags.baton import hundredths

COUNTED: Final = 0.98
"""Where the limit of a count is drawn on a line that ends at one."""


NOTHING: Final = {
    TriggerName.LOW_CONFIDENCE: noted("nothing proposed"),
    TriggerName.HUMAN_REQUEST: noted("not heard"),
    TriggerName.ANGER: noted("not heard"),
    TriggerName.HIGH_RISK: noted("not heard"),
    TriggerName.EXCLUDED: noted("none matched"),
    TriggerName.SLA: noted("nothing promised"),
    TriggerName.UNANSWERED: noted("not waited for"),
    TriggerName.SOURCE: noted("not asked"),
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
        return say("Attempts, of {limit},", limit=number(self.check.threshold))

    @property
    def nothing(self) -> str:
        check = self.check
        found = NOTHING.get(check.trigger)
        return say(found) if found and not check.fired and check.score is None else ""

    @property
    def rule(self) -> str:
        if self.check.trigger != TriggerName.EXCLUDED:
            return say(OFF) if self.check.off else self.check.rule
        count = len(self.told.version.content.exclusions)
        return say_many("{count} sentence", "{count} sentences", count)

    @property
    def result(self) -> str:
        return say(self._result)

    @property
    def _result(self) -> str:
        check = self.check
        if check.fired:
            return noted("offer a human") if check.mode == Mode.SOFT else noted("hand off")
        if check.trigger == TriggerName.LOW_CONFIDENCE and check.score is not None:
            return noted("send") if self.told.again.band == Band.HIGH else noted("hold")
        return noted("off") if check.off else noted("passed")

    @property
    def chip(self) -> str:
        """The look of the result; empty where it is plain text."""
        looks = {"hand off": "dark", "offer a human": "line", "hold": "draft", "send": "good"}
        return looks.get(self._result, "")


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
            words.in_a_sentence(one.label)
            for one in fired
            if one.signal and asked and one.signal.message == asked.number
        ]
        return say(" and ").join(dict.fromkeys(here))

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
        return say(OUTCOMES[self.told.again.action])

    @property
    def under(self) -> str:
        """Under which version it fell, with whose thresholds, and whether it would again."""
        told = self.told
        said = [say("Policy v{number}.", number=told.decision.policy_id)]
        if told.own_line:
            said.append(
                say("It has thresholds of its own for {case}.", case=told.facts.topic or told.facts.source)
            )
        if told.same:
            said.append(say("Decided once more just now, with the same result."))
        return " ".join(said)

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
    return capfirst(say(OUTCOMES[Action(one.action)])), say(" and ").join(one.changes)


def _elsewhere(one: Elsewhere) -> str:
    outcome = say(OUTCOMES[one.outcome.action])
    alike = say("decides the same") if one.same else say("decides otherwise")
    if not one.why:
        return f"{alike}: {outcome}."
    return say("{alike}: {outcome}, because {why}.", alike=alike, outcome=outcome, why=one.why)


def _line(event: Event, told: Explanation, *, mine: bool) -> Sentence:
    facts = event.facts
    match event.kind:
        case EventKind.HANDOFF_OFFERED:
            soft = facts.get("mode") == Mode.SOFT
            queue = str(facts.get("queue", told.conversation.queue.name))
            said = noted("offered to {queue}") if soft else noted("queued for {queue}")
            return Sentence("", say(said, queue=queue))
        case EventKind.REASSURED:
            return Sentence("", say("a reassurance sent"))
        case EventKind.REPLIED:
            return Sentence(say("You") if mine else str(event.agent or say("An agent")), say("answered."))
        case EventKind.PROPOSED if event.draft is None:
            return Sentence(say("The AI"), say("said it."))
    return sentence(event, told.conversation, mine=mine)
