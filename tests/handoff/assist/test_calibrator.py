"""The calibrator: what it promises must come true."""

import numpy as np
import pytest

from handoff.assist import calibrator, evidence, priors

CHANCE = np.random.default_rng(7)
SEEN = CHANCE.normal(size=(4000, 9)).astype(np.float32)
TRUE = 1 / (1 + np.exp(-2 * SEEN[:, 0]))
RIGHT = CHANCE.random(4000) < TRUE
ALIKE = np.ones(4000, np.float32)


def test_promised_chances_come_true() -> None:
    fitted = calibrator.fit(SEEN, RIGHT, ALIKE, ALIKE, 4000)
    assert fitted
    assert np.abs(fitted.chance(SEEN) - TRUE).mean() < 0.03


def test_what_is_expected_more_often_moves_the_chances() -> None:
    wrong_counts = calibrator.fit(SEEN, RIGHT, ALIKE, np.where(RIGHT, 1, 3).astype(np.float32), 4000)
    fitted = calibrator.fit(SEEN, RIGHT, ALIKE, ALIKE, 4000)
    assert fitted
    assert wrong_counts
    assert wrong_counts.chance(SEEN).mean() < fitted.chance(SEEN).mean() - 0.1


def test_a_feature_that_never_changes_does_no_harm() -> None:
    fitted = calibrator.fit(np.column_stack([SEEN, ALIKE]), RIGHT, ALIKE, ALIKE, 4000)
    assert fitted
    assert np.isfinite(fitted.chance(np.column_stack([SEEN, ALIKE]))).all()


def test_from_too_little_nothing_is_learned() -> None:
    assert calibrator.fit(SEEN[:20], RIGHT[:20], ALIKE[:20], ALIKE[:20], 20) is None
    assert calibrator.fit(SEEN, np.ones(4000, bool), ALIKE, ALIKE, 4000) is None


def test_few_questions_hardly_leave_what_other_shops_taught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priors, "weights", lambda features: np.array([1.0, 1.0, *[0.0] * 7]))
    few, many = (calibrator.fit(SEEN, RIGHT, ALIKE, ALIKE, count) for count in (50, 8000))
    assert few
    assert many
    assert few.weights[1] > few.weights[0] / 2  # though it tells nothing here
    assert many.weights[1] < many.weights[0] / 4


def test_few_questions_doubt_what_is_unlike_all_of_them_and_many_judge_for_themselves() -> None:
    wide = np.random.default_rng(3).normal(size=(4000, 8)).astype(np.float32)
    right = wide @ priors.weights(8) > 0
    few, many = (calibrator.fit(wide, right, ALIKE, ALIKE, count) for count in (50, 8000))
    assert few
    assert many
    at = np.zeros((3, 8), np.float32)
    at[:, evidence.NEAREST] = 0, -calibrator.STRANGE, -calibrator.STRANGE - 6
    nothing, each = np.zeros(8, np.float32), np.ones(8, np.float32)
    plain = few._replace(middle=nothing, spread=each, weights=nothing, bias=0.0)
    like, just, strange = plain.chance(at).tolist()
    assert like == just == 0.5
    assert strange < 0.1
    assert many.doubt == 0


def test_where_nothing_was_taught_everything_is_learned_here() -> None:
    assert not priors.weights(SEEN.shape[1]).any()
    fitted = calibrator.fit(SEEN, RIGHT, ALIKE, ALIKE, 50)
    assert fitted
    assert abs(fitted.weights[1]) < fitted.weights[0] / 4


@pytest.mark.parametrize("experts", [8, 13, 15, 30, 35])
def test_every_make_of_engine_begins_with_something(experts: int) -> None:
    found = priors.weights(experts)
    assert found.shape == (experts,)
    assert found.any()
