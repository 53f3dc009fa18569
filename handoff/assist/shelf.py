"""Articles by their passages: the passage that shares the most telling words with a question.

The same score and confidence as `handoff.assist.lexical` tells of, as sums over an inverted index, so that fifty
thousand articles take no longer than thirty. Terms are known by 64 bits of their hash, so the index is arrays only.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from handoff.assist.lexical import BODY_GAIN, HEADING_GAIN, REST_GAIN, TITLE_GAIN
from handoff.assist.passages import passages
from handoff.assist.terms import terms

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]
Keys = NDArray[np.uint64]


class Shelf(NamedTuple):
    """The passages of some items.

    `keys` are the terms' hashes, ascending, and `held` how many passages each is in. `items` (terms x items) and
    `near` (terms x passages) sum to how much of a term's weight a passage accounts for. `item` and `place` say of
    a passage which item it is from, and which of its passages it is.
    """

    keys: Keys
    held: Whole
    items: sparse.csr_matrix
    near: sparse.csr_matrix
    item: Whole
    place: Whole


def stocked(texts: Mapping[int, tuple[str, str]], count: int) -> Shelf:
    """A shelf with the (title, Markdown text) of items, by their number below `count`."""
    numbers: dict[int, int] = {}
    whole, near, held = _Cells(), _Cells(), Counter[int]()
    item: list[int] = []
    place: list[int] = []
    for number, (title, text) in texts.items():
        named, everything = _keys(title), _keys(f"{title}\n{text}")
        own = [numbers.setdefault(key, len(numbers)) for key in everything]
        apart = [(1 - TITLE_GAIN * (key in named)) * (1 - REST_GAIN) for key in everything]
        whole.add(own, number, [1 - missed for missed in apart])
        missed_by = dict(zip(everything, apart, strict=True))
        for at, passage in enumerate(passages(text)):
            heading, body = _keys(passage.heading), _keys(" ".join(passage.sentences))
            close = [key for key in heading | body if key in missed_by]
            gains = [
                missed_by[key] * (1 - (1 - HEADING_GAIN * (key in heading)) * (1 - BODY_GAIN * (key in body)))
                for key in close
            ]
            near.add([numbers[key] for key in close], len(item), gains)
            held.update(own)
            item.append(number)
            place.append(at)
    keys = np.array(list(numbers), np.uint64)
    order = np.argsort(keys)
    counts = np.array([held[number] for number in order.tolist()], np.int64)
    return Shelf(
        keys[order],
        counts,
        whole.matrix(len(keys), count)[order],
        near.matrix(len(keys), len(item))[order],
        np.array(item, np.int64),
        np.array(place, np.int64),
    )


def rarity(shelf: Shelf, asked: Keys) -> Floats:
    """What each term weighs: log(1 + (n - held + 0.5) / (held + 0.5)) over n passages."""
    held = np.zeros(len(asked))
    if len(shelf.keys):
        at, known = _found(shelf, asked)
        held[known] = shelf.held[at[known]]
    count = max(len(shelf.item), 1)
    found: Floats = np.log(1 + (count - held + 0.5) / (held + 0.5)).astype(np.float32)
    return found


def scores(shelf: Shelf, asked: Keys, weights: Floats) -> Floats:
    """How well each passage fits the terms `asked`, each with its weight."""
    if not len(shelf.item):
        return np.zeros(0, np.float32)
    at, known = _found(shelf, asked)
    row = sparse.csr_matrix(
        (weights[known], at[known], [0, int(known.sum())]), shape=(1, len(shelf.keys)), dtype=np.float32
    )
    by_item = (row @ shelf.items).toarray()[0]
    found: Floats = (row @ shelf.near).toarray()[0] + by_item[shelf.item]
    return found


def keys(asked: Sequence[str]) -> Keys:
    """The hashes of terms."""
    return np.array([_key(term) for term in asked], np.uint64)


def _found(shelf: Shelf, asked: Keys) -> tuple[Whole, NDArray[np.bool_]]:
    at = np.minimum(np.searchsorted(shelf.keys, asked), len(shelf.keys) - 1)
    return at, shelf.keys[at] == asked


def _keys(text: str) -> frozenset[int]:
    return frozenset(map(_key, terms(text)))


@lru_cache(maxsize=50_000)
def _key(term: str) -> int:
    digest = hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class _Cells:
    """Collects the cells of a sparse matrix."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []

    def add(self, rows: list[int], column: int, values: list[float]) -> None:
        self._rows += rows
        self._columns += [column] * len(rows)
        self._values += values

    def matrix(self, rows: int, columns: int) -> sparse.csr_matrix:
        cells = (np.array(self._values, np.float32), (self._rows, self._columns))
        return sparse.csr_matrix(cells, shape=(rows, columns), dtype=np.float32)
