"""What each trigger saw in some facts and made of it under a policy, also where it let them pass."""

from collections.abc import Iterator

import msgspec

from handoff.policy.decide import Facts, Outcome, Signal, Trigger, decide
from handoff.policy.lines import Line, Policy
from handoff.tongue import figure, noted, say
from handoff.vocabulary import Mode, TriggerName

OFF = noted("off")
NAMES = {
    TriggerName.LOW_CONFIDENCE: noted("Confidence"),
    TriggerName.HUMAN_REQUEST: noted("Asks for a human"),
    TriggerName.ANGER: noted("Anger"),
    TriggerName.HIGH_RISK: noted("High risk"),
    TriggerName.EXCLUDED: noted("Exclusions"),
    TriggerName.FAILED_ATTEMPTS: noted("Attempts"),
    TriggerName.SLA: noted("Time to answer"),
    TriggerName.UNANSWERED: noted("Unanswered"),
    TriggerName.SOURCE: noted("Asked for by the AI"),
}
"""The triggers as they are told of, in this order."""


class Check(msgspec.Struct, frozen=True):
    """One check: what it saw (`score`, `signal`, in words `saw`), its `threshold` and `rule`, and what came of it.

    `score` is None where there was nothing to see, `threshold` where the trigger has none or is off. `mode` is set
    where it fired. `name` is the matter of a signal: the grave topic, the rule that matched.
    """

    trigger: TriggerName
    label: str
    rule: str
    fired: bool = False
    mode: Mode | None = None
    score: float | None = None
    threshold: float | None = None
    signal: Signal | None = None
    saw: str = ""
    detail: str = ""

    @property
    def off(self) -> bool:
        """Whether it was switched off."""
        return self.rule == OFF

    @property
    def on_scale(self) -> bool:
        """Whether score and threshold both lie between 0 and 1."""
        return all(value is not None and 0 <= value <= 1 for value in (self.score, self.threshold))


def checks(facts: Facts, policy: Policy) -> tuple[Check, ...]:
    """All checks of one decision. Which of them fired is what `decide` says."""
    return tuple(_checks(facts, policy.line_for(facts.topic, facts.source), policy, decide(facts, policy)))


def _checks(facts: Facts, line: Line, policy: Policy, outcome: Outcome) -> Iterator[Check]:
    for name in NAMES:
        fired = [trigger for trigger in outcome.triggers if trigger.trigger == name]
        quiet = [one for one in _seen(name, facts, line) if one.signal not in [t.signal for t in fired]]
        for trigger in fired:
            yield _fired(trigger, facts, line)
        if not fired or name == TriggerName.HIGH_RISK:
            off = [one.signal.name for one in quiet if one.signal and one.signal.name in policy.risks_off]
            yield from (_switched_off(one, off) for one in quiet)


def _fired(trigger: Trigger, facts: Facts, line: Line) -> Check:
    usual = _blank(trigger.trigger, line)
    return msgspec.structs.replace(
        usual,
        label=_label(trigger.trigger, trigger.signal),
        rule=usual.rule
        if trigger.detail[:4] != "grew"
        else say("grown by {rise}", rise=number(line.anger_rise)),
        fired=True,
        mode=trigger.mode,
        score=trigger.score,
        threshold=trigger.threshold,
        signal=trigger.signal,
        saw=_saw(trigger.trigger, trigger.signal, facts),
        detail=trigger.detail,
    )


