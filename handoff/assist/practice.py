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
from handoff.assist.evidence import VOTES, Evidence
from handoff.assist.names import Names
from handoff.assist.rules import background

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

FOLDS, MOST_FOLDS = 5, 12
WORK = 8000
"""Questions in all folds together up to which there are more of them: chance then plays less of a part."""
HELD = 0.4
"""The share of questions that a fold holds back: many, as customers to come ask less like those of the past than
those do among each other. Fewer where an answer has less than twenty: nothing would be left to learn from."""
LEAST_HELD, PLENTY = 0.15, 50
ENOUGH = 8
"""Questions to an answer from which on practice may tell what neighbours' votes should weigh: with fewer, what it holds
back is what its classifiers lack, and neighbours look better than they will be."""
MOST_ASKED = 1200
"""Questions of a kind that are asked in one fold."""
OUT_OF_SCOPE = 0.15
"""The share of questions that no answer fits, as long as nobody knows better."""
NEAR = 0.5
"""What those that stand for them count when the calibrator learns how sure to be: being of the same trade, they look
more like questions with an answer than real ones do."""
TRUSTED = 100
"""Real unanswerable questions from which on they count as much as those that only stand for them."""


class Past(NamedTuple):
    """Past questions: `words` and `meaning` (None without an encoder) by rows, the number of the answer in `labels`
    (-1 where there was none), whether that answer turned out `wrong`, and the answers' names where they tell."""

    words: sparse.csr_matrix
    meaning: Floats | None
    labels: Whole
    wrong: Mask
    names: Names | None = None


class Judges(NamedTuple):
    """The calibrator for all the evidence, and the one for what neighbours say alone, which must do for answers that
    no classifier was fitted to yet; and what neighbours' `vote` weighs beside a classifier's here."""

    whole: Calibrator
    neighbours: Calibrator
    vote: float


