"""How close a text is to a concept in meaning, seen against everything else that customers write about.

A cosine alone says little: short texts are close to everything. So it is set against the library: how close the
concept is to what others write, how close the text is to other topics, and whether both mean the same topics (the
first is the idea of local scaling by Lample et al. 2018, arXiv 1710.04087).
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from handoff.assist.cues import FOLDER
from handoff.assist.encoder import DIMENSIONS
from handoff.assist.rules.library import topics
from handoff.assist.rules.words import plain
from handoff.policy.rule import Concept

Floats = NDArray[np.float32]
VECTORS = FOLDER / "topics.int8"
_SCALE = 127.0
_NEAREST_LIKE, _NEAREST_TEXT = 15, 10
_SHARP_TEXT, _SHARP_PART = 25.0, 20.0
_ALSO = 0.9
"""What being close to a topic's messages counts beside being close to its names."""
_FEW = 8
_OWN = 0.05
_CLOSE = 0.4
"""The cosine from which on the closest topic says anything."""
"""The share of a concept from which on a topic is its own and no background."""
_FAR, _SAME, _TIED = 0.25, 0.78, 0.05
"""Cosines: how far off a topic that words name may be, from where on its name says the same, and what is no farther."""
WAYS = ("{}", "I have a question about {}", "problem with my {}")


class Library(NamedTuple):
    """The vectors of the library: of the messages and of the names, each with the number of its topic."""

    like: Floats
    like_topic: NDArray[np.intp]
    said: Floats
    said_topic: NDArray[np.intp]
    size: int


class Meaning(NamedTuple):
    """A concept's parts as vectors: themselves and as others would put them, with what they are close to."""

    vectors: Floats  # parts x 384
    ways: Floats  # ways x parts x 384
    near: Floats  # parts: mean closeness to the nearest messages of the library
    share: Floats  # parts x topics: what they mean, as shares
    other: NDArray[np.bool_]  # parts x topics: what they do not mean at all
    named: NDArray[np.bool_]  # parts x topics: what they name
    topics: tuple[tuple[str, ...], ...]  # parts: the same by name, the closest first


class Seen(NamedTuple):
    """Texts as vectors, with what they are close to in the library."""

    vectors: Floats  # texts x 384
    near: Floats  # texts
    topics: Floats  # texts x topics: the closest message of each
    share: Floats  # texts x topics


def texts_of_library() -> tuple[list[str], list[int], list[str], list[int]]:
    """The library's messages and names as they are encoded, each list with the numbers of its topics."""
    like, like_topic, said, said_topic = [], [], [], []
    for number, topic in enumerate(topics().values()):
        like += [plain(text) for text in topic.like]
        like_topic += [number] * len(topic.like)
        names = (topic.name, *topic.said)
        said += [plain(text) for text in names]
        said_topic += [number] * len(names)
    return like, like_topic, said, said_topic


def packed(vectors: Floats) -> bytes:
    """Vectors of length 1 as bytes, each part off by at most a third of a percent."""
    scaled = np.clip(np.rint(vectors * _SCALE * _STRETCH), -_SCALE, _SCALE)
    found: bytes = scaled.astype(np.int8).tobytes()
    return found


_STRETCH = 3.0
"""No part of a vector reaches a third of its length, so the bytes may be used for less than 1."""


@cache
def library() -> Library:
    """The library's vectors, as they were encoded when it was written."""
    like, like_topic, _, said_topic = texts_of_library()
    raw = np.frombuffer(VECTORS.read_bytes(), np.int8).astype(np.float32).reshape(-1, DIMENSIONS)
    vectors = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    return Library(
        vectors[: len(like)], np.array(like_topic), vectors[len(like) :], np.array(said_topic), len(topics())
    )


def asked_of(parts: Sequence[str]) -> list[str]:
    """The texts to encode for a concept's parts: each in every way."""
    return [way.format(plain(part)) for way in WAYS for part in parts]


