"""What rules and texts mean, seen against everything else that customers write about.

A cosine alone says little: short texts are close to everything. So it is set against the library: how close the
concept is to what others write, how close the text is to other topics, and whether both mean the same topics (the
first is the idea of local scaling by Lample et al. 2018, arXiv 1710.04087).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from handoff.assist.encoder import DIMENSIONS
from handoff.assist.rules.background import closest, library, shares, turned_library
from handoff.assist.rules.library import topics
from handoff.assist.rules.relation import relation
from handoff.assist.rules.words import plain
from handoff.policy.rule import Concept

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]
_NEAREST_LIKE, NEAREST_TEXT = 15, 10
_SHARP_TEXT, _SHARP_PART, _SHARP_KIND = 25.0, 20.0, 15.0
_ALSO = 0.9
"""What being close to a topic's messages counts beside being close to its names."""
_FEW = 8
_OWN = 0.05
"""The share of a concept from which on a topic is its own and no background."""
_FAR, _SAME, _TIED = 0.25, 0.78, 0.05
"""Cosines: how far off a topic that words name may be, from where on its name says the same, and what is no farther."""
WAYS = ("{}", "I have a question about {}", "problem with my {}")
RANKS: Final = np.unique(np.geomspace(1, 3500, 32).astype(int)) - 1
"""The places in the order of the library's messages, the closest first, whose closeness is kept of a concept."""


class Meaning(NamedTuple):
    """Parts of concepts as vectors: themselves and as others would put them, with what they are close to."""

    vectors: Floats  # parts x 384
    ways: Floats  # parts x ways x 384
    kind: Floats  # parts x 384: the messages of the library that are most like it, as one
    near: Floats  # parts: mean closeness to the nearest messages of the library
    ranked: Floats  # parts x RANKS: closeness of the messages at these places
    links: Floats  # parts x topics: how close they are
    share: Floats  # parts x topics: what they mean, as shares
    other: Flags  # parts x topics: what they do not mean at all
    named: Flags  # parts x topics: what they name
    own: Flags  # parts x topics: the same, or the closest where they name none
    turned: Floats  # parts x 384: themselves, as `relation` moves them
    turned_ranked: Floats  # parts x RANKS: as `ranked`, of what is moved
    topics: tuple[tuple[str, ...], ...]  # parts: what they name, the closest first


class Seen(NamedTuple):
    """Texts as vectors, with what they are close to in the library."""

    vectors: Floats  # texts x 384
    near: Floats  # texts: mean closeness to the nearest messages
    nearest: Floats  # texts: closeness to the very nearest
    neighbours: Numbers  # texts x NEAREST_TEXT: the topics of the nearest messages
    topics: Floats  # texts x topics: the closest message of each
    ordered: Floats  # texts x topics: the same in rising order
    names: Floats  # texts x topics: the closest name of each, in rising order
    share: Floats  # texts x topics
    turned: Floats  # texts x 384: themselves, as `relation` moves them
    turned_names: Floats  # texts x topics: as `names`, of what is moved


def asked_of(parts: Sequence[str]) -> list[str]:
    """The texts to encode for a concept's parts: each in every way."""
    return [way.format(plain(part)) for way in WAYS for part in parts]


def meant(vectors: Floats, named: Sequence[Sequence[str]]) -> Meaning:
    """What a concept means, by the vectors of `asked_of` its parts and the topics that each names."""
    ways = vectors.reshape(len(WAYS), -1, DIMENSIONS)
    own, held = ways[0], library()
    like = own @ held.like.T
    falling = -np.sort(-like, axis=1)
    called = closest(own @ held.said.T, held.said_topic)
    links = np.maximum(called, _ALSO * closest(like, held.like_topic))
    share = shares(links, _SHARP_PART)
    names = _named(called, named)
    turned = relation().rule(own)
    nothing = ~names.any(axis=1, keepdims=True)
    return Meaning(
        own,
        np.ascontiguousarray(ways[1:].transpose(1, 0, 2)),
        _unit(shares(like, _SHARP_KIND) @ held.like),
        falling[:, :_NEAREST_LIKE].mean(axis=1),
        falling[:, RANKS],
        links,
        share,
        share < _OWN,
        names,
        names | (nothing & (links == links.max(axis=1, keepdims=True))),
        turned,
        -np.sort(-(turned @ turned_library().like.T), axis=1)[:, RANKS],
        _in_order(called, names),
    )


def stacked(several: Sequence[Meaning]) -> Meaning:
    """Several meanings as one, their parts one after the other; at least one."""
    names = tuple(name for one in several for name in one.topics)
    columns = {
        field: np.concatenate([getattr(one, field) for one in several])
        for field in Meaning._fields
        if field != "topics"
    }
    return Meaning(**columns, topics=names)


def _unit(vectors: Floats) -> Floats:
    found: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found


def _named(called: Floats, told: Sequence[Sequence[str]]) -> Flags:
    """The topics that parts name: those `told` by words unless another is far closer, and what says the same."""
    words = np.array([[name in part for name in topics()] for part in told], bool).reshape(len(called), -1)
    best = called.max(axis=1, keepdims=True)
    found: Flags = (words & (called >= best - _FAR)) | (called >= np.maximum(_SAME, best - _TIED))
    return found


def _in_order(called: Floats, names: Flags) -> tuple[tuple[str, ...], ...]:
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
    places = np.argpartition(like, -NEAREST_TEXT, axis=1)[:, -NEAREST_TEXT:]
    nearest = np.take_along_axis(like, places, axis=1)
    best = closest(like, held.like_topic)
    turned = relation().text(vectors)
    return Seen(
        vectors,
        nearest.mean(axis=1),
        nearest.max(axis=1),
        held.like_topic[places],
        best,
        np.sort(best, axis=1),
        np.sort(closest(vectors @ held.said.T, held.said_topic), axis=1),
        shares(best, _SHARP_TEXT),
        turned,
        np.sort(closest(turned @ turned_library().said.T, held.said_topic), axis=1),
    )
