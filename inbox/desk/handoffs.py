"""The handoff card: why a human was pulled in, in the customer's words and the decision's figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from handoff.models import Conversation, Decision, Event
from handoff.policy import Facts, Line
from handoff.policy.checks import Check, checks
from handoff.policy.document import SCORED
from handoff.tongue import say
from handoff.vocabulary import Mode, TriggerName
from inbox.desk import words
from inbox.templatetags.baton import hundredths


@dataclass(frozen=True)
class Score:
    """One figure against its limit. With `hold` and `send` it is a confidence, else a single `threshold`."""

    name: str
    value: float
    fired: bool
    beside: str
    threshold: float = 0.0
    hold: float | None = None
    send: float | None = None


@dataclass(frozen=True)
class Card:
    """A handoff as it stands in the thread. `tried` is what the AI had said before it."""

    event: Event
    conversation: Conversation
    tried: Sequence[str] = ()

    @property
    def title(self) -> str:
        soft = self.event.facts.get("mode") == Mode.SOFT
        return say("A human was offered, the AI goes on") if soft else say("Handed off to a human")

    @property
    def where(self) -> str:
        facts = self.event.facts
        mode = say("soft") if facts.get("mode") == Mode.SOFT else say("hard")
        queue = facts.get("queue", self.conversation.queue.name)
        if not facts.get("timer_s"):
            return say("{mode}, to {queue}", mode=mode, queue=queue)
        time = words.stretch(facts["timer_s"])
        return say("{mode}, to {queue} for {time}", mode=mode, queue=queue, time=time)

    @property
    def reasons(self) -> list[str]:
        """Each once, the strongest first; without a decision there are none."""
        return list(dict.fromkeys(words.trigger_of(t) for t in self._triggers))

    @property
    def quotes(self) -> list[str]:
        """The customer's own words that pulled a human in, none of them twice within a longer quote."""
        said = dict.fromkeys(str(t["span"]) for t in self._triggers if t.get("span"))
        return [quote for quote in said if not any(quote in other for other in said if other != quote)]

    @property
    def given(self) -> str:
        """The reason that came along, else the decision's own in a sentence."""
        said = self.event.handoff.reason if self.event.handoff else ""
        reasons = (words.reason(str(t.get("trigger", ""))) for t in self._triggers)
        return said or next(filter(None, reasons), say("A human is needed."))

    @property
    def failed(self) -> str:
        """How often the AI tried in vain."""
        decision = self.event.decision
        failed = decision.facts.get("failed_attempts", 0) if decision else 0
        limit = decision.line.attempts_limit if decision else None
        if not failed:
            return ""
        if limit is None:
            return say("{failed} of the AI’s answers did not help.", failed=failed)
        told = {"failed": failed, "limit": round(limit)}
        return say("{failed} of the AI’s answers did not help, the limit is {limit}.", **told)

    @property
    def summary(self) -> str:
        """What the front end summed up."""
        return self.event.handoff.summary if self.event.handoff else ""

    @property
    def details(self) -> list[str]:
        """Reasons that have no place on a scale, said in words."""
        apart = (
            t for t in self._triggers if not _on_scale(t) and t.get("trigger") != TriggerName.FAILED_ATTEMPTS
        )
        said = (words.detail(t) for t in apart)
        return [detail for detail in dict.fromkeys(said) if detail not in ("", self.given)]

    @property
    def scores(self) -> list[Score]:
        return list(self._scores())

    @property
    def decision(self) -> Decision | None:
        return self.event.decision

    @property
    def line_of(self) -> str:
        """The topic or source whose own thresholds held; empty where they were those for all."""
        decision = self.event.decision
        if decision is None or decision.line == decision.rules.line:
            return ""
        return str(decision.facts.get("topic") or decision.facts.get("source", ""))

    @property
    def _triggers(self) -> list[dict[str, Any]]:
        return self.event.decision.triggers if self.event.decision else []

    def _scores(self) -> Iterator[Score]:
        """What fired, the strongest first, then what was heard too, but too weakly to pull anybody in."""
        decision = self.event.decision
        if decision is None:
            return
        order = [str(trigger.get("trigger")) for trigger in decision.triggers]
        seen = checks(msgspec.convert(decision.facts, Facts), decision.rules)
        fired = sorted((one for one in seen if one.fired), key=lambda one: order.index(one.trigger))
        for check in (*fired, *(one for one in seen if not one.fired and _on_line(one))):
            if check.trigger == TriggerName.LOW_CONFIDENCE:
                yield _confidence(check, decision.line)
            elif check.on_scale and check.trigger in SCORED:
                yield _score(check)


def _confidence(check: Check, line: Line) -> Score:
    value = check.score or 0.0
    limit = hundredths(line.hold_from)
    beside = say("below {limit}", limit=limit) if value < line.hold_from else say("from {limit}", limit=limit)
    return Score(
        say("Confidence"), value, value < line.hold_from, beside, hold=line.hold_from, send=line.send_from
    )


def _score(check: Check) -> Score:
    score, limit = check.score or 0.0, check.threshold or 0.0
    shown = hundredths(limit)
    beside = say("over {limit}", limit=shown) if check.fired else say("under {limit}", limit=shown)
    return Score(check.label, score, check.fired, beside, threshold=limit)


def _on_line(check: Check) -> bool:
    return check.score is not None and (
        check.signal is not None or check.trigger == TriggerName.LOW_CONFIDENCE
    )


def _on_scale(trigger: dict[str, Any]) -> bool:
    """Whether its score and its limit both lie between 0 and 1."""
    values = (trigger.get("score"), trigger.get("threshold"))
    return all(isinstance(value, int | float) and 0 <= value <= 1 for value in values)
