"""The calibrator: what it promises must come true."""

import numpy as np

from handoff.assist import calibrator

CHANCE = np.random.default_rng(7)
SEEN = CHANCE.normal(size=(4000, 3)).astype(np.float32)
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


def test_with_few_questions_what_tells_less_is_hardly_looked_at() -> None:
    only_last = SEEN[:, ::-1].copy()
    few, many = (calibrator.fit(only_last, RIGHT, ALIKE, ALIKE, count) for count in (50, 4000))
    assert few
    assert many
    assert few.weights[-1] < many.weights[-1] / 4
