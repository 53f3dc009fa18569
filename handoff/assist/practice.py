"""Lets the classifiers answer past questions that they were not fitted to, so that the calibrator learns from it.

In each of a few folds some answers are left out altogether: their questions then stand for those that no answer
fits. So the calibrator learns to say "none of these" without being shown what customers will ask in vain; past
questions that were in fact unanswerable count too, the more of them the more.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from handoff.assist import calibrator, classifier, evidence, neighbours
from handoff.assist.calibrator import Calibrator
from handoff.assist.evidence import Evidence

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

FOLDS = 5
MOST_ASKED = 1200
"""Questions of a kind that are asked in one fold."""
OUT_OF_SCOPE = 0.15
"""The share of questions that no answer fits, as long as nobody knows better."""
TRUSTED = 100
"""Real unanswerable questions from which on they count as much as those that only stand for them."""


class Past(NamedTuple):
    """Past questions: `words` and `meaning` (None without an encoder) by rows, the number of the answer in `labels`
    (-1 where there was none), and whether that answer turned out `wrong`."""

    words: sparse.csr_matrix
    meaning: Floats | None
    labels: Whole
    wrong: Mask


class Answers(NamedTuple):
    """What came out: features, whether it was right, and how much each question counts."""

    features: Floats
    right: Mask
    weights: Floats


def calibrated(past: Past, out_of_scope: float, told: Callable[[float], None]) -> Calibrator | None:
    """The calibrator for what is fitted to `past`; None where there is too little to learn it from."""
    known = np.unique(past.labels[(past.labels >= 0) & ~past.wrong])
    if len(known) < 2:
        return None
    chance = np.random.default_rng(0)
    fold_of_label = np.full(int(past.labels.max()) + 2, -1)
    fold_of_label[chance.permutation(known)] = np.arange(len(known)) % FOLDS
    fold_of_row = chance.integers(0, FOLDS, len(past.labels))
    with ThreadPoolExecutor(2) as cores:
        folds = cores.map(
            lambda fold: _fold(past, fold, fold_of_label[past.labels], fold_of_row), range(FOLDS)
        )
        kinds = [kind for fold in folds for kind in fold if kind is not None]
    told(1.0)
    return _fitted(kinds, out_of_scope)


class _Kind(NamedTuple):
    name: str
    features: Floats
    right: Mask


def _fold(past: Past, fold: int, label_fold: Whole, row_fold: Whole) -> list[_Kind | None]:
    """Fit on the rest, ask what was held back."""
    none = past.labels < 0
    away = (label_fold == fold) & ~none
    held = (row_fold == fold) & ~away & ~none
    taught = ~(away | held | none | past.wrong)
    labels = past.labels[taught]
    if len(np.unique(labels)) < 2:
        return []
    fitted = classifier.fit(past.words[taught], _of(past.meaning, taught), labels, fold)
    posted = neighbours.postings(past.words[taught])

    def ask(name: str, rows: Mask) -> _Kind | None:
        chosen = _some(rows, fold)
        if not len(chosen):
            return None
        found = _answered(past, chosen, labels, _of(past.meaning, taught), posted, fitted)
        same = found.labels == past.labels[chosen]
        if name == "wrong":  # what else would have been right is not known
            return _Kind("held", found.features[same], np.zeros(int(same.sum()), bool))
        return _Kind(name, found.features, same)

    return [
        ask("held", held & ~past.wrong),
        ask("wrong", held & past.wrong),
        ask("away", away & ~past.wrong),
        ask("none", none & ((row_fold == fold) | (none.sum() <= MOST_ASKED))),
    ]


def _answered(
    past: Past,
    rows: Whole,
    labels: Whole,
    taught: Floats | None,
    posted: sparse.csr_matrix,
    fitted: classifier.Classifier | None,
) -> Evidence:
    words, meaning = past.words[rows], _of(past.meaning, rows)
    everybody = np.ones(len(labels), bool)
    near = [neighbours.by_words(words, posted, everybody)]
    if meaning is not None and taught is not None:
        near.append(neighbours.by_meaning(meaning, taught, everybody))
    told = [(one, np.where(one.rows < 0, -1, labels[one.rows])) for one in near]
    scores = fitted.scores(words, meaning) if fitted else []
    return evidence.weigh(fitted.labels if fitted else np.empty(0, np.int64), scores, told)


def _of(meaning: Floats | None, rows: Mask | Whole) -> Floats | None:
    return None if meaning is None else meaning[rows]


def _some(rows: Mask, seed: int) -> Whole:
    chosen = np.flatnonzero(rows)
    if len(chosen) > MOST_ASKED:
        chosen = np.sort(np.random.default_rng(seed).choice(chosen, MOST_ASKED, replace=False))
    return chosen


def _fitted(kinds: list[_Kind], out_of_scope: float) -> Calibrator | None:
    if not kinds or len({kind.features.shape[1] for kind in kinds}) > 1:
        return None
    count = {
        name: sum(len(kind.right) for kind in kinds if kind.name == name) for name in ("held", "away", "none")
    }
    real = count["none"] / FOLDS
    trust = real / (real + TRUSTED) if count["away"] else 1.0
    total = {"held": 1 - out_of_scope, "away": out_of_scope * (1 - trust), "none": out_of_scope * trust}
    answers = Answers(
        np.vstack([kind.features for kind in kinds]),
        np.concatenate([kind.right for kind in kinds]),
        np.concatenate(
            [np.full(len(kind.right), total[kind.name] / max(1, count[kind.name])) for kind in kinds]
        ),
    )
    return calibrator.fit(*answers)
