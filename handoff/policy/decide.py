"""The one decision function."""

from collections.abc import Iterable
from typing import Any

import msgspec

from handoff.policy.lines import Line, Policy
from handoff.vocabulary import Action, Band, Mode, TriggerName

# To look a member up in its enum costs as much as to compare by it.
_HIGH, _MEDIUM, _LOW = Band.HIGH, Band.MEDIUM, Band.LOW
_SEND, _HOLD, _HANDOFF, _NONE = Action.SEND, Action.HOLD, Action.HANDOFF, Action.NONE
_HARD, _SOFT = Mode.HARD, Mode.SOFT


class Signal(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one sense saw in the thread: how strongly (0 to 1), in which words, where.

    `message` is the number of the message; `start` and `end` are the span's offsets in it (code points). `by_words`:
    its meaning could not be asked for, so that words alone decided, and more readily.
    """

    score: float
    span: str = ""
    message: int | None = None
    start: int = 0
    end: int = 0
    name: str = ""
    by_words: bool = False


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that a decision may depend on, besides the policy. Nothing else is looked at.

    `confidence` (0 to 1, calibrated) is None where nothing is proposed; `calibration` names the curve that made
    it of the raw one, None where that was taken at its word; `engine` is the one of our own that spoke, if any.
    `human_holds` is true while a human has the conversation, or it waits for one after a hard escalation.
    `excluded` are the rules that matched, `high_risk` the topics, each a signal with its `name`. `sla_s`: seconds
    left until the promised answer; `unanswered_s`: seconds that the customer has waited for the AI. `anger_rise`: how
    much angrier the newest message is than the calmest of the few before it, 0 where there are none.
    """

    confidence: float | None = None
    raw_confidence: float | None = None
    calibration: int | None = None
    engine: str = ""
    topic: str = ""
    source: str = ""
    requested: Mode | None = None
    request_reason: str = ""
    human_holds: bool = False
    human_request: Signal | None = None
    anger: Signal | None = None
    anger_rise: float = 0.0
    high_risk: tuple[Signal, ...] = ()
    excluded: tuple[Signal, ...] = ()
    failed_attempts: int = 0
    failed_signal: Signal | None = None
    sla_s: float | None = None
    unanswered_s: float | None = None


class Trigger(msgspec.Struct, frozen=True, omit_defaults=True):
    """One reason for a human: its name, a sentence, and what it saw. `mode` is how hard it pulls."""

    trigger: TriggerName
    detail: str
    mode: Mode = Mode.HARD
    score: float | None = None
    threshold: float | None = None
    signal: Signal | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, evidence laid flat beside the reason."""
        flat: dict[str, Any] = {"trigger": self.trigger.value, "detail": self.detail, "mode": self.mode.value}
        if self.signal is not None:
            flat |= msgspec.to_builtins(self.signal)
        if self.score is not None:
            flat |= {"score": self.score, "threshold": self.threshold}
        return flat


class Outcome(msgspec.Struct, frozen=True):
    """The decision: what the AI may do, in which band, why, under which version; `mode` of an escalation."""

    action: Action
    band: Band | None
    triggers: tuple[Trigger, ...]
    policy_version: int
    mode: Mode | None = None


STRENGTH = (
    TriggerName.HUMAN_REQUEST,
    TriggerName.HIGH_RISK,
    TriggerName.EXCLUDED,
    TriggerName.ANGER,
    TriggerName.FAILED_ATTEMPTS,
    TriggerName.SOURCE,
    TriggerName.SLA,
    TriggerName.UNANSWERED,
    TriggerName.LOW_CONFIDENCE,
)
"""Which reason decides where several are equally hard: the first of these."""


def decide(facts: Facts, policy: Policy) -> Outcome:
    """What the AI may do, given `facts`, under `policy`. Total and pure: same arguments, same outcome.

    `triggers` holds all that fired, the strongest first: it is the one that decides.
    """
    line = policy.line_for(facts.topic, facts.source)
    band = band_of(facts.confidence, line)
    triggers = _fired(facts, band, line, policy.risks_off)
    if not triggers:
        return Outcome(_action(facts, band, None), band, (), policy.version)
    if len(triggers) > 1:
        triggers.sort(key=_softness)
    mode = triggers[0].mode
    return Outcome(_action(facts, band, mode), band, tuple(triggers), policy.version, mode)


def band_of(confidence: float | None, line: Line) -> Band | None:
    """Where a confidence lies: low below `hold_from`, high from `send_from` on; None where there is none."""
    if confidence is None:
        return None
    if confidence >= line.send_from:
        return _HIGH
    return _MEDIUM if confidence >= line.hold_from else _LOW


def _action(facts: Facts, band: Band | None, mode: Mode | None) -> Action:
    if facts.human_holds or mode == _HARD:
        return _HANDOFF
    if band is None:
        return _NONE
    return _SEND if band is _HIGH else _HOLD


def _fired(facts: Facts, band: Band | None, line: Line, risks_off: frozenset[str]) -> list[Trigger]:
    """All that fired, in the order of STRENGTH. Most facts have nothing to look at, so each is asked for first."""
    fired: list[Trigger] = []
    if facts.human_request is not None:
        fired += _over(
            TriggerName.HUMAN_REQUEST, facts.human_request, line.human_request_from, "asked for a human", line
        )
    if facts.high_risk:
        fired += _risks(facts, line, risks_off)
    if facts.excluded:
        fired += [Trigger(TriggerName.EXCLUDED, _matched(rule), signal=rule) for rule in facts.excluded]
    if facts.anger is not None:
        fired += _anger(facts, facts.anger, line)
    if facts.failed_attempts:
        fired += _failed(facts, line)
    if facts.requested is not None:
        detail = facts.request_reason or "The front end asked for a human"
        fired.append(Trigger(TriggerName.SOURCE, detail, mode=facts.requested))
    if facts.sla_s is not None:
        fired += _hurried(facts.sla_s, line)
    if facts.unanswered_s is not None:
        fired += _unanswered(facts.unanswered_s, line)
    if band is _LOW and line.low_confidence:
        fired += _unsure(facts, line)
    return fired


def _softness(trigger: Trigger) -> bool:
    """What pulls hard comes first."""
    return trigger.mode == _SOFT


def _mode(name: TriggerName, line: Line) -> Mode:
    return _SOFT if name in line.soft else _HARD


def _over(
    name: TriggerName, signal: Signal, threshold: float | None, what: str, line: Line
) -> Iterable[Trigger]:
    if threshold is None or signal.score < threshold:
        return ()
    quoted = f"{what}: “{signal.span}”" if signal.span else what
    return (Trigger(name, quoted, _mode(name, line), signal.score, threshold, signal),)


def _risks(facts: Facts, line: Line, off: frozenset[str]) -> Iterable[Trigger]:
    for risk in facts.high_risk:
        if risk.name not in off:
            yield from _over(TriggerName.HIGH_RISK, risk, line.high_risk_from, risk.name, line)


def _matched(rule: Signal) -> str:
    return f"matches “{rule.name}”{', by its words alone' if rule.by_words else ''}"


def _anger(facts: Facts, anger: Signal, line: Line) -> Iterable[Trigger]:
    limit, rise = line.anger_from, line.anger_rise
    if limit is None or anger.score >= limit or rise is None or facts.anger_rise < rise:
        return _over(TriggerName.ANGER, anger, limit, "sounds angry", line)
    detail = f"grew angrier: “{anger.span}”" if anger.span else "grew angrier"
    return (
        Trigger(TriggerName.ANGER, detail, _mode(TriggerName.ANGER, line), facts.anger_rise, rise, anger),
    )


def _failed(facts: Facts, line: Line) -> Iterable[Trigger]:
    failed, limit = facts.failed_attempts, line.attempts_limit
    if limit is None or failed < limit:
        return ()
    detail = f"{failed} answers did not help, the limit is {limit:.0f}"
    return (_counted(TriggerName.FAILED_ATTEMPTS, detail, failed, limit, line, facts.failed_signal),)


def _hurried(left: float, line: Line) -> Iterable[Trigger]:
    before = line.sla_before_s
    if before is None or left > before:
        return ()
    return (_counted(TriggerName.SLA, f"{max(left, 0) / 60:.0f} minutes left to answer", left, before, line),)


def _unanswered(silent: float, line: Line) -> Iterable[Trigger]:
    after = line.unanswered_after_s
    if after is None or silent < after:
        return ()
    return (_counted(TriggerName.UNANSWERED, f"no answer for {silent:.0f} s", silent, after, line),)


def _unsure(facts: Facts, line: Line) -> Iterable[Trigger]:
    detail = f"{facts.confidence:.2f} is below {line.hold_from:.2f}"
    return (
        Trigger(
            TriggerName.LOW_CONFIDENCE,
            detail,
            _mode(TriggerName.LOW_CONFIDENCE, line),
            facts.confidence,
            line.hold_from,
        ),
    )


def _counted(
    name: TriggerName, detail: str, value: float, limit: float, line: Line, signal: Signal | None = None
) -> Trigger:
    return Trigger(name, detail, _mode(name, line), float(value), float(limit), signal)