def _seen(name: TriggerName, facts: Facts, line: Line) -> Iterator[Check]:
    """What a trigger looked at; where there was nothing, that."""
    usual = _blank(name, line)
    values: dict[TriggerName, float | None] = {
        TriggerName.LOW_CONFIDENCE: facts.confidence,
        TriggerName.FAILED_ATTEMPTS: facts.failed_attempts,
        TriggerName.SLA: facts.sla_s,
        TriggerName.UNANSWERED: facts.unanswered_s,
    }
    heard: dict[TriggerName, tuple[Signal | None, ...]] = {
        TriggerName.HUMAN_REQUEST: (facts.human_request,),
        TriggerName.ANGER: (facts.anger,),
        TriggerName.HIGH_RISK: facts.high_risk or (None,),
    }
    for signal in heard.get(name, (None,)):
        yield msgspec.structs.replace(
            usual,
            label=_label(name, signal),
            score=signal.score if signal else values.get(name),
            signal=signal,
            saw=_saw(name, signal, facts),
        )


def _blank(name: TriggerName, line: Line) -> Check:
    rules: dict[TriggerName, tuple[float | None, str]] = {
        TriggerName.LOW_CONFIDENCE: (
            line.hold_from,
            say("hand off below {limit}", limit=number(line.hold_from)),
        ),
        TriggerName.HUMAN_REQUEST: (line.human_request_from, _from(line.human_request_from)),
        TriggerName.ANGER: (line.anger_from, _anger_rule(line)),
        TriggerName.HIGH_RISK: (line.high_risk_from, _from(line.high_risk_from)),
        TriggerName.FAILED_ATTEMPTS: (
            line.attempts_limit,
            say("after {limit}", limit=number(line.attempts_limit)),
        ),
        TriggerName.SLA: (line.sla_before_s, say("with {limit} s left", limit=number(line.sla_before_s))),
        TriggerName.UNANSWERED: (
            line.unanswered_after_s,
            _after(line.unanswered_after_s),
        ),
    }
    limit, rule = rules.get(name, (None, say("always")))
    if name in rules and (limit is None or (name == TriggerName.LOW_CONFIDENCE and not line.low_confidence)):
        hold = say("hold below {limit}", limit=number(line.send_from))
        rule = OFF if name != TriggerName.LOW_CONFIDENCE else hold
    return Check(name, say(NAMES[name]), rule, threshold=limit)


def _anger_rule(line: Line) -> str:
    rise = line.anger_rise
    if rise is None or rise >= 1:
        return _from(line.anger_from)
    limit, grown = number(line.anger_from), number(rise)
    return say("from {limit}, or grown by {rise}", limit=limit, rise=grown)


def _after(seconds: float | None) -> str:
    return say("after {limit} s", limit=number(seconds))


def _from(limit: float | None) -> str:
    return say("from {limit}", limit=number(limit))


def _label(name: TriggerName, signal: Signal | None) -> str:
    if signal is None or not signal.name or name != TriggerName.HIGH_RISK:
        return say(NAMES[name])
    return f"{say(NAMES[name])}: {signal.name.replace('_', ' ')}"


def _saw(name: TriggerName, signal: Signal | None, facts: Facts) -> str:
    """What it went by, beside the figure."""
    if name == TriggerName.LOW_CONFIDENCE:
        return _weighed(facts)
    if name == TriggerName.SOURCE:
        return facts.request_reason
    if signal is None:
        return ""
    said = f"“{signal.span}”" if signal.span else ""
    return f"“{signal.name}” {said}".strip() if name == TriggerName.EXCLUDED else said


def _weighed(facts: Facts) -> str:
    if facts.confidence is None:
        return ""
    if facts.calibration is None or facts.raw_confidence is None:
        return say("taken at its word")
    return say(
        "raw {raw}, calibrated {calibrated}",
        raw=number(facts.raw_confidence),
        calibrated=number(facts.confidence),
    )


def _switched_off(check: Check, off: list[str]) -> Check:
    if check.signal is None or check.signal.name not in off:
        return check
    return msgspec.structs.replace(check, rule=OFF, threshold=None)


def number(value: float | None) -> str:
    """A number as it stands in a rule: .60, 3, 120."""
    if value is None:
        return say("never")
    return figure(f"{value:.2f}".removeprefix("0") if 0 < value < 1 else f"{value:g}")
