"""The one decision function: total, pure, monotone, and never a `send` where a human must come."""

from hypothesis import given
from hypothesis import strategies as st

from handoff.policy import Facts, Policy, Signal, decide
from handoff.vocabulary import Action, Band, Mode, TriggerName

unit = st.floats(0, 1)
signals = st.builds(Signal, score=unit, span=st.text(max_size=20), name=st.text(max_size=10))
thresholds = st.tuples(unit, unit).map(sorted)
policies = st.builds(
    lambda pair, limit, anger, risk, sla: Policy(
        version=7,
        hold_from=pair[0],
        send_from=pair[1],
        attempts_limit=limit,
        anger_from=anger,
        high_risk_from=risk,
        sla_before_s=sla,
    ),
    thresholds,
    st.none() | st.integers(1, 5),
    st.none() | unit,
    st.none() | unit,
    st.none() | st.floats(0, 1000),
)
facts = st.builds(
    Facts,
    confidence=st.none() | unit,
    requested=st.none() | st.sampled_from(Mode),
    human_holds=st.booleans(),
    human_request=st.none() | signals,
    anger=st.none() | signals,
    high_risk=st.lists(signals, max_size=2).map(tuple),
    excluded=st.lists(signals, max_size=2).map(tuple),
    failed_attempts=st.integers(0, 6),
    sla_s=st.none() | st.floats(-100, 2000),
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


@given(facts, policies, unit, unit)
def test_more_confidence_never_gives_less_freedom(
    given_facts: Facts, policy: Policy, one: float, other: float
) -> None:
    low, high = (decide(_with(given_facts, confidence=c), policy).action for c in sorted((one, other)))
    assert FREEDOM.index(low) <= FREEDOM.index(high)


@given(facts, unit, thresholds, thresholds)
def test_stricter_thresholds_never_give_more_freedom(
    given_facts: Facts, confidence: float, one: list[float], other: list[float]
) -> None:
    given_facts = _with(given_facts, confidence=confidence)
    loose = Policy(version=1, hold_from=min(one[0], other[0]), send_from=min(one[1], other[1]))
    strict = Policy(version=2, hold_from=max(one[0], other[0]), send_from=max(one[1], other[1]))
    assert FREEDOM.index(decide(given_facts, strict).action) <= FREEDOM.index(
        decide(given_facts, loose).action
    )


@given(facts, policies, signals)
def test_an_exclusion_always_brings_a_human(given_facts: Facts, policy: Policy, rule: Signal) -> None:
    outcome = decide(_with(given_facts, excluded=(rule,)), policy)
    assert outcome.action == Action.HANDOFF
    assert TriggerName.EXCLUDED in {t.trigger for t in outcome.triggers}


def test_the_three_bands_meet_at_their_thresholds() -> None:
    policy = Policy(version=1, hold_from=0.60, send_from=0.86)
    actions = [decide(Facts(confidence=c), policy).action for c in (0.59, 0.60, 0.85, 0.86, 1.0)]
    assert actions == [Action.HANDOFF, Action.HOLD, Action.HOLD, Action.SEND, Action.SEND]


def test_a_soft_wish_leaves_the_ai_its_word() -> None:
    soft = decide(Facts(requested=Mode.SOFT), Policy(version=1))
    assert (soft.action, soft.mode) == (Action.NONE, Mode.SOFT)
    hard = decide(Facts(requested=Mode.HARD, request_reason="stuck"), Policy(version=1))
    assert (hard.action, hard.triggers[0].detail) == (Action.HANDOFF, "stuck")


def test_a_trigger_switched_off_stays_silent() -> None:
    seen = Signal(score=1.0, span="a human please")
    assert decide(Facts(human_request=seen), Policy(version=1, human_request_from=None)).action == Action.NONE
    assert decide(Facts(failed_attempts=9), Policy(version=1, attempts_limit=None)).action == Action.NONE


def _with(old: Facts, **changes: object) -> Facts:
    return Facts(**{name: getattr(old, name) for name in old.__struct_fields__} | changes)
