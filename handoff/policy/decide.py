"""The one decision function."""

from collections.abc import Iterator
from typing import Any

import msgspec

from handoff.vocabulary import Action, Band, Mode, TriggerName


class Signal(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one sense saw in the thread: how strongly (0 to 1), in which words, where.

    `message` is the number of the message; `start` and `end` are the span's offsets in it (code points).
    """

    score: float
    span: str = ""
    message: int | None = None
    start: int = 0
    end: int = 0
    name: str = ""


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that a decision may depend on, besides the policy. Nothing else is looked at.

    `confidence` (0 to 1, calibrated) is None where nothing is proposed; `calibration` names the curve that made
    it of the raw one, None where that was taken at its word; `engine` is the one of our own that spoke, if any.
    `human_holds` is true while a human has the conversation, or it waits for one after a hard escalation.
    `excluded` are the rules that matched, `high_risk` the topics, each a signal with its `name`. `sla_s`: seconds
    left until the promised answer.
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
    high_risk: tuple[Signal, ...] = ()
    excluded: tuple[Signal, ...] = ()
    failed_attempts: int = 0
    failed_signal: Signal | None = None
    sla_s: float | None = None
    unanswered_s: float | None = None


class Policy(msgspec.Struct, frozen=True):
    """The settings that a decision depends on; `version` names them. A limit of None: that trigger is off."""

    version: int
    hold_from: float = 0.60
    send_from: float = 0.86
    human_request_from: float | None = 0.5
    attempts_limit: int | None = 3
    anger_from: float | None = None
    high_risk_from: float | None = None
    sla_before_s: float | None = None
    unanswered_after_s: float | None = None


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
        if self.score is not None:
            flat |= {"score": self.score, "threshold": self.threshold}
        if self.signal is not None:
            flat |= msgspec.to_builtins(self.signal)
        return flat


class Outcome(msgspec.Struct, frozen=True):
    """The decision: what the AI may do, in which band, why, under which version; `mode` of an escalation."""

    action: Action
    band: Band | None
    triggers: tuple[Trigger, ...]
    policy_version: int
    mode: Mode | None = None


def decide(facts: Facts, policy: Policy) -> Outcome:
    """What the AI may do, given `facts`, under `policy`. Total and pure: same arguments, same outcome."""
    band = band_of(facts.confidence, policy)
    triggers = tuple(_triggers(facts, band, policy))
    mode = _mode(triggers)
    action = _action(facts, band, mode)
    return Outcome(action, band, triggers, policy.version, mode)


def band_of(confidence: float | None, policy: Policy) -> Band | None:
    """Where a confidence lies: low below `hold_from`, high from `send_from` on; None where there is none."""
    if confidence is None:
        return None
    if confidence >= policy.send_from:
        return Band.HIGH
    return Band.MEDIUM if confidence >= policy.hold_from else Band.LOW


def _mode(triggers: tuple[Trigger, ...]) -> Mode | None:
    if not triggers:
        return None
    return Mode.HARD if any(t.mode == Mode.HARD for t in triggers) else Mode.SOFT


def _action(facts: Facts, band: Band | None, mode: Mode | None) -> Action:
    if facts.human_holds or mode == Mode.HARD:
        return Action.HANDOFF
    match band:
        case Band.HIGH:
            return Action.SEND
        case Band.MEDIUM:
            return Action.HOLD
    return Action.NONE


def _triggers(facts: Facts, band: Band | None, policy: Policy) -> Iterator[Trigger]:
    if facts.requested is not None:
        detail = facts.request_reason or "The front end asked for a human"
        yield Trigger(TriggerName.SOURCE, detail, mode=facts.requested)
    yield from _over(
        TriggerName.HUMAN_REQUEST, facts.human_request, policy.human_request_from, "asked for a human"
    )
    if band == Band.LOW and facts.confidence is not None:
        yield Trigger(
            TriggerName.LOW_CONFIDENCE,
            f"{facts.confidence:.2f} is below {policy.hold_from:.2f}",
            score=facts.confidence,
            threshold=policy.hold_from,
        )
    for rule in facts.excluded:
        yield Trigger(TriggerName.EXCLUDED, f"matches “{rule.name}”", signal=rule)
    yield from _attempts(facts, policy)
    yield from _over(TriggerName.ANGER, facts.anger, policy.anger_from, "sounds angry")
    for risk in facts.high_risk:
        yield from _over(TriggerName.HIGH_RISK, risk, policy.high_risk_from, risk.name)
    yield from _times(facts, policy)


def _over(name: TriggerName, signal: Signal | None, threshold: float | None, what: str) -> Iterator[Trigger]:
    if signal is None or threshold is None or signal.score < threshold:
        return
    quoted = f"{what}: “{signal.span}”" if signal.span else what
    yield Trigger(name, quoted, score=signal.score, threshold=threshold, signal=signal)


def _attempts(facts: Facts, policy: Policy) -> Iterator[Trigger]:
    limit = policy.attempts_limit
    if limit is not None and facts.failed_attempts >= limit:
        yield Trigger(
            TriggerName.FAILED_ATTEMPTS,
            f"{facts.failed_attempts} answers did not help, the limit is {limit}",
            score=float(facts.failed_attempts),
            threshold=float(limit),
            signal=facts.failed_signal,
        )


def _times(facts: Facts, policy: Policy) -> Iterator[Trigger]:
    if facts.sla_s is not None and policy.sla_before_s is not None and facts.sla_s <= policy.sla_before_s:
        yield Trigger(
            TriggerName.SLA,
            f"{max(facts.sla_s, 0) / 60:.0f} minutes left to answer",
            score=facts.sla_s,
            threshold=policy.sla_before_s,
        )
    silent, after = facts.unanswered_s, policy.unanswered_after_s
    if silent is not None and after is not None and silent >= after:
        yield Trigger(TriggerName.UNANSWERED, f"no answer for {silent:.0f} s", score=silent, threshold=after)
