"""all-MiniLM-L6-v2 in numpy: texts to vectors whose cosine says how alike they are in meaning.

The model is a six-layer BERT (Devlin et al. 2019, arXiv 1810.04805) distilled by Wang et al. 2020 (arXiv
2002.10957) and tuned by the sentence-transformers project; a text's vector is the mean over its pieces, at
length 1. Runs without any deep-learning library: one matrix product after the other.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from handoff.assist import weights
from handoff.assist.weights import Tensors
from handoff.assist.wordpiece import WordPiece

Floats = NDArray[np.float32]

DIMENSIONS = 384
_HEADS, _LAYERS, _EPSILON = 12, 6, np.float32(1e-12)
MOST_PIECES = 128
_GELU = np.float32(0.79723741), np.float32(0.03721531), np.float32(-0.00038188911)
_FLAT = np.float32(36.0)  # of the square: from there on it is x or 0
_ROWS = 32
_PIECES_A_BATCH = 1024
"""Pieces in one pass: enough to keep the cores busy, few enough to stay in their caches."""


class _Layer(NamedTuple):
    attention: Floats  # 384 x 1152: query, key and value side by side
    attention_bias: Floats
    mixed: Floats
    mixed_bias: Floats
    mixed_norm: tuple[Floats, Floats]
    wide: Floats
    wide_bias: Floats
    narrow: Floats
    narrow_bias: Floats
    norm: tuple[Floats, Floats]


class MiniLM:
    """Never changes once built: safe to share between threads."""

    def __init__(self, tensors: Tensors, cut: WordPiece) -> None:
        self._cut = cut
        self._pieces = tensors["embeddings.word_embeddings.weight"]
        self._places = (
            tensors["embeddings.position_embeddings.weight"]
            + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        self._norm = _norm(tensors, "embeddings.LayerNorm")
        self._layers = [_layer(tensors, f"encoder.layer.{number}.") for number in range(_LAYERS)]

    def encode(self, texts: Sequence[str]) -> Floats:
        """One vector of length 1 a text: len(texts) x 384."""
        cut = [self._cut(text, MOST_PIECES) for text in texts]
        found = np.empty((len(texts), DIMENSIONS), np.float32)

        def fill(chosen: list[int]) -> None:
            found[chosen] = self._encode([cut[number] for number in chosen])

        if len(batches := list(_batches([len(pieces) for pieces in cut]))) == 1:
            fill(batches[0])
        elif batches:
            cores = ThreadPoolExecutor(len(os.sched_getaffinity(0)))
            with (
                threadpool_limits(1, user_api="blas"),
                cores,
            ):  # a batch to a core beats all cores for each product
                list(cores.map(fill, batches))
        return found

    def _encode(self, cut: Sequence[Sequence[int]]) -> Floats:
        length = max(map(len, cut))
        numbers = np.zeros((len(cut), length), np.intp)
        there = np.zeros((len(cut), length), np.float32)
        for row, pieces in enumerate(cut):
            numbers[row, : len(pieces)] = pieces
            there[row, : len(pieces)] = 1
        hidden = _normed(self._pieces[numbers] + self._places[:length], self._norm)
        hidden = hidden.reshape(-1, DIMENSIONS)
        hide = (there[:, None, None, :] - 1) * np.float32(1e9)
        for layer in self._layers:
            hidden = _forward(layer, hidden, hide)
        mean = np.einsum("blh,bl->bh", hidden.reshape(len(cut), length, DIMENSIONS), there)
        found: Floats = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return found


@lru_cache(maxsize=1)
def installed() -> MiniLM | None:
    """The encoder of this machine, read once; None where there are no weights.

    Raises WrongWeights where what is there is something else.
    """
    if (place := weights.folder()) is None:
        return None
    return MiniLM(weights.tensors(place / weights.FILE), WordPiece(place / weights.VOCABULARY))


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of texts that go together: of like length, so that little is padded."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[number] > _PIECES_A_BATCH:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _layer(tensors: Tensors, at: str) -> _Layer:
    asked = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
    scale = np.float32((DIMENSIONS // _HEADS) ** -0.5)
    scales = (scale, np.float32(1), np.float32(1))
    return _Layer(
        np.hstack([tensors[f"{name}.weight"].T * by for name, by in zip(asked, scales, strict=True)]),
        np.hstack([tensors[f"{name}.bias"] * by for name, by in zip(asked, scales, strict=True)]),
        tensors[f"{at}attention.output.dense.weight"].T,
        tensors[f"{at}attention.output.dense.bias"],
        _norm(tensors, f"{at}attention.output.LayerNorm"),
        tensors[f"{at}intermediate.dense.weight"].T,
        tensors[f"{at}intermediate.dense.bias"],
        tensors[f"{at}output.dense.weight"].T,
        tensors[f"{at}output.dense.bias"],
        _norm(tensors, f"{at}output.LayerNorm"),
    )


def _norm(tensors: Tensors, name: str) -> tuple[Floats, Floats]:
    return tensors[f"{name}.weight"], tensors[f"{name}.bias"]


def _forward(layer: _Layer, hidden: Floats, hide: Floats) -> Floats:
    """One layer over pieces (batch * length x 384); `hide` (batch x 1 x 1 x length) keeps padding out."""
    seen = _attended(hidden @ layer.attention + layer.attention_bias, hide)
    hidden = _normed(seen @ layer.mixed + layer.mixed_bias + hidden, layer.mixed_norm)
    wide = _gelu(hidden @ layer.wide + layer.wide_bias)
    return _normed(wide @ layer.narrow + layer.narrow_bias + hidden, layer.norm)


def _attended(asked: Floats, hide: Floats) -> Floats:
    batch, length = hide.shape[0], hide.shape[3]
    query, key, value = asked.reshape(batch, length, 3, _HEADS, -1).transpose(2, 0, 3, 1, 4)
    share = query @ key.transpose(0, 1, 3, 2) + hide
    share -= share.max(axis=-1, keepdims=True)
    np.exp(share, out=share)
    share /= share.sum(axis=-1, keepdims=True)
    found: Floats = (share @ value).transpose(0, 2, 1, 3).reshape(batch * length, DIMENSIONS)
    return found


def _normed(hidden: Floats, norm: tuple[Floats, Floats]) -> Floats:
    gain, shift = norm
    hidden -= hidden.mean(axis=-1, keepdims=True)
    spread = np.einsum("...h,...h->...", hidden, hidden)[..., None] / np.float32(DIMENSIONS)
    hidden /= np.sqrt(spread + _EPSILON)
    hidden *= gain
    hidden += shift
    return hidden


def _gelu(x: Floats) -> Floats:
    """x times the normal distribution function of x, in place (Hendrycks and Gimpel 2016, arXiv 1606.08415).

    Their tanh form with one more term, fitted: off by 5e-5 at most. Row by row, so that it stays in the cache.
    """
    spare = np.empty((_ROWS, x.shape[1]), np.float32)
    square = np.empty_like(spare)
    for at in range(0, len(x), _ROWS):
        _gelu_rows(x[at : at + _ROWS], spare[: len(x) - at], square[: len(x) - at])
    return x


def _gelu_rows(x: Floats, spare: Floats, square: Floats) -> None:
    np.multiply(x, x, out=square)
    np.minimum(square, _FLAT, out=square)
    np.multiply(square, _GELU[2], out=spare)
    spare += _GELU[1]
    spare *= square
    spare += _GELU[0]
    spare *= x
    np.tanh(spare, out=spare)
    spare += np.float32(1)
    spare *= np.float32(0.5)
    x *= spare
