"""Said against found: bins, the distance between them, and how sure that is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.assist.calibration import Seen
from handoff.assist.reliability import bins, distance, foretold


def answers(n: int, *, off: float = 0.0, share: float = 1.0) -> Seen:
    """Answers that are right less often than was said, by `off`."""
    chance = np.random.default_rng(3)
    said = chance.uniform(0.3, 0.95, n)
    return Seen(said.tolist(), (chance.random(n) < said - off).astype(float).tolist(), [share] * n)


def test_who_says_what_is_so_is_near_and_who_boasts_is_far() -> None:
    honest, boastful = answers(2_000), answers(2_000, off=0.2)
    near, far = distance(honest.raw, honest), distance(boastful.raw, boastful)
    assert near is not None
    assert far is not None
    assert near.ece < 0.05
    assert far.ece == pytest.approx(0.2, abs=0.03)
    assert far.low <= far.ece <= far.high
    assert far.low > near.high


def test_few_verdicts_leave_the_distance_open() -> None:
    few = distance(answers(20).raw, answers(20))
    many = distance(answers(2_000).raw, answers(2_000))
    assert few is not None
    assert many is not None
    assert few.high - few.low > 3 * (many.high - many.low)
    assert distance([], Seen([], [], [])) is None


def test_a_bin_tells_what_was_said_and_found_and_how_sure_that_is() -> None:
    seen = Seen([0.9] * 100, [1.0] * 80 + [0.0] * 20, [1.0] * 100)
    (only,) = bins(seen.raw, seen)
    assert only.n == 100
    assert [only.said, only.found] == pytest.approx([0.9, 0.8])
    assert only.low == pytest.approx(0.726, abs=0.01)  # Wilson's interval of 80 in 100, 90 %
    assert only.high == pytest.approx(0.858, abs=0.01)


def test_a_curve_foretells_each_verdict_without_knowing_it() -> None:
    seen = answers(1_000, off=0.2)
    raw, told = distance(seen.raw, seen), distance(foretold(seen), seen)
    assert raw is not None
    assert told is not None
    assert told.ece < raw.ece / 3


@given(
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0.0, 0.5, 1.0]), st.floats(0.01, 1)), max_size=80)
)
def test_every_verdict_is_in_one_bin_and_bins_rise(rows: list[tuple[float, float, float]]) -> None:
    seen = Seen(*([row[i] for row in rows] for i in range(3)))
    found = bins(seen.raw, seen)
    assert sum(one.n for one in found) == len(rows)
    assert [one.said for one in found] == sorted(one.said for one in found)
    assert all(0 <= one.low <= one.found + 1e-9 and one.found <= one.high + 1e-9 for one in found)
