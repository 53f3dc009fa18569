"""The scorer as it was fitted, and how it weighs what it is told."""

import numpy as np
import pytest

from handoff.assist.rules.weighing import COLUMNS, FARTHEST, Network, network
from tests.benchmarks import rules_fit


def test_what_was_fitted_is_of_the_signs_that_are_looked_at() -> None:
    held = network()
    assert held.usual.shape == held.spread.shape == (len(COLUMNS),), "Fit anew: the signs have changed since."
    assert held.hidden.shape == (len(COLUMNS), len(held.hidden_bias))
    assert held.out.shape == held.hidden_bias.shape
    assert (held.spread > 0).all()


def test_a_sign_counts_from_the_usual_in_its_own_unit_and_no_farther_than_far() -> None:
    one = np.float32(1.0)
    small = Network(
        np.array([2 * one]),
        np.array([0.5 * one]),
        np.array([[one]]),
        np.zeros(1, np.float32),
        np.array([one]),
        -1.0,
    )
    odds = small.odds(np.array([[2.0], [2.5], [1.0], [99.0]], np.float32))
    assert odds == pytest.approx([-1.0, 0.0, -1.0, FARTHEST - 1.0])


@pytest.mark.parametrize("sign", ["cosine", "kind and part", "own topic", "margin"])
def test_what_is_closer_than_usual_counts_for_a_match(sign: str) -> None:
    held, at = network(), COLUMNS.index(sign)
    usual, closer = (np.tile(held.usual, (1, 1)) for _ in range(2))
    closer[0, at] += 3 * held.spread[at]
    assert held.odds(closer)[0] > held.odds(usual)[0]


def test_fitting_finds_the_sign_that_counts_and_the_part_that_speaks_loudest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules_fit, "BATCH", 16)  # as many steps as with many more rows
    chance, at = np.random.default_rng(5), COLUMNS.index("kind and part")
    cases = []
    for _ in range(12):
        signs = chance.normal(size=(40, 2, len(COLUMNS)))
        wanted = np.arange(40) < 10
        signs[:, :, at] = -1
        signs[wanted, chance.integers(2, size=10), at] = 2  # one of the two parts is meant
        cases.append(rules_fit.Case("shop", signs, wanted, np.where(wanted, 1 / 10, 1.5 / 30)))
    fitted = rules_fit.fit(cases[:9])
    good, hits, wrong = rules_fit.shares(cases[9:], fitted.odds)
    assert (good, hits > 0.9, wrong < 0.05) == (3, True, True)
