"""From evidence to the chance that the answer is right: a logistic regression on standardised features.

A score says which of two answers is likelier to be right, not how likely; this learns that from questions
whose right answer is known, and from some that no answer fits.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float32]

STRENGTH, UNSHRUNK = 0.016, 1000.0
"""How much may be learned (scikit-learn's C); of the first fewer questions than `PLENTY` have their share."""
FEWEST = 30
"""Questions, and `FEWEST_WRONG` of them answered wrongly, below which no calibrator is fitted."""
FEWEST_WRONG = 5

PLENTY = 1000
"""Different questions below which the features behind the first `SURENESS` count by their share of it: the fewer
questions, the more of their differences would be learned by heart."""
SURENESS = 2


class Calibrator(NamedTuple):
    """P(right) = 1 / (1 + exp(-(features - middle) / spread @ weights - bias))."""

    middle: Floats
    spread: Floats
    weights: Floats
    bias: float

    def chance(self, features: Floats) -> Floats:
        """The chance (0 to 1) that each answer is right; questions x features in."""
        log_odds = ((features - self.middle) / self.spread) @ self.weights + self.bias
        return (1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))).astype(np.float32)


def fit(
    features: Floats, right: NDArray[np.bool_], weights: Floats, expected: Floats, questions: int
) -> Calibrator | None:
    """Fitted to answers that were `right` or not, of so many different `questions`; None where there are too few.

    What tells right from wrong is learned with each answer counting by its weight. Then how sure to be of it
    (Platt 1999: a slope and an intercept) with each counting as it is `expected` to come.
    """
    if len(right) < FEWEST or min(right.sum(), (~right).sum()) < FEWEST_WRONG:
        return None
    share = weights / weights.mean()
    middle = np.average(features, axis=0, weights=share)
    spread = np.sqrt(np.average((features - middle) ** 2, axis=0, weights=share))
    spread = np.where(spread < 1e-6, 1, spread)
    known = min(1.0, questions / PLENTY)
    heard = np.full(features.shape[1], known)
    heard[:SURENESS] = 1
    machine = LogisticRegression(C=STRENGTH * known, max_iter=1000)
    machine.fit((features - middle) / spread * heard, right, sample_weight=share)
    learned = machine.coef_[0] * heard
    line = ((features - middle) / spread @ learned)[:, None]
    sure = LogisticRegression(C=UNSHRUNK).fit(line, right, sample_weight=expected / expected.mean())
    return Calibrator(
        middle.astype(np.float32),
        spread.astype(np.float32),
        (learned * sure.coef_[0, 0]).astype(np.float32),
        float(sure.intercept_[0]),
    )
