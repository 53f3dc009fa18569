"""What a stated confidence is worth: a curve from raw to calibrated, fitted on what humans found. Pure.

Logistic regression on the log-odds of the raw confidence (Platt, "Probabilistic Outputs for Support Vector
Machines", 1999) with a Gaussian prior at the identity, so that without verdicts a confidence is taken at its word. The
slope stays above zero: what was surer stays surer, and no two confidences become one. How sure the curve is of itself
comes from the Laplace approximation around its best fit.
"""

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

ENOUGH: Final = 50
"""Verdicts below which a curve counts in part, and may make decisions more careful but never bolder."""
LEAST_SLOPE: Final = 0.05
SLOPE_SD, INTERCEPT_SD = 0.5, 1.5
CLIP: Final = 0.001
Z90: Final = 1.645
ROUNDS, SMALL = 100, 1e-10


class Seen(msgspec.Struct, frozen=True):
    """Verdicts: raw confidences, how right each was (0 to 1), and the share of its like that was looked at (0 to 1]."""

    raw: Sequence[float]
    right: Sequence[float]
    share: Sequence[float]

    def __len__(self) -> int:
        return len(self.raw)


class Curve(msgspec.Struct, frozen=True):
    """log-odds(calibrated) = slope * log-odds(raw) + intercept, resting on `n` verdicts.

    `covariance` holds the variance of the slope, the covariance, and the variance of the intercept.
    """

    slope: float = 1.0
    intercept: float = 0.0
    covariance: tuple[float, float, float] = (SLOPE_SD**2, 0.0, INTERCEPT_SD**2)
    n: int = 0

    def at(self, raw: float) -> float:
        """The share of answers with this raw confidence (0 to 1) that is expected to be right."""
        return _share(self.slope * _odds(raw) + self.intercept)

    def band(self, raw: float) -> tuple[float, float]:
        """Between which shares the truth lies with 90 % probability, as far as the model holds."""
        odds = _odds(raw)
        middle = self.slope * odds + self.intercept
        slope, both, intercept = self.covariance
        reach = Z90 * sqrt(max(odds * odds * slope + 2 * odds * both + intercept, 0.0))
        return _share(middle - reach), _share(middle + reach)

    def trusted(self, raw: float) -> float:
        """What a decision goes by: the curve, with few verdicts only by their share of what is enough.

        Until then it is never more than `raw` itself.
        """
        if self.n >= ENOUGH:
            return self.at(raw)
        said = _odds(raw)
        curve = self.slope * said + self.intercept
        return min(raw, _share(said + (curve - said) * self.n / ENOUGH))


def fit(seen: Seen) -> Curve:
    """The likeliest curve given the verdicts and the prior; the identity where there are none.

    Each verdict stands for all of its like: it weighs the inverse of the share that was looked at. The weights are
    scaled to what such a sample is worth (Kish's effective size), or rare audits would pass for many verdicts.
    """
    if not len(seen):
        return Curve()
    x, y, w = np.array([_odds(raw) for raw in seen.raw]), np.array(seen.right), weights(seen)
    free = _climbed(x, y, w, slope=None)
    best = free if free[0] >= LEAST_SLOPE else _climbed(x, y, w, slope=LEAST_SLOPE)
    (a, b), (_, d) = np.linalg.inv(_curvature(best, x, w)).tolist()
    return Curve(float(best[0]), float(best[1]), (a, b, d), len(seen))


def weights(seen: Seen) -> Numbers:
    """How much each verdict counts; the sum is the effective number of verdicts."""
    inverse = 1.0 / np.array(seen.share, dtype=np.float64)
    scaled: Numbers = inverse * (inverse.sum() / (inverse**2).sum())
    return scaled


def _climbed(x: Numbers, y: Numbers, w: Numbers, *, slope: float | None) -> Numbers:
    """The top of the posterior by Newton's method with halved steps; with `slope` given, along the intercept only."""
    at = np.array([1.0 if slope is None else slope, 0.0])
    free = np.array([slope is None, True])
    for _ in range(ROUNDS):
        away = _gradient(at, x, y, w)[free]
        step = np.zeros(2)
        step[free] = np.linalg.solve(_curvature(at, x, w)[np.ix_(free, free)], away)
        while _loss(at - step, x, y, w) > _loss(at, x, y, w) + SMALL:
            step /= 2
        at = at - step
        if np.abs(step).max() < SMALL:
            break
    return at


def _loss(at: Numbers, x: Numbers, y: Numbers, w: Numbers) -> float:
    odds = at[0] * x + at[1]
    prior = ((at[0] - 1) / SLOPE_SD) ** 2 / 2 + (at[1] / INTERCEPT_SD) ** 2 / 2
    return float((w * (np.logaddexp(0, odds) - y * odds)).sum() + prior)


def _gradient(at: Numbers, x: Numbers, y: Numbers, w: Numbers) -> Numbers:
    off = w * (_shares(at[0] * x + at[1]) - y)
    return np.array([(off * x).sum() + (at[0] - 1) / SLOPE_SD**2, off.sum() + at[1] / INTERCEPT_SD**2])


def _curvature(at: Numbers, x: Numbers, w: Numbers) -> Numbers:
    share = _shares(at[0] * x + at[1])
    bend = w * share * (1 - share)
    both = (bend * x).sum()
    return np.array(
        [[(bend * x * x).sum() + 1 / SLOPE_SD**2, both], [both, bend.sum() + 1 / INTERCEPT_SD**2]]
    )


def _shares(odds: Numbers) -> Numbers:
    shares: Numbers = 1 / (1 + np.exp(-np.clip(odds, -40, 40)))
    return shares


def _odds(raw: float) -> float:
    """Log-odds; a front end that says 0 or 1 cannot mean it."""
    kept = min(max(raw, CLIP), 1 - CLIP)
    return log(kept / (1 - kept))


def _share(odds: float) -> float:
    return 1 / (1 + exp(-min(max(odds, -40.0), 40.0)))
