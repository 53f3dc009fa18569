"""The measures of answering with confidence, over some questions drawn from all: functions for `figures.drawn`.

Selective error and coverage as in Geifman and El-Yaniv 2017 (arXiv 1705.08500); the calibration error over bins
of equal mass as in Nguyen and O'Connor 2015 (arXiv 1508.05154).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from handoff.evaluate.intents import Told

Chosen = NDArray[np.intp]
Value = Callable[[Chosen], float]
BINS = 15


def accuracy(told: Told) -> Value:
    """The share of right topics among the questions that have one."""
    return lambda chosen: float(told.right[chosen][~told.out[chosen]].mean())


def auroc(told: Told) -> Value:
    """How often a question with a topic gets more confidence than one without."""
    return lambda chosen: float(roc_auc_score(~told.out[chosen], told.confidence[chosen]))


def coverage(told: Told, error: float, share: float | None = None) -> Value:
    """The largest share of all questions that is answered when at most `error` of the answers is wrong.

    An answer to a question that has none is wrong. `share` weighs these questions as if so many had been asked.
    """

    def value(chosen: Chosen) -> float:
        weights = _weights(told, chosen, share)
        order = np.argsort(-told.confidence[chosen], kind="stable")
        answered = np.cumsum(weights[order])
        wrong = np.cumsum((weights * ~told.right[chosen])[order])
        fine = answered[wrong <= error * answered]
        return float(fine.max(initial=0) / answered[-1])

    return value


def calibration(told: Told, share: float | None = None) -> Value:
    """How far confidence is from the share of right answers, on average over 15 bins of equal mass."""

    def value(chosen: Chosen) -> float:
        weights = _weights(told, chosen, share)
        order = np.argsort(-told.confidence[chosen], kind="stable")
        off = (weights * (told.confidence[chosen] - told.right[chosen]))[order]
        below = np.cumsum(weights[order]) - weights[order]
        bins = np.minimum((below * BINS).astype(int), BINS - 1)
        return float(np.abs(np.bincount(bins, off, BINS)).sum())

    return value


def _weights(told: Told, chosen: Chosen, share: float | None) -> NDArray[np.float64]:
    out = told.out[chosen]
    weights: NDArray[np.float64] = np.ones(len(chosen))
    if share is not None and out.any() and not out.all():
        weights[out], weights[~out] = share / out.sum(), (1 - share) / (~out).sum()
    weights /= weights.sum()
    return weights
