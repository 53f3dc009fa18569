"""The library's texts as vectors: what a meaning is seen against."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist.cues import FOLDER
from handoff.assist.encoder import DIMENSIONS
from handoff.assist.rules.library import topics
from handoff.assist.rules.relation import relation
from handoff.assist.rules.words import plain

Floats = NDArray[np.float32]
VECTORS = FOLDER / "topics.int8"
CROWD, STRAY = 10, 0.45
_SCALE = 127.0
_STRETCH = 3.0
"""No part of a vector reaches a third of its length, so the bytes may be used for less than 1."""


class Library(NamedTuple):
    """The vectors of the library: of the messages and of the names, each with the number of its topic."""

    like: Floats
    like_topic: NDArray[np.intp]
    said: Floats
    said_topic: NDArray[np.intp]
    size: int


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


@cache
def library() -> Library:
    """The library's vectors, as they were encoded when it was written."""
    like, like_topic, _, said_topic = texts_of_library()
    raw = np.frombuffer(VECTORS.read_bytes(), np.int8).astype(np.float32).reshape(-1, DIMENSIONS)
    vectors = raw / np.linalg.norm(raw, axis=1, keepdims=True)
    return Library(
        vectors[: len(like)], np.array(like_topic), vectors[len(like) :], np.array(said_topic), len(topics())
    )


class Turned(NamedTuple):
    """The library as the relation moves it: its messages as messages, its names as a rule's."""

    like: Floats
    said: Floats


@cache
def turned_library() -> Turned:
    """The library's vectors, moved."""
    held = library()
    return Turned(relation().text(held.like), relation().rule(held.said))


def crowd(vectors: Floats) -> Floats:
    """How like what customers ask anywhere texts are: the mean cosine to the nearest messages of the library.

    What is like none of them is no less so than `STRAY`: how far from all questions one is does not tell whose it is.
    """
    like = vectors @ library().like.T
    nearest = -np.partition(-like, CROWD - 1, axis=1)[:, :CROWD]
    found: Floats = np.maximum(nearest.mean(axis=1), STRAY)
    return found


def closest(closeness: Floats, numbers: NDArray[np.intp]) -> Floats:
    """Rows x texts to rows x topics: the closest text of each topic, whose texts stand together."""
    starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
    found: Floats = np.maximum.reduceat(closeness, starts, axis=1)
    return found


def shares(closeness: Floats, sharp: float) -> Floats:
    """Rows of closeness as shares of 1, the larger the closer (softmax at this sharpness)."""
    raised = np.exp((closeness - closeness.max(axis=1, keepdims=True)) * sharp)
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found
