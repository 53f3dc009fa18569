"""A part of the index: some items, the past questions among them as vectors, the articles as passages."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from handoff.assist import grams, neighbours, passages, shelf
from handoff.assist.encoder import DIMENSIONS
from handoff.assist.engine import Encoder
from handoff.assist.items import RESOLVED, UNANSWERABLE, Item, Kind, fingerprint
from handoff.assist.neighbours import Near
from handoff.assist.shelf import Shelf

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]
Vectors = Mapping[bytes, Floats]
MOST_PAGES = 20_000
"""Passages of articles up to which their meaning is looked at too; of more of them their words must do."""
AT_ONCE = 2048
"""Texts that are encoded before progress is told."""


class Segment(NamedTuple):
    """Items by number; `alive` is false for those that have gone or were replaced.

    `packed` are the items as MessagePack one after the other, item n from `starts[n]` to `starts[n + 1]`.
    Past questions have rows of their own: `row_item` is the number of a row's item, `row_label` the number of its
    answer (-1 for what is unanswerable or went wrong), `prints` the fingerprints of the questions, `vectors` their
    meaning (rows x 384, no columns without an encoder), `postings` their words and letters (features x rows).
    `pages` are the meanings of the shelf's passages and `page_prints` the fingerprints of their texts; there are none
    without an encoder, or where there are too many.
    """

    packed: NDArray[np.uint8]
    starts: Whole
    alive: NDArray[np.bool_]
    row_item: Whole
    row_label: Whole
    prints: NDArray[np.uint8]
    vectors: Floats
    postings: sparse.csr_matrix
    shelf: Shelf
    pages: Floats
    page_prints: NDArray[np.uint8]

    @property
    def understood(self) -> bool:
        """Whether the meaning of its passages is known; without passages there is nothing to know."""
        return len(self.pages) == len(self.shelf.item)

    def item(self, number: int) -> Item:
        """The item with this number."""
        return msgspec.msgpack.decode(
            self.packed[self.starts[number] : self.starts[number + 1]].tobytes(), type=Item
        )

    def nearest(self, words: sparse.csr_matrix, meaning: Floats | None) -> list[Near]:
        """The nearest answered rows by words and, where there are vectors, by meaning."""
        usable = self.alive[self.row_item] & (self.row_label >= 0)
        found = [neighbours.by_words(words, self.postings, usable)]
        if meaning is not None:
            found.append(neighbours.by_meaning(meaning, self.vectors, usable))
        return found

    def known_vectors(self) -> dict[bytes, Floats]:
        """The vectors by the fingerprints of their texts."""
        held = [(self.prints, self.vectors), (self.page_prints, self.pages)]
        return {
            one.tobytes(): vector
            for prints, vectors in held
            if vectors.shape[1]
            for one, vector in zip(prints, vectors, strict=True)
        }

    def without(self, gone: Collection[str]) -> "Segment":
        """The same without the items of these ids."""
        alive = self.alive.copy()
        wanted = set(gone)
        for number in np.flatnonzero(alive).tolist() if wanted else ():
            alive[number] = self.item(number).id not in wanted
        return self._replace(alive=alive)


def asked(items: Sequence[Item]) -> list[int]:
    """The numbers of the items that are past questions."""
    return [number for number, item in enumerate(items) if item.kind == Kind.TICKET and item.question.strip()]


def made(
    items: Sequence[Item],
    labels: Mapping[str, int],
    words: sparse.csr_matrix,
    vectors: Floats,
    pages: Floats,
    *,
    shelve_tickets: bool,
) -> Segment:
    """A segment of `items`: `words` and `vectors` have a row for each of `asked(items)`, `pages` for each of
    `paged(items)`, or none.

    `shelve_tickets` says that nothing can judge neighbours yet: then answered tickets stand among the articles.
    """
    rows = asked(items)
    packed = [msgspec.msgpack.encode(item) for item in items]
    answers = [
        labels[items[n].label] if items[n].outcome == RESOLVED and items[n].label else -1 for n in rows
    ]
    shown = paged(items, shelve_tickets=shelve_tickets) if len(pages) else []
    return Segment(
        np.frombuffer(b"".join(packed), np.uint8),
        np.cumsum([0, *map(len, packed)], dtype=np.int64),
        np.ones(len(items), bool),
        np.array(rows, np.int64),
        np.array(answers, np.int64),
        _prints([items[number].question for number in rows]),
        vectors,
        neighbours.postings(words),
        shelf.stocked(_shelved(items, shelve_tickets=shelve_tickets), len(items)),
        pages,
        _prints(shown),
    )


def paged(items: Sequence[Item], *, shelve_tickets: bool) -> list[str]:
    """The passages of what stands on the shelf, in its order, each as a text that says what it is about."""
    return [
        "\n".join(filter(None, (title, passage.heading, " ".join(passage.sentences))))
        for title, text in _shelved(items, shelve_tickets=shelve_tickets).values()
        for passage in passages.passages(text)
    ]


def understood(
    items: Sequence[Item], encoder: Encoder | None, known: Vectors, *, shelve_tickets: bool
) -> Floats:
    """The meanings of `paged(items)`, those that are `known` without encoding them again; none where too many."""
    texts = paged(items, shelve_tickets=shelve_tickets)
    return encoded(texts if len(texts) <= MOST_PAGES else [], encoder, known, lambda share: None)


def _prints(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(map(fingerprint, texts)), np.uint8).reshape(-1, 16)


def encoded(
    texts: Sequence[str], encoder: Encoder | None, known: Vectors, told: Callable[[float], None]
) -> Floats:
    """The vectors of `texts`, those that are `known` by their fingerprint without encoding them again."""
    if encoder is None:
        return np.zeros((len(texts), 0), np.float32)
    prints = [fingerprint(text) for text in texts]
    new = {one: text for one, text in zip(prints, texts, strict=True) if one not in known}
    fresh: dict[bytes, Floats] = {}
    waiting = list(new)
    for at in range(0, len(waiting), AT_ONCE):
        part = waiting[at : at + AT_ONCE]
        fresh.update(zip(part, encoder.encode([new[one] for one in part]), strict=True))
        told(min(1.0, (at + AT_ONCE) / len(waiting)))
    found = np.empty((len(texts), DIMENSIONS), np.float32)
    for row, one in enumerate(prints):
        found[row] = fresh[one] if one in fresh else known[one]
    return found


def words_of(texts: Sequence[str], rare: Floats) -> sparse.csr_matrix:
    """The words and letters of `texts`, weighted."""
    return grams.weighted(grams.counted(texts), rare)


def _shelved(items: Sequence[Item], *, shelve_tickets: bool) -> dict[int, tuple[str, str]]:
    """Title and text of what stands on the shelf, by its number."""
    return {number: _page(item) for number, item in enumerate(items) if _on_shelf(item, shelve_tickets)}


def _on_shelf(item: Item, tickets_too: bool) -> bool:
    if item.kind != Kind.TICKET:
        return True
    return tickets_too and item.outcome not in {UNANSWERABLE, "reopened"} and bool(item.text.strip())


def _page(item: Item) -> tuple[str, str]:
    return (item.question if item.kind == Kind.TICKET else item.title), item.text
