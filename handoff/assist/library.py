"""What stands in articles about a question: the passages that share its telling words, or its meaning.

Words find names and numbers, meaning finds what is said otherwise. A passage's score is the share of the question's
telling weight that it holds, and how alike the two are in meaning.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist import lexical, shelf
from handoff.assist.engine import Proposal
from handoff.assist.finding import Found
from handoff.assist.index import Index
from handoff.assist.items import Item, Kind

Floats = NDArray[np.float32]

MEANING = 1.5
"""What being alike in meaning (cosine) counts beside the share of telling words."""
ALIKE = 0.25
"""The cosine from which on a passage may answer without a telling word in common."""
LIKELY = 50
"""Passages that are looked at more closely."""


class Asked(NamedTuple):
    """A question as it is looked for: its terms with their weights, and its meaning where that is known."""

    terms: dict[str, float]
    meaning: Floats | None


class Fit(NamedTuple):
    """How well a passage fits: `like` is the cosine, None where meaning is not looked at."""

    score: float
    like: float | None
    item: Item
    place: int

    def entry(self) -> lexical.Entry:
        """The passage with its terms."""
        title = self.item.question if self.item.kind == Kind.TICKET else self.item.title
        told = lexical.Item(self.item.id, title, self.item.text, self.item.url, self.item.topic)
        return next(entry for number, entry in enumerate(lexical.entries(told)) if number == self.place)


def asked(index: Index, question: str, context: Sequence[str], meaning: Floats | None) -> Asked:
    """The question with the terms of what it follows, oldest first in `context`; `meaning` is a vector or None."""
    base = index.segments[0].shelf
    terms = lexical.asked_for(question, context, lambda terms: shelf.rarity(base, shelf.keys(terms)).tolist())
    return Asked(terms, meaning)


def fitting(index: Index, sought: Asked, most: int) -> list[Fit]:
    """At most so many passages, one an item, best first; none that shares neither a telling word nor the meaning."""
    found: list[Fit] = []
    for part in index.segments:
        words, like = _by_words(part.shelf, sought.terms), _by_meaning(part.pages, sought.meaning)
        if not len(words):
            continue
        score = words + MEANING * like if len(like) else words
        usable = part.alive[part.shelf.item] & ((words > 0) | (like >= ALIKE if len(like) else False))
        score = np.where(usable, score, 0)
        for at in _best(score, part.shelf.item, most):
            item = part.item(int(part.shelf.item[at]))
            alike = float(like[at]) if len(like) else None
            found.append(Fit(float(score[at]), alike, item, int(part.shelf.place[at])))
    return sorted(found, key=lambda fit: -fit.score)[:most]


def answer(index: Index, sought: Asked) -> Proposal | None:
    """The sentences of the passage that fits best; None where none does."""
    if not (fits := fitting(index, sought, 2)):
        return None
    best, rival = fits[0], fits[1].score / fits[0].score if len(fits) > 1 else 0.0
    return lexical.answered(best.entry(), sought.terms, rival, best.like)


def found(index: Index, sought: Asked, most: int) -> list[Found]:
    """The same as passages to write from."""
    return [lexical.found_in(fit.entry(), sought.terms, fit.like) for fit in fitting(index, sought, most)]


def _by_words(held: shelf.Shelf, terms: dict[str, float]) -> Floats:
    if not terms:
        return np.zeros(len(held.item), np.float32)
    weights = np.array(list(terms.values()), np.float32)
    found: Floats = shelf.scores(held, shelf.keys(list(terms)), weights) / max(float(weights.sum()), 1e-6)
    return found


def _by_meaning(pages: Floats, meaning: Floats | None) -> Floats:
    if meaning is None or not pages.shape[1]:
        return np.zeros(0, np.float32)
    found: Floats = pages @ meaning
    return found


def _best(score: Floats, item: NDArray[np.int64], most: int) -> list[int]:
    """The best passage of each of the best items."""
    likely = np.argpartition(-score, LIKELY)[:LIKELY] if len(score) > LIKELY else np.arange(len(score))
    likely = likely[np.lexsort((likely, -score[likely]))]
    best: dict[int, int] = {}
    for at in likely[score[likely] > 0].tolist():
        best.setdefault(int(item[at]), at)
    return list(best.values())[:most]
