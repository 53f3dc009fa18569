"""How questions are answered out of past tickets."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist import evidence, neighbours, segment
from handoff.assist.engine import Citation, Proposal
from handoff.assist.evidence import Evidence
from handoff.assist.index import Index
from handoff.assist.items import Item
from handoff.assist.neighbours import Near
from handoff.assist.rules import background

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

FLOOR = 0.3
"""Confidence below which a past answer is not repeated: two of three such drafts would be wrong, and reading a
wrong draft costs an agent more than the right third saves."""
MAJORITY = 0.5
"""The share of neighbours' votes from which on an answer wins that no classifier was fitted to."""


class _Heard(NamedTuple):
    """The neighbours of some questions: by kind the rows, counted through all segments, and their labels."""

    near: list[Near]
    labels: list[Whole]


def from_tickets(index: Index, questions: Sequence[str], meaning: Floats | None) -> list[Proposal | None]:
    """What past tickets say to each question, whose meanings are rows; None where there are none, or none that can
    be judged."""
    if index.judges is None:
        return [None] * len(questions)
    fitted = index.classifier
    heard, found, alone = _weighed(index, questions, meaning)
    labels, shares, chances = found.labels, found.shares, index.judges.whole.chance(found.features)
    if fitted:
        new = ~np.isin(alone.labels, fitted.labels) & (alone.shares > MAJORITY)
        labels, shares = np.where(new, alone.labels, labels), np.where(new, alone.shares, shares)
        chances = np.where(new, index.judges.neighbours.chance(alone.features), chances)
    told = zip(labels.tolist(), shares.tolist(), chances.tolist(), strict=True)
    return [_repeated(index, heard, n, *one) for n, one in enumerate(told)]


def weighed(index: Index, questions: Sequence[str], meaning: Floats | None) -> tuple[Evidence, Evidence]:
    """What speaks for the likeliest answer to each question, and for the one that neighbours alone would give."""
    return _weighed(index, questions, meaning)[1:]


def near(index: Index, question: str, meaning: Floats | None, most: int) -> list[tuple[Item, float]]:
    """The past tickets nearest to a question and how alike they are (0 to 1), at most so many, an answer only once."""
    if index.judges is None:
        return []
    heard = _heard(index, segment.words_of([question], index.rare), meaning)
    rows, labels, sims = heard.near[-1].rows[0], heard.labels[-1][0], heard.near[-1].sims[0]
    first = [at for at in np.unique(labels, return_index=True)[1] if rows[at] >= 0]
    return [(_item(index, int(rows[at])), float(sims[at])) for at in sorted(first)[:most]]


def _weighed(
    index: Index, questions: Sequence[str], meaning: Floats | None
) -> tuple[_Heard, Evidence, Evidence]:
    words, fitted = segment.words_of(questions, index.rare), index.classifier
    heard = _heard(index, words, meaning)
    near = list(zip(heard.near, heard.labels, strict=True))
    elsewhere = None if meaning is None else background.crowd(meaning)
    alone = evidence.alone(near, elsewhere)
    if fitted is None or index.judges is None:
        return heard, alone, alone
    scores, vote = fitted.scores(words, meaning), index.judges.vote
    return heard, evidence.weigh(fitted.labels, scores, near, elsewhere, vote), alone


def _heard(index: Index, words: object, meaning: Floats | None) -> _Heard:
    parts = [part.nearest(words, meaning) for part in index.segments]
    offsets = np.cumsum([0, *(len(part.row_item) for part in index.segments)]).tolist()[:-1]
    near = [neighbours.merged(list(kind), offsets) for kind in zip(*parts, strict=True)]
    labels = np.concatenate([part.row_label for part in index.segments])
    return _Heard(near, [np.where(one.rows < 0, -1, labels[one.rows]) for one in near])


def _repeated(
    index: Index, heard: _Heard, number: int, label: int, share: float, chance: float
) -> Proposal | None:
    """The answer to the past question with this label that is nearest to the question of this number."""
    if label < 0:
        return None
    row, like = _example(index, heard, label, number)
    if row is None:
        return None
    item = _item(index, row)
    cited = Citation(item.title or item.question, item.url, item.question, round(like, 4), item.id)
    text = item.text if chance >= FLOOR else None
    return Proposal(text, round(chance, 4), item.topic, (cited,), round(share, 4))


def _example(index: Index, heard: _Heard, label: int, number: int) -> tuple[int | None, float]:
    """The row of the nearest question with this label, by meaning before words, and how alike it is."""
    for near, labels in zip(reversed(heard.near), reversed(heard.labels), strict=True):
        if len(same := np.flatnonzero(labels[number] == label)):
            return int(near.rows[number, same[0]]), float(near.sims[number, same[0]])
    at = 0
    for part in index.segments:
        usable = np.flatnonzero((part.row_label == label) & part.alive[part.row_item])
        if len(usable):
            return at + int(usable[0]), 0.0
        at += len(part.row_item)
    return None, 0.0


def _item(index: Index, row: int) -> Item:
    for part in index.segments:
        if row < len(part.row_item):
            return part.item(int(part.row_item[row]))
        row -= len(part.row_item)
    raise IndexError(row)
