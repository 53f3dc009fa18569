"""Which answer a question asks for, told by classifiers fitted to past questions.

On words and letters a linear support vector machine, one answer against the rest. On meaning a logistic
regression, and a linear discriminant (Gaussians of one covariance, shrunk): its distances also tell what is
unlike everything known (Podolskiy et al. 2021, arXiv 2101.03778).
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

FEWEST = 2
"""Past questions that an answer needs before a classifier is asked about it; nearest neighbours do with one.

Of an answer's first three, practice holds one back: with three needed it would teach what never happens."""
MOST_LABELS = 400
MOST_WORK = 3_000_000
"""Answers times questions that are fitted: what a build may cost."""
MOST_FEATURES = 60_000
ALONE, BESIDE = 10.0, 5.0
"""How decided the words' votes are: by themselves, and beside those of meaning, which is right more often."""
PLENTY = 25
"""Questions to an answer below which the words' votes beside those of meaning are less decided: few mislead."""
SHRUNK = 0.2
"""How far the covariance is drawn to a ball: between 0.05 and 0.4 little changes."""


class Linear(NamedTuple):
    """Scores are `rows @ weights + bias`, times `scale` where they are made shares of 1 by softmax."""

    weights: Floats
    bias: Floats
    scale: float


class Scores(NamedTuple):
    """One expert's scores (questions x labels), the scale that softmax wants, and whether it has a vote."""

    values: Floats
    scale: float
    votes: bool


class Classifier(NamedTuple):
    """The answers that were fitted (`labels`, ascending) and each expert's scores for them.

    `features` are the columns of words and letters that the first expert looks at, ascending.
    """

    labels: Whole
    features: Whole
    words: Linear
    meaning: Linear | None
    distance: Linear | None

    def scores(self, words: sparse.csr_matrix, meaning: Floats | None) -> list[Scores]:
        """Each expert's scores; distance has no vote, as it adds nothing right to the others', only doubt."""
        found = [Scores(_sparse_scores(words, self.features, self.words), self.words.scale, votes=True)]
        if meaning is not None:
            for expert in filter(None, (self.meaning, self.distance)):
                values = meaning @ expert.weights + expert.bias
                found.append(Scores(values, expert.scale, votes=expert is self.meaning))
        return found


def fit(words: sparse.csr_matrix, meaning: Floats | None, labels: Whole, seed: int = 0) -> Classifier | None:
    """Fitted to questions (rows) and their answers (`labels`, from 0).

    None where fewer than two answers have enough questions.
    """
    kept = _chosen(labels, seed)
    if len(np.unique(labels[kept])) < 2:
        return None
    known, answers = np.unique(labels[kept], return_inverse=True)
    beside = BESIDE * min(1.0, len(kept) / len(known) / PLENTY)
    features, by_words = _words(words[kept], answers, ALONE if meaning is None else beside)
    if meaning is None:
        return Classifier(known, features, by_words, None, None)
    vectors = meaning[kept]
    return Classifier(known, features, by_words, _meaning(vectors, answers), _distance(vectors, answers))


def _chosen(labels: Whole, seed: int) -> Whole:
    """The questions to fit: of the commonest answers, and of each no more than the work allows."""
    common = [label for label, count in Counter(labels.tolist()).most_common(MOST_LABELS) if count >= FEWEST]
    share = MOST_WORK // max(1, len(common)) ** 2
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    taken: Counter[int] = Counter()
    kept, wanted = [], set(common)
    for row in shuffled.tolist():
        label = int(labels[row])
        if label in wanted and taken[label] < share:
            taken[label] += 1
            kept.append(row)
    return np.sort(np.array(kept, np.int64))


def _words(rows: sparse.csr_matrix, answers: Whole, scale: float) -> tuple[Whole, Linear]:
    held = np.bincount(rows.indices, minlength=rows.shape[1])
    common = np.argsort(-held, kind="stable")[:MOST_FEATURES]
    features = np.sort(common[held[common] > 1]).astype(np.int64)
    machine = LinearSVC(C=0.5, tol=1e-2, max_iter=100, random_state=0).fit(rows[:, features], answers)
    weights, bias = _both_sides(machine.coef_, machine.intercept_)
    return features, Linear(np.ascontiguousarray(weights.T, np.float32), bias.astype(np.float32), scale)


def _meaning(vectors: Floats, answers: Whole) -> Linear:
    machine = LogisticRegression(C=30, max_iter=100).fit(vectors, answers)
    weights, bias = _both_sides(machine.coef_, machine.intercept_)
    return Linear(np.ascontiguousarray(weights.T, np.float32), bias.astype(np.float32), 1.0)


def _both_sides(weights: NDArray[np.float64], bias: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Of two answers one row stands for both: make it two."""
    if len(weights) > 1:
        return weights, bias
    return np.vstack([-weights, weights]), np.concatenate([-bias, bias])


def _distance(vectors: Floats, answers: Whole) -> Linear:
    count = np.bincount(answers)
    means = np.zeros((len(count), vectors.shape[1]))
    np.add.at(means, answers, vectors)
    means /= count[:, None]
    off = vectors - means[answers]
    spread = off.T @ off / len(off)
    ball = np.eye(len(spread)) * np.trace(spread) / len(spread)
    middle = vectors.mean(axis=0, dtype=np.float64)
    towards = means - middle
    weights = np.linalg.solve((1 - SHRUNK) * spread + SHRUNK * ball + 1e-9 * np.eye(len(spread)), towards.T)
    bias = -0.5 * (towards * weights.T).sum(axis=1) - middle @ weights
    return Linear(weights.astype(np.float32), bias.astype(np.float32), 0.3)


def _sparse_scores(rows: sparse.csr_matrix, features: Whole, expert: Linear) -> Floats:
    """Only the weights of features that occur are read, so that most of them stay on disk."""
    found = np.tile(expert.bias, (rows.shape[0], 1))
    spans = zip(rows.indptr[:-1].tolist(), rows.indptr[1:].tolist(), strict=True)
    for row, (start, end) in enumerate(spans):
        columns, values = rows.indices[start:end], rows.data[start:end]
        at = np.minimum(np.searchsorted(features, columns), max(0, len(features) - 1))
        known = features[at] == columns if len(features) else np.zeros(len(columns), bool)
        found[row] += values[known] @ expert.weights[at[known]]
    return found


def label_numbers(labels: Sequence[str]) -> tuple[list[str], Whole]:
    """The different labels in order of appearance, and the number of each; -1 for an empty one."""
    numbers: dict[str, int] = {}
    found = [numbers.setdefault(label, len(numbers)) if label else -1 for label in labels]
    return list(numbers), np.array(found, np.int64)