def meant(vectors: Floats, named: Sequence[Sequence[str]]) -> Meaning:
    """What a concept means, by the vectors of `asked_of` its parts and the topics that each names."""
    ways = vectors.reshape(len(WAYS), -1, DIMENSIONS)
    own, held = ways[0], library()
    like = own @ held.like.T
    near = np.sort(like, axis=1)[:, -_NEAREST_LIKE:].mean(axis=1)
    called = _best(own @ held.said.T, held.said_topic)
    links = np.maximum(called, _ALSO * _best(like, held.like_topic))
    share = _shares(links, _SHARP_PART)
    names = _named(called, named)
    return Meaning(own, ways[1:], near, share, share < _OWN, names, _in_order(called, names))


def _named(called: Floats, told: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    """The topics that parts name: those `told` by words unless another is far closer, and what says the same."""
    words = np.array([[name in part for name in topics()] for part in told], bool).reshape(len(called), -1)
    closest = called.max(axis=1, keepdims=True)
    found: NDArray[np.bool_] = (words & (called >= closest - _FAR)) | (
        called >= np.maximum(_SAME, closest - _TIED)
    )
    return found


def _in_order(called: Floats, names: NDArray[np.bool_]) -> tuple[tuple[str, ...], ...]:
    known = list(topics())
    return tuple(
        tuple(known[at] for at in np.argsort(-row) if named[at])
        for row, named in zip(called, names, strict=True)
    )


def on_topics(concept: Concept, meant: Meaning) -> Concept:
    """The concept with the topics that its parts name by what they mean."""
    parts = zip(concept.parts, meant.topics, strict=True)
    return replace(concept, parts=tuple(replace(part, topics=named) for part, named in parts))


def seen(vectors: Floats) -> Seen:
    """What texts mean, by their vectors; a few are remembered, as many rules look at the same message."""
    return _seen_few(vectors.astype(np.float32).tobytes()) if len(vectors) <= _FEW else _seen(vectors)


@lru_cache(maxsize=32)
def _seen_few(raw: bytes) -> Seen:
    return _seen(np.frombuffer(raw, np.float32).reshape(-1, DIMENSIONS))


def _seen(vectors: Floats) -> Seen:
    held = library()
    like = vectors @ held.like.T
    near = np.partition(like, -_NEAREST_TEXT, axis=1)[:, -_NEAREST_TEXT:].mean(axis=1)
    best = _best(like, held.like_topic)
    return Seen(vectors, near, best, _shares(best, _SHARP_TEXT))


def features(concept: Meaning, texts: Seen) -> Floats:
    """What speaks for texts being about a concept: texts x parts x 7.

    The cosine; the best cosine to the other ways of putting it; twice the cosine less what both are close to anyway;
    how far both mean the same topics; how close the text is to the topics that the part means, and to any other; 1
    where a topic that the part names is the closest of all.
    """
    cosine = texts.vectors @ concept.vectors.T
    put = np.max(np.einsum("td,wpd->wtp", texts.vectors, concept.ways), axis=0)
    scaled = 2 * cosine - concept.near[None, :] - texts.near[:, None]
    agreed = texts.share @ concept.share.T
    linked = texts.topics @ concept.share.T
    other = np.stack(
        [texts.topics[:, mask].max(axis=1) if mask.any() else agreed[:, 0] * 0 for mask in concept.other], 1
    )
    on_topic = concept.named[:, texts.topics.argmax(axis=1)].T & (texts.topics.max(axis=1) > _CLOSE)[:, None]
    found: Floats = np.stack([cosine, put, scaled, agreed, linked, other, on_topic], axis=-1).astype(
        np.float32
    )
    return found


def _best(closeness: Floats, numbers: NDArray[np.intp]) -> Floats:
    """Rows x texts to rows x topics: the closest text of each topic."""
    starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
    found: Floats = np.maximum.reduceat(closeness, starts, axis=1)
    return found


def _shares(closeness: Floats, sharp: float) -> Floats:
    raised = np.exp((closeness - closeness.max(axis=1, keepdims=True)) * sharp)
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found
