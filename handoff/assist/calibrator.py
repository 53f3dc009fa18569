"""From evidence to the chance that the answer is right: a logistic regression on standardised features.

A score says which of two answers is likelier to be right, not how likely; this learns that from questions
whose right answer is known, and from some that no answer fits. Where there are few of them it begins with what other
shops' questions taught (`handoff.assist.priors`) and moves away from that as far as they bear out.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from handoff.assist import priors
from handoff.assist.evidence import NEAREST

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Mask = NDArray[np.bool_]

HELD, UNSHRUNK = 62.5, 1000.0
"""How strongly the weights are held to where they began (half of this times the squared distance is what leaving costs,
beside the sum of all answers' losses), and scikit-learn's C for a slope and an intercept, which are not held."""
FEWEST = 30
"""Questions, and `FEWEST_WRONG` of them answered wrongly, below which no calibrator is fitted."""
FEWEST_WRONG = 5
PLENTY = 1500
"""Different questions from which on a shop learns from its own alone. The fewer there are, the more the weights begin
with what others taught, and are held to it: the rest would be learned by heart."""
STRANGE, DOUBT = 0.5, 0.7
"""From how many spreads below the middle on the nearest past question is taken for a strange one, and what each spread
more takes off the log-odds where nothing was learned yet: what is unlike all that was ever asked has no answer, however
sure the rest is. More of it would tell other shops' questions better still, and cost coverage."""


class Calibrator(NamedTuple):
    """P(right) = 1 / (1 + exp(-standard @ weights - bias - doubt * min(0, nearest + STRANGE))).

    `standard` are the features less `middle` in units of `spread`, `nearest` the one of them that says how alike the
    nearest past question is.
    """

    middle: Floats
    spread: Floats
    weights: Floats
    bias: float
    doubt: float = 0.0

    def chance(self, features: Floats) -> Floats:
        """The chance (0 to 1) that each answer is right; questions x features in."""
        standard = self.standard(features)
        log_odds = standard @ self.weights + self.bias
        if self.doubt:
            log_odds = log_odds + self.doubt * _strangeness(standard)
        found: Floats = (1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))).astype(np.float32)
        return found

    def standard(self, features: Floats) -> Floats:
        """The features in units of how they vary, 0 in the middle."""
        found: Floats = (features - self.middle) / self.spread
        return found


def fit(
    features: Floats, right: Mask, weights: Floats, expected: Floats, questions: int
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
    rows = (features - middle) / spread
    known = min(1.0, questions / PLENTY) ** 2
    start = (1 - known) * priors.weights(rows.shape[1])
    learned = _moved(start, rows, right, share, HELD / known)
    doubt = DOUBT * (1 - known)
    told = rows @ learned
    if doubt:
        told = told + doubt * _strangeness(rows)
    sure = LogisticRegression(C=UNSHRUNK).fit(told[:, None], right, sample_weight=expected / expected.mean())
    slope = float(sure.coef_[0, 0])
    return Calibrator(
        middle.astype(np.float32),
        spread.astype(np.float32),
        (learned * slope).astype(np.float32),
        float(sure.intercept_[0]),
        doubt * max(slope, 0.0),
    )


def _strangeness(standard: Floats | Doubles) -> Floats | Doubles:
    """Minus the spreads by which the nearest past question is further off than `STRANGE`; 0 where it is not."""
    found: Floats | Doubles = np.minimum(standard[:, NEAREST] + STRANGE, 0)
    return found


def _moved(start: Doubles, rows: Doubles, right: Mask, share: Floats, held: float) -> Doubles:
    """The weights that tell right from wrong best, for what it costs to leave `start`."""
    signs = np.where(right, 1.0, -1.0)

    def loss(step: Doubles) -> tuple[float, Doubles]:
        off, bias = step[:-1], step[-1]
        margin = signs * (rows @ (start + off) + bias)
        pull = -share * signs / (1 + np.exp(np.clip(margin, -50, 50)))
        cost = share @ np.logaddexp(0, -margin) + held / 2 * off @ off
        return float(cost), np.append(pull @ rows + held * off, pull.sum())

    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B")
    moved: Doubles = start + found.x[:-1]
    return moved
