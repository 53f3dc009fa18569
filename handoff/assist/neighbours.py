"""The past questions nearest to a question: by words and letters, and by meaning."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

MOST = 10
COMMON = 0.05
"""Features in more than this share of the rows tell too little to be worth their time."""
AT_LEAST = 50
"""In how many rows a feature may be before its share is looked at."""


class Near(NamedTuple):
    """For each question its nearest rows, best first: `rows` and `sims` are questions x MOST.

    Where there are fewer rows than MOST, `rows` is -1 and `sims` 0.
    """

    rows: Whole
    sims: Floats


def postings(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """What `by_words` looks in: features x rows, without the features that many rows have."""
    held = np.bincount(rows.indices, minlength=rows.shape[1])
    kept = held <= max(AT_LEAST, COMMON * rows.shape[0])
    found = rows.copy()
    found.data = found.data * kept[found.indices]
    found.eliminate_zeros()
    return found.T.tocsr()


def by_words(asked: sparse.csr_matrix, held: sparse.csr_matrix, alive: NDArray[np.bool_]) -> Near:
    """The nearest rows of `held` (see `postings`) that are `alive`, for each row of `asked`."""
    found = (asked @ held).tocsr()
    return _stacked([_best_of(found.indices[a:b], found.data[a:b], alive) for a, b in _spans(found)])


def by_meaning(asked: Floats, held: Floats, alive: NDArray[np.bool_]) -> Near:
    """The nearest rows of `held` (rows x 384) that are `alive`, for each row of `asked`."""
    sims = asked @ held.T
    sims[:, ~alive] = -1
    everything = np.arange(len(held))
    return _stacked([_top(everything, row) for row in sims])


def merged(parts: list[Near], offsets: list[int]) -> Near:
    """The nearest of several segments, whose rows are counted on from `offsets`."""
    if len(parts) == 1:
        return parts[0]
    rows = np.hstack(
        [np.where(part.rows < 0, -1, part.rows + at) for part, at in zip(parts, offsets, strict=True)]
    )
    sims = np.hstack([part.sims for part in parts])
    order = np.argsort(-sims, axis=1, kind="stable")[:, :MOST]
    return Near(np.take_along_axis(rows, order, 1), np.take_along_axis(sims, order, 1))


def _spans(found: sparse.csr_matrix) -> list[tuple[int, int]]:
    return list(zip(found.indptr[:-1].tolist(), found.indptr[1:].tolist(), strict=True))


def _best_of(rows: NDArray[np.int32], sims: Floats, alive: NDArray[np.bool_]) -> tuple[Whole, Floats]:
    kept = alive[rows]
    return _top(rows[kept].astype(np.int64), sims[kept])


def _top(rows: Whole, sims: Floats) -> tuple[Whole, Floats]:
    if len(sims) > MOST:
        best = np.argpartition(sims, -MOST)[-MOST:]
        rows, sims = rows[best], sims[best]
    order = np.lexsort((rows, -sims))
    rows, sims = rows[order], sims[order]
    lacking = MOST - len(rows)
    rows = np.where(sims > 0, rows, -1)
    return np.pad(rows, (0, lacking), constant_values=-1), np.pad(np.maximum(sims, 0), (0, lacking))


def _stacked(found: list[tuple[Whole, Floats]]) -> Near:
    if not found:
        return Near(np.empty((0, MOST), np.int64), np.empty((0, MOST), np.float32))
    rows, sims = zip(*found, strict=True)
    return Near(np.vstack(rows), np.vstack(sims))
