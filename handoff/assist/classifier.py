"""Which answer a question asks for, told by classifiers fitted to past questions.

On words and letters, and meaning beside them, a linear support vector machine, one answer against the rest. On meaning
alone a logistic regression, and a linear discriminant (Gaussians of one covariance, shrunk): its distances also tell
what is unlike everything known (Podolskiy et al. 2021, arXiv 2101.03778).
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from handoff.assist.names import Names

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

NOBODY: Whole = np.empty(0, np.int64)
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
HINT = 0.5
"""What meaning weighs beside words and letters, each of which has length 1."""
NAMED = 2.0
"""What the name of an answer counts as an example of it, beside a question's 1."""
NAME_SCALE = 20.0
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

    `features` are the columns of words and letters that the first expert looks at, ascending; below their weights stand
    those of meaning, where it was fitted too.
    """

    labels: Whole
    features: Whole
    words: Linear
    meaning: Linear | None
    distance: Linear | None
    names: Linear | None

    def scores(self, words: sparse.csr_matrix, meaning: Floats | None) -> list[Scores]:
        """Each expert's scores; distance and names have no vote, they only doubt."""
        by_words = _sparse_scores(words, self.features, self.words)
        if meaning is not None:
            by_words += HINT * (meaning @ self.words.weights[len(self.features) :])
        found = [Scores(by_words, self.words.scale, votes=True)]
        if meaning is not None:
            for expert in filter(None, (self.meaning, self.distance, self.names)):
                values = meaning @ expert.weights + expert.bias
                found.append(Scores(values, expert.scale, votes=expert is self.meaning))
        return found


def fit(
    words: sparse.csr_matrix, meaning: Floats | None, labels: Whole, names: Names | None = None, seed: int = 0
) -> Classifier | None:
    """Fitted to questions (rows), their answers (`labels`, from 0) and perhaps the answers' names.

    None where fewer than two answers have enough questions.
    """
    kept = _chosen(labels, seed)
    if len(np.unique(labels[kept])) < 2:
        return None
    known, answers = np.unique(labels[kept], return_inverse=True)
    beside = BESIDE * min(1.0, len(kept) / len(known) / PLENTY)
    called, named = names.of(known) if names else (NOBODY, None)
    rows = sparse.vstack([words[kept], named.words], format="csr") if named else words[kept]
    told = np.append(answers, called)
    if meaning is None:
        features, by_words = _words(rows, None, told, ALONE)
        return Classifier(known, features, by_words, None, None, None)
    spoken = named.meaning if named else None
    by_name = None if spoken is None else _names(called, spoken, len(known))
    vectors = meaning[kept] if spoken is None else np.vstack([meaning[kept], spoken])
    features, by_words = _words(rows, vectors, told, beside)
    by_meaning = _meaning(vectors, told, len(called))
    return Classifier(known, features, by_words, by_meaning, _distance(meaning[kept], answers), by_name)


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


def _words(
    rows: sparse.csr_matrix, hints: Floats | None, answers: Whole, scale: float
) -> tuple[Whole, Linear]:
    held = np.bincount(rows.indices, minlength=rows.shape[1])
    common = np.argsort(-held, kind="stable")[:MOST_FEATURES]
    features = np.sort(common[held[common] > 1]).astype(np.int64)
    looked_at = rows[:, features]
    if hints is not None:
        looked_at = sparse.hstack([looked_at, sparse.csr_matrix(HINT * hints)], format="csr")
    machine = LinearSVC(C=0.5, tol=1e-2, max_iter=100, random_state=0).fit(looked_at, answers)
    weights, bias = _both_sides(machine.coef_, machine.intercept_)
    return features, Linear(np.ascontiguousarray(weights.T, np.float32), bias.astype(np.float32), scale)


def _meaning(vectors: Floats, answers: Whole, names: int) -> Linear:
    """Fitted to vectors of which the last are those of so many names."""
    weights = np.ones(len(answers))
    weights[len(answers) - names :] = NAMED
    machine = LogisticRegression(C=30, max_iter=100).fit(vectors, answers, sample_weight=weights)
    weights, bias = _both_sides(machine.coef_, machine.intercept_)
    return Linear(np.ascontiguousarray(weights.T, np.float32), bias.astype(np.float32), 1.0)


def _names(called: Whole, names: Floats, count: int) -> Linear:
    weights = np.zeros((names.shape[1], count), np.float32)
    weights[:, called] = names.T
    return Linear(weights, np.zeros(count, np.float32), NAME_SCALE)


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
