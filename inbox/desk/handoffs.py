"""The handoff card: why a human was pulled in, in the customer's words and the decision's figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from handoff.models import Conversation, Decision, Event
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
        return "A human was offered, the AI goes on" if soft else "Handed off to a human"

    @property
    def where(self) -> str:
        facts = self.event.facts
        return f"{facts.get('mode', Mode.HARD)}, to {facts.get('queue', self.conversation.queue.name)}"

    @property
    def reasons(self) -> list[str]:
        """At most three, each once; without a decision it is the reason that was given."""
        named = dict.fromkeys(words.trigger_of(t) for t in self._triggers)
        return list(named)[:3]

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
        return said or next(filter(None, reasons), "A human is needed.")

    @property
    def failed(self) -> str:
        """How often the AI tried in vain."""
        decision = self.event.decision
        failed = decision.facts.get("failed_attempts", 0) if decision else 0
        limit = decision.policy.attempts_limit if decision else 0
        return f"{failed} of the AI’s answers did not help, the limit is {limit}." if failed else ""

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
        said = (str(t.get("detail", "")) for t in apart)
        return [detail for detail in dict.fromkeys(said) if detail not in ("", self.given)]

    @property
    def scores(self) -> list[Score]:
        return list(self._scores())

    @property
    def decision(self) -> Decision | None:
        return self.event.decision

    @property
    def _triggers(self) -> list[dict[str, Any]]:
        return self.event.decision.triggers if self.event.decision else []

    def _scores(self) -> Iterator[Score]:
        decision = self.event.decision
        if decision is not None and decision.confidence is not None:
            yield _confidence(decision, decision.confidence)
        for trigger in self._triggers:
            if _on_scale(trigger) and trigger["trigger"] != TriggerName.LOW_CONFIDENCE:
                yield _over(trigger)
        if decision is not None:
            yield from _beside(decision)


def _confidence(decision: Decision, value: float) -> Score:
    policy = decision.policy
    low = value < policy.hold_from
    beside = f"below {hundredths(policy.hold_from)}" if low else f"from {hundredths(policy.hold_from)}"
    return Score("Confidence", value, low, beside, hold=policy.hold_from, send=policy.send_from)


def _over(trigger: dict[str, Any]) -> Score:
    limit = float(trigger["threshold"])
    name = words.trigger_of(trigger)
    return Score(name, float(trigger["score"]), True, f"over {hundredths(limit)}", threshold=limit)


def _beside(decision: Decision) -> Iterator[Score]:
    """What was heard too, but too weakly to pull anybody in."""
    policy, facts = decision.policy, decision.facts
    heard = [(TriggerName.ANGER, facts["anger"], policy.anger_from)] if "anger" in facts else []
    heard += [(TriggerName.HIGH_RISK, risk, policy.high_risk_from) for risk in facts.get("high_risk", ())]
    for trigger, signal, limit in heard:
        score = float(signal["score"])
        if limit is not None and score < limit:
            name = words.trigger_of({"trigger": trigger, "name": signal.get("name", "")})
            yield Score(name, score, False, f"under {hundredths(limit)}", threshold=limit)


def _on_scale(trigger: dict[str, Any]) -> bool:
    """Whether its score and its limit both lie between 0 and 1."""
    values = (trigger.get("score"), trigger.get("threshold"))
    return all(isinstance(value, int | float) and 0 <= value <= 1 for value in values)
