"""How well confidences were kept: said against found, in bins, and the mean distance between the two. Pure."""

from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Final

import msgspec
import numpy as np

from handoff.assist.calibration import Numbers, Seen, fit, weights

BINS, FEWEST = 10, 20
"""At most so many bins, and at least so many verdicts in each."""
FOLDS: Final = 5
DRAWS: Final = 200
Z90: Final = 1.645


class Bin(msgspec.Struct, frozen=True):
    """Answers of like confidence: what was said on average, what share was right with its 90 % interval, how many."""

    said: float
    found: float
    low: float
    high: float
    n: int


class Distance(msgspec.Struct, frozen=True):
    """The expected calibration error, and between which values 90 % of bootstrap draws put it."""

    ece: float
    low: float
    high: float


def bins(said: Sequence[float], seen: Seen) -> list[Bin]:
    """The verdicts in bins of equal weight, by what was `said`, lowest first."""
    confidence, right, weight = np.array(said), np.array(seen.right), _weights(seen)
    return [
        _bin(confidence[part], right[part], weight[part]) for part in _parts(confidence, weight) if len(part)
    ]


def distance(said: Sequence[float], seen: Seen, *, seed: int = 0) -> Distance | None:
    """How far what was `said` lay from what was found (expected calibration error, bins of equal weight).

    None without verdicts. The interval is drawn by resampling the verdicts, the same for the same `seed`.
    """
    if not len(seen):
        return None
    confidence, right, weight = np.array(said), np.array(seen.right), _weights(seen)
    chance = np.random.default_rng(seed)
    drawn = []
    for _ in range(DRAWS):
        pick = chance.integers(0, len(seen), len(seen))
        drawn.append(_ece(confidence[pick], right[pick], weight[pick]))
    low, high = np.quantile(drawn, [0.05, 0.95]).tolist()
    ece = _ece(confidence, right, weight)
    return Distance(ece, min(low, ece), max(high, ece))  # draws repeat verdicts, which adds to the distance


def foretold(seen: Seen) -> list[float]:
    """What a curve would have said of each verdict without knowing it: fitted on the other four fifths."""
    said = [0.0] * len(seen)
    for fold in range(min(FOLDS, len(seen))):
        rest = [i for i in range(len(seen)) if i % FOLDS != fold]
        curve = fit(Seen(*([column[i] for i in rest] for column in (seen.raw, seen.right, seen.share))))
        for i in range(fold, len(seen), FOLDS):
            said[i] = curve.at(seen.raw[i])
    return said


def _weights(seen: Seen) -> Numbers:
    return weights(seen) if len(seen) else np.array([])


def _parts(confidence: Numbers, weight: Numbers) -> Iterator[np.ndarray]:
    """Places of the verdicts by bin: equal shares of the weight, and one confidence never in two bins."""
    count = max(min(BINS, len(confidence) // FEWEST), 1)
    order = np.argsort(confidence, kind="stable")
    _, alike = np.unique(confidence[order], return_inverse=True)
    reached = np.cumsum(weight[order]) - weight[order] / 2
    of_alike = np.bincount(alike, reached) / np.bincount(alike)
    number = np.minimum((of_alike[alike] / weight.sum() * count).astype(int), count - 1)
    for each in range(count):
        yield order[number == each]


def _bin(confidence: Numbers, right: Numbers, weight: Numbers) -> Bin:
    said = float(np.average(confidence, weights=weight))
    found = float(np.average(right, weights=weight))
    low, high = _wilson(found, float(weight.sum() ** 2 / (weight**2).sum()))
    return Bin(said, found, low, high, len(right))


def _ece(confidence: Numbers, right: Numbers, weight: Numbers) -> float:
    off = 0.0
    for part in _parts(confidence, weight):
        if len(part):
            off += abs(float((weight[part] * (confidence[part] - right[part])).sum()))
    return off / float(weight.sum())


def _wilson(share: float, n: float) -> tuple[float, float]:
    """The score interval for a share (Wilson 1927), 90 %."""
    z2 = Z90 * Z90
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = Z90 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(middle - reach, 0.0), min(middle + reach, 1.0)