def calibrated(past: Past, out_of_scope: float, told: Callable[[float], None]) -> Judges | None:
    """The calibrators for what is fitted to `past`; None where there is too little to learn it from."""
    known = np.unique(past.labels[(past.labels >= 0) & ~past.wrong])
    if len(known) < 2:
        return None
    chance = np.random.default_rng(0)
    fold_of_label = np.full(int(past.labels.max()) + 2, -1)
    count = min(MOST_FOLDS, max(FOLDS, WORK // len(past.labels)))
    fold_of_label[chance.permutation(known)] = np.arange(len(known)) % count
    place = chance.random(len(past.labels))
    with ThreadPoolExecutor(2) as cores:
        folds = cores.map(
            lambda fold: _fold(past, fold, fold_of_label[past.labels] == fold, (place + fold / count) % 1),
            range(count),
        )
        kinds = [kind for fold in folds for kind in fold if kind]
    told(1.0)
    weighed = [[found[at] for found in kinds] for at in range(len(VOTES))]
    enough = (past.labels >= 0).sum() >= ENOUGH * len(known)
    best = _best_vote(weighed) if enough else 0
    whole = _fitted(weighed[best], past, out_of_scope)
    near = _fitted([found[-1] for found in kinds], past, out_of_scope)
    return Judges(whole, near, VOTES[best]) if whole and near else None


class _Kind(NamedTuple):
    name: str
    features: Floats
    right: Mask

    @property
    def counts_as(self) -> str:
        """What it weighs as: an answer that turned out wrong is one to a question that has an answer."""
        return "held" if self.name == "wrong" else self.name


def _best_vote(weighed: list[list[_Kind]]) -> int:
    """Which of `VOTES` serves a house best, by what each made of the same questions.

    A larger one than the first is taken only where it was right more often than that by more than one standard error:
    the rest may be chance.
    """
    held = [[kind.right for kind in found if kind.name == "held"] for found in weighed]
    right = [np.concatenate(one) if one else np.zeros(0, bool) for one in held]
    more = [right[at].sum() - right[0].sum() for at in range(len(right))]
    surely = [at for at in range(len(right)) if more[at] > (right[at] ^ right[0]).sum() ** 0.5]
    return max(surely, key=lambda at: more[at], default=0)


def _fold(past: Past, fold: int, left_out: Mask, place: NDArray[np.float64]) -> list[list[_Kind]]:
    """Fit on the rest, ask what was held back: of each kind what all say with each of `VOTES`, and neighbours alone."""
    none = past.labels < 0
    away = left_out & ~none
    share = min(HELD, max(LEAST_HELD, (~none).sum() / len(np.unique(past.labels)) / PLENTY))
    held = (place < share) & ~away & ~none
    taught = ~(away | held | none | past.wrong)
    labels = past.labels[taught]
    if len(np.unique(labels)) < 2:
        return []
    fitted = classifier.fit(past.words[taught], _of(past.meaning, taught), labels, past.names, fold)
    posted = neighbours.postings(past.words[taught])

    def ask(name: str, rows: Mask) -> list[_Kind]:
        if not len(chosen := _some(rows, fold)):
            return []
        found = _answered(past, chosen, labels, _of(past.meaning, taught), posted, fitted)
        return [_kind(name, one, past.labels[chosen]) for one in found]

    return [
        ask("held", held & ~past.wrong),
        ask("wrong", held & past.wrong),
        ask("away", away & ~past.wrong),
        ask("none", none),
    ]


def _kind(name: str, found: Evidence, labels: Whole) -> _Kind:
    same = found.labels == labels
    if name == "wrong":  # what else would have been right is not known
        return _Kind(name, found.features[same], np.zeros(int(same.sum()), bool))
    return _Kind(name, found.features, same)


def _answered(
    past: Past,
    rows: Whole,
    labels: Whole,
    taught: Floats | None,
    posted: sparse.csr_matrix,
    fitted: classifier.Classifier | None,
) -> list[Evidence]:
    words, meaning = past.words[rows], _of(past.meaning, rows)
    everybody = np.ones(len(labels), bool)
    near = [neighbours.by_words(words, posted, everybody)]
    if meaning is not None and taught is not None:
        near.append(neighbours.by_meaning(meaning, taught, everybody))
    told = [(one, np.where(one.rows < 0, -1, labels[one.rows])) for one in near]
    scores = fitted.scores(words, meaning) if fitted else []
    known = fitted.labels if fitted else evidence.NOBODY
    elsewhere = None if meaning is None else background.crowd(meaning)
    weighed = [evidence.weigh(known, scores, told, elsewhere, vote) for vote in VOTES]
    return [*weighed, evidence.alone(told, elsewhere)]


def _of(meaning: Floats | None, rows: Mask | Whole) -> Floats | None:
    return None if meaning is None else meaning[rows]


def _some(rows: Mask, seed: int) -> Whole:
    chosen = np.flatnonzero(rows)
    if len(chosen) > MOST_ASKED:
        chosen = np.sort(np.random.default_rng(seed).choice(chosen, MOST_ASKED, replace=False))
    return chosen


def _fitted(kinds: list[_Kind], past: Past, out_of_scope: float) -> Calibrator | None:
    if not kinds or len({kind.features.shape[1] for kind in kinds}) > 1:
        return None
    count = {
        name: sum(len(kind.right) for kind in kinds if kind.counts_as == name)
        for name in ("held", "away", "none")
    }
    real = min(int((past.labels < 0).sum()), MOST_ASKED)
    trust = real / (real + TRUSTED) if count["away"] else 1.0

    def weights(share: float, away: float) -> Floats:
        total = {"held": 1 - share, "away": share * (1 - trust) * away, "none": share * trust}
        each = [
            np.full(len(kind.right), total[kind.counts_as] / max(1, count[kind.counts_as])) for kind in kinds
        ]
        return np.concatenate(each).astype(np.float32)

    features, right = (
        np.vstack([kind.features for kind in kinds]),
        np.concatenate([kind.right for kind in kinds]),
    )
    taught, expected = weights(out_of_scope, 1), weights(out_of_scope, NEAR)
    return calibrator.fit(features, right, taught, expected, len(past.labels))
