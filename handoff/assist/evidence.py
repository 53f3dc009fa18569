"""What speaks for an answer: the experts' votes joined, and the features that tell how far to trust them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist.classifier import Scores
from handoff.assist.neighbours import Near

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

SHARP = 20.0
"""How much more a nearer neighbour's vote weighs: e to the power of this times the similarity."""
VOTES = (0.1, 0.2, 0.4)
"""What the neighbours' votes may weigh beside the classifiers': practice finds out what serves a house."""
ELSEWHERE = 0.6
"""What being like what is asked anywhere takes off being like a past question: what is alike in both is how people ask
(a likelihood ratio against a background: Ren et al. 2019, arXiv 1906.02845)."""
NEAREST = -6
"""Where in the features stands how alike the nearest question is: where meaning is known by that, less `ELSEWHERE`. See
the end."""
_TINY = 1e-6
NOBODY: Whole = np.empty(0, np.int64)


class Evidence(NamedTuple):
    """For each question the likeliest answer, its share of the votes (0 to 1), and features x questions."""

    labels: Whole
    shares: Floats
    features: Floats


def weigh(
    known: Whole,
    scores: list[Scores],
    near: list[tuple[Near, Whole]],
    elsewhere: Floats | None = None,
    vote: float = VOTES[0],
) -> Evidence:
    """Join the classifiers' `scores` for the labels `known` with the labels of the nearest past questions.

    `near` holds the neighbours of each kind and their labels (questions x MOST, -1 for none), whose votes weigh `vote`
    beside the classifiers' 1; `elsewhere` is how like what is asked anywhere each question is, None where meaning is
    not known. There must be a classifier or neighbours.
    """
    labels = np.unique(np.concatenate([known, *(found.ravel() for _, found in near)]))
    labels = labels[labels >= 0]
    if not len(labels):
        count = len(near[0][1])
        return Evidence(np.full(count, -1), np.zeros(count, np.float32), np.zeros((count, 1), np.float32))
    votes = [_votes(one, found, labels) for one, found in near]
    shares = [_shares(one.values, one.scale) for one in scores if one.votes]
    joined: Floats = vote * np.mean(votes, axis=0)
    if shares:
        joined[:, np.searchsorted(labels, known)] += np.mean(shares, axis=0)
    joined /= np.maximum(joined.sum(axis=1, keepdims=True), _TINY)
    best = joined.argmax(axis=1)
    told = [_sureness(joined, best)]
    told += [_of_scores(one.values, one.scale, known, labels[best]) for one in scores]
    told += [_of_neighbours(one, found, labels[best]) for one, found in near]
    if elsewhere is not None:
        told[-1][:, 0] -= ELSEWHERE * elsewhere
        told.insert(0, elsewhere[:, None])
    top = np.take_along_axis(joined, best[:, None], 1)[:, 0]
    return Evidence(labels[best], top.astype(np.float32), np.hstack(told).astype(np.float32))


def alone(near: list[tuple[Near, Whole]], elsewhere: Floats | None = None) -> Evidence:
    """The same of neighbours alone."""
    return weigh(NOBODY, [], near, elsewhere)


def _shares(scores: Floats, scale: float) -> Floats:
    raised = np.exp(scale * (scores - scores.max(axis=1, keepdims=True)))
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found


def _votes(near: Near, found: Whole, labels: Whole) -> Floats:
    raised = np.exp(SHARP * (near.sims - near.sims[:, :1])) * (found >= 0)
    raised /= np.maximum(raised.sum(axis=1, keepdims=True), _TINY)
    votes = np.zeros((len(found), len(labels)), np.float32)
    rows = np.broadcast_to(np.arange(len(found))[:, None], found.shape)
    np.add.at(votes, (rows, np.clip(np.searchsorted(labels, found), 0, len(labels) - 1)), raised)
    return votes


def _sureness(joined: Floats, best: Whole) -> Floats:
    """log odds of the best answer, and how many times likelier it is than the next."""
    rows = np.arange(len(joined))
    first = np.clip(joined[rows, best], _TINY, 1 - _TINY)
    rest = joined.copy()
    rest[rows, best] = 0
    second = rest.max(axis=1)
    return np.column_stack([np.log(first / (1 - first)), np.log(first / np.maximum(second, _TINY))])


def _of_scores(scores: Floats, scale: float, known: Whole, best: Whole) -> Floats:
    """Of one classifier: the answer's score, its lead over the next, energy, entropy, and whether it agrees."""
    at = np.minimum(np.searchsorted(known, best), len(known) - 1)
    fitted = known[at] == best
    rows = np.arange(len(scores))
    own = np.where(fitted, scores[rows, at], scores.min(axis=1))
    rest = scores.copy()
    rest[rows[fitted], at[fitted]] = -np.inf
    top = scores.max(axis=1)
    energy = top + np.log(np.exp(scale * (scores - top[:, None])).sum(axis=1)) / scale
    share = _shares(scores, scale)
    entropy = -(share * np.log(share + _TINY)).sum(axis=1)
    return np.column_stack([own, own - rest.max(axis=1), energy, entropy, fitted & (own >= top)])


def _of_neighbours(near: Near, found: Whole, best: Whole) -> Floats:
    """Of one kind of neighbours: similarity of the nearest, of all, of the nearest with this answer and its lead
    over those with another, how many have it, and whether the nearest does."""
    same = found == best[:, None]
    own = np.where(same, near.sims, 0).max(axis=1)
    other = np.where(same, 0, near.sims).max(axis=1)
    counts = same.mean(axis=1)
    return np.column_stack([near.sims[:, 0], near.sims.mean(axis=1), own, own - other, counts, same[:, 0]])
