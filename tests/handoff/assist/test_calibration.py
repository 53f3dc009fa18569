"""What a stated confidence is worth: curves against sources whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.assist.calibration import ENOUGH, LEAST_SLOPE, Curve, Seen, fit, weights

UNIT = st.floats(0, 1)
SEEN = st.lists(st.tuples(UNIT, st.sampled_from([0.0, 0.5, 1.0]), st.floats(0.01, 1.0)), max_size=60).map(
    lambda rows: Seen(*([row[i] for row in rows] for i in range(3)))
)


def boastful(n: int, *, seed: int = 1) -> Seen:
    """A source whose .9 is right three times in five: log-odds(right) = .6 log-odds(said) - .9."""
    chance = np.random.default_rng(seed)
    raw = chance.uniform(0.3, 0.99, n)
    share = 1 / (1 + np.exp(-(0.6 * np.log(raw / (1 - raw)) - 0.9)))
    return Seen(raw.tolist(), (chance.random(n) < share).astype(float).tolist(), [1.0] * n)


def test_without_verdicts_a_confidence_is_taken_at_its_word_and_little_is_known() -> None:
    curve = fit(Seen([], [], []))
    assert [curve.at(raw) for raw in (0.01, 0.5, 0.86, 0.99)] == pytest.approx([0.01, 0.5, 0.86, 0.99])
    low, high = curve.band(0.86)
    assert low < 0.4
    assert high > 0.97


def test_a_boastful_source_is_brought_down_to_what_it_is_worth() -> None:
    curve = fit(boastful(2_000))
    assert curve.slope == pytest.approx(0.6, abs=0.1)
    assert curve.at(0.9) == pytest.approx(0.60, abs=0.03)
    low, high = curve.band(0.9)
    assert low < 0.603 < high
    assert high - low < 0.1


def test_the_band_holds_the_truth_about_as_often_as_it_says() -> None:
    inside = 0
    for seed in range(200):
        low, high = fit(boastful(150, seed=seed)).band(0.9)
        inside += low <= 0.6031 <= high
    assert 0.84 <= inside / 200 <= 0.98


def test_the_band_narrows_as_verdicts_come() -> None:
    widths = [high - low for low, high in (fit(boastful(n)).band(0.9) for n in (0, 10, 50, 200, 2_000))]
    assert widths == sorted(widths, reverse=True)


def test_few_verdicts_make_more_careful_and_never_bolder() -> None:
    praised = fit(Seen([0.7] * 20, [1.0] * 20, [1.0] * 20))
    assert praised.at(0.7) > 0.8
    assert praised.trusted(0.7) == 0.7
    doubted = [fit(Seen([0.9] * n, [0.0] * n, [1.0] * n)) for n in (2, 20)]
    assert [curve.at(0.9) < 0.65 for curve in doubted] == [True, True]
    assert doubted[0].trusted(0.9) > 0.87, "two bad drafts are no reason to silence a front end"
    assert 0.5 < doubted[1].trusted(0.9) < 0.6, "twenty are"
    enough = fit(Seen([0.7] * ENOUGH, [1.0] * ENOUGH, [1.0] * ENOUGH))
    assert enough.trusted(0.7) == enough.at(0.7) > 0.8


def test_a_source_that_is_surer_when_it_is_wrong_still_keeps_its_order() -> None:
    curve = fit(Seen([0.9] * 300 + [0.2] * 300, [0.0] * 300 + [1.0] * 300, [1.0] * 600))
    assert curve.slope == LEAST_SLOPE
    assert curve.at(0.9) > curve.at(0.2)
    assert curve.at(0.9) == pytest.approx(0.5, abs=0.05)


def test_answers_that_were_seldom_looked_at_stand_for_all_of_their_like() -> None:
    """Said .9: 100 held drafts half of them right; and 2,000 sent, all right, of which one in twenty was looked at."""
    seen = Seen([0.9] * 200, [1.0, 0.0] * 50 + [1.0] * 100, [1.0] * 100 + [0.05] * 100)
    assert fit(seen).at(0.9) > 0.94
    assert fit(Seen(seen.raw, seen.right, [1.0] * 200)).at(0.9) == pytest.approx(0.75, abs=0.03)


def test_rare_audits_do_not_pass_for_many_verdicts() -> None:
    every, rare = (Seen([0.9] * 100, [1.0] * 100, [share] * 100) for share in (1.0, 0.05))
    assert weights(rare).sum() == pytest.approx(100)
    assert fit(rare).band(0.9) == pytest.approx(fit(every).band(0.9))


@given(SEEN, UNIT, UNIT)
def test_what_was_surer_stays_surer_whatever_was_found(seen: Seen, one: float, other: float) -> None:
    curve = fit(seen)
    low, high = sorted((one, other))
    assert curve.slope >= LEAST_SLOPE
    assert 0 <= curve.at(low) <= curve.at(high) <= 1
    assert curve.trusted(low) <= curve.trusted(high)
    below, above = curve.band(high)
    assert 0 <= below <= curve.at(high) <= above <= 1


@given(UNIT)
def test_the_identity_of_a_new_curve_is_exact_enough_for_any_threshold(raw: float) -> None:
    assert Curve().trusted(raw) == pytest.approx(raw, abs=0.0011)
