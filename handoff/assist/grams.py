"""Texts to sparse vectors: words, pairs of words and runs of letters, hashed, so that no vocabulary is kept.

Weighted as usual: (1 + log count) times the inverse document frequency; words and letters each at length 1.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

Rows: TypeAlias = "sparse.csr_matrix"
HALF = 2**16
FEATURES = 2 * HALF
"""Words and pairs are hashed to the first half, letters to the second."""
_WORD = r"\b\w+\b"
LONGEST = 2000
"""Characters of a text that are looked at."""


@lru_cache(maxsize=1)
def _hashers() -> tuple[HashingVectorizer, HashingVectorizer]:
    shared: dict[str, Any] = {"n_features": HALF, "alternate_sign": False, "norm": None, "dtype": np.float32}
    words = HashingVectorizer(ngram_range=(1, 2), token_pattern=_WORD, **shared)
    return words, HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), **shared)


def counted(texts: Sequence[str]) -> Rows:
    """How often each feature occurs, dampened: len(texts) x FEATURES, float32."""
    if not texts:
        return sparse.csr_matrix((0, FEATURES), dtype=np.float32)
    cut = [text[:LONGEST] for text in texts]
    words, letters = _hashers()
    found = sparse.hstack([words.transform(cut), letters.transform(cut)], format="csr", dtype=np.float32)
    found.data = 1 + np.log(found.data)
    return found


def rarity(counts: Rows) -> NDArray[np.float32]:
    """The inverse document frequency of each feature: log((1 + n) / (1 + df)) + 1."""
    held = np.bincount(counts.indices, minlength=FEATURES)
    found: NDArray[np.float32] = (np.log((1 + counts.shape[0]) / (1 + held)) + 1).astype(np.float32)
    return found


def weighted(counts: Rows, rare: NDArray[np.float32]) -> Rows:
    """The counts times their rarity, words and letters each scaled so that a text's similarity to itself is 1."""
    if not counts.shape[0]:
        return counts
    found = counts.copy()
    found.data = found.data * rare[found.indices]
    halves = [normalize(found[:, :HALF]), normalize(found[:, HALF:])]
    return np.float32(0.5**0.5) * sparse.hstack(halves, format="csr", dtype=np.float32)
