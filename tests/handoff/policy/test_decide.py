"""The one decision function: total, pure, monotone, and never a `send` where a human must come."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from handoff.policy import Facts, Line, Policy, Signal, decide
from handoff.policy.decide import STRENGTH
from handoff.policy.document import DEFAULTS
from handoff.vocabulary import Action, Band, Mode, TriggerName

unit = st.floats(0, 1)
signals = st.builds(Signal, score=unit, span=st.text(max_size=20), name=st.sampled_from(["legal", "fraud"]))
thresholds = st.tuples(unit, unit).map(sorted)
TOPICS, SOURCES = ["Returns", "orders", ""], ["Web chat", "mail"]
SOFTENED = sorted(set(DEFAULTS) - {TriggerName.HUMAN_REQUEST})
lines = st.builds(
    lambda pair, **settings: Line(hold_from=pair[0], send_from=pair[1], **settings),
    thresholds,
    human_request_from=st.none() | unit,
    low_confidence=st.booleans(),
    attempts_limit=st.none() | st.integers(1, 5),
    anger_from=st.none() | unit,
    anger_rise=st.none() | unit,
    high_risk_from=st.none() | unit,
    sla_before_s=st.none() | st.floats(0, 1000),
    unanswered_after_s=st.none() | st.floats(1, 100),
    soft=st.frozensets(st.sampled_from(SOFTENED)),
)
cases = st.tuples(st.sampled_from(["returns", "orders", ""]), st.sampled_from(["web chat", "mail", ""]))
policies = st.builds(
    Policy,
    version=st.just(7),
    line=lines,
    own=st.dictionaries(cases.filter(any), lines, max_size=3),
    risks_off=st.frozensets(st.sampled_from(["legal", "fraud"])),
)
facts = st.builds(
    Facts,
    confidence=st.none() | unit,
    topic=st.sampled_from(TOPICS),
    source=st.sampled_from(SOURCES),
    requested=st.none() | st.sampled_from(Mode),
    human_holds=st.booleans(),
    human_request=st.none() | signals,
    anger=st.none() | signals,
    anger_rise=unit,
    high_risk=st.lists(signals, max_size=2).map(tuple),
    excluded=st.lists(signals, max_size=2).map(tuple),
    failed_attempts=st.integers(0, 6),
    sla_s=st.none() | st.floats(-100, 2000),
    unanswered_s=st.none() | st.floats(0, 200),
)
FREEDOM = [Action.HANDOFF, Action.HOLD, Action.SEND]


@given(facts, policies)
def test_every_combination_has_one_action_and_the_same_each_time(given_facts: Facts, policy: Policy) -> None:
    outcome = decide(given_facts, policy)
    assert outcome == decide(given_facts, policy)
    assert outcome.action in Action
    assert outcome.policy_version == 7
    assert (outcome.band is None) == (given_facts.confidence is None)
    assert (outcome.mode is None) == (not outcome.triggers)


@given(facts, policies)
def test_nothing_is_sent_where_a_hard_trigger_fired_or_a_human_holds(
    given_facts: Facts, policy: Policy
) -> None:
    outcome = decide(given_facts, policy)
    if given_facts.human_holds or any(t.mode == Mode.HARD for t in outcome.triggers):
        assert outcome.action == Action.HANDOFF
    if outcome.action == Action.SEND:
        assert outcome.band == Band.HIGH
        assert not given_facts.excluded


@given(facts, policies, unit, unit)
def test_more_confidence_never_gives_less_freedom(
    given_facts: Facts, policy: Policy, one: float, other: float
) -> None:
    low, high = (decide(_with(given_facts, confidence=c), policy).action for c in sorted((one, other)))
    assert _freedom(low) <= _freedom(high)


@given(facts, lines, thresholds, thresholds)
def test_stricter_thresholds_never_give_more_freedom(
    given_facts: Facts, line: Line, one: list[float], other: list[float]
) -> None:
    loose, strict = (
        decide(given_facts, Policy(1, _with(line, hold_from=pick(holds), send_from=pick(sends)))).action
        for pick in (min, max)
        for holds, sends in [zip(one, other, strict=True)]
    )
    assert _freedom(strict) <= _freedom(loose)


LIMITS = ["human_request_from", "anger_from", "anger_rise", "high_risk_from", "unanswered_after_s"]


@given(facts, lines, st.sampled_from([*LIMITS, "attempts_limit", "sla_before_s"]), unit, unit)
def test_a_trigger_that_fires_sooner_never_gives_more_freedom(
    given_facts: Facts, line: Line, name: str, one: float, other: float
) -> None:
    """Each limit is passed from below, but for the time that is left to answer."""
    scale = {"attempts_limit": 6, "sla_before_s": 2000, "unanswered_after_s": 200}.get(name, 1)
    soon, late = sorted((one * scale, other * scale), reverse=name == "sla_before_s")
    off, sooner, later = (
        decide(given_facts, Policy(1, _with(line, **{name: limit}))).action for limit in (None, soon, late)
    )
    assert _freedom(sooner) <= _freedom(later) <= _freedom(off)


@given(facts, policies)
def test_the_strongest_reason_comes_first_and_each_is_within_its_limit(
    given_facts: Facts, policy: Policy
) -> None:
    triggers = decide(given_facts, policy).triggers
    assert list(triggers) == sorted(triggers, key=lambda t: (t.mode == Mode.SOFT, STRENGTH.index(t.trigger)))
    for trigger in triggers:
        if trigger.score is not None and trigger.threshold is not None:
            under = trigger.trigger in {TriggerName.SLA, TriggerName.LOW_CONFIDENCE}
            assert (trigger.score <= trigger.threshold) if under else (trigger.score >= trigger.threshold)


@given(facts, policies)
def test_a_topic_of_a_source_is_decided_by_its_own_line(given_facts: Facts, policy: Policy) -> None:
    topic, source = given_facts.topic.casefold(), given_facts.source.casefold()
    nearest = [(topic, source), (topic, ""), ("", source)]
    line = next((policy.own[case] for case in nearest if case in policy.own), policy.line)
    alone = Policy(policy.version, line, risks_off=policy.risks_off)
    assert decide(given_facts, policy) == decide(given_facts, alone)


@given(facts, policies, signals)
def test_an_exclusion_always_brings_a_human(given_facts: Facts, policy: Policy, rule: Signal) -> None:
    outcome = decide(_with(given_facts, excluded=(rule,)), policy)
    assert outcome.action == Action.HANDOFF
    assert TriggerName.EXCLUDED in {t.trigger for t in outcome.triggers}


def test_the_three_bands_meet_at_their_thresholds() -> None:
    policy = Policy(1, Line(hold_from=0.60, send_from=0.86))
    actions = [decide(Facts(confidence=c), policy).action for c in (0.59, 0.60, 0.85, 0.86, 1.0)]
    assert actions == [Action.HANDOFF, Action.HOLD, Action.HOLD, Action.SEND, Action.SEND]


def test_a_soft_wish_leaves_the_ai_its_word() -> None:
    soft = decide(Facts(requested=Mode.SOFT), Policy(1))
    assert (soft.action, soft.mode) == (Action.NONE, Mode.SOFT)
    hard = decide(Facts(requested=Mode.HARD, request_reason="stuck"), Policy(1))
    assert (hard.action, hard.triggers[0].detail) == (Action.HANDOFF, "stuck")


def test_a_trigger_switched_off_stays_silent() -> None:
    seen = Signal(score=1.0, span="a human please")
    assert decide(Facts(human_request=seen), Policy(1, Line(human_request_from=None))).action == Action.NONE
    assert decide(Facts(failed_attempts=9), Policy(1, Line(attempts_limit=None))).action == Action.NONE


def _with(old: Struct, **changes: object) -> Any:
    return replace(old, **changes)


def _freedom(action: Action) -> int:
    """How much the AI may: where nothing is proposed, only a handoff takes anything away."""
    return 2 if action == Action.NONE else FREEDOM.index(action)
