"""Which topics of the library the words of a text or a rule tell of: what stands for meaning where words alone count.

Each topic is one document of all its names and messages, and words weigh as in any search: the more, the more often
the topic has them and the fewer others do (tf-idf, Salton and Buckley 1988).
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from math import log
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist.rules.library import topics
from handoff.assist.rules.words import plain, stems
from handoff.policy.rule import Part

Floats = NDArray[np.float32]
_EVENED = 0.7
"""The power of a topic's length that its weights are divided by: not all, as long ones tell of more."""
_SHARP = 6.0
_NAMED, _NAMED_AT_LEAST = 0.5, 0.1
"""What it adds to a part's topic that it names it: of its strongest topic, and at least."""
_FIRST = 8

COLUMNS: Final = (
    "own topic",
    "margin",
    "better topics",
    "alike",
    "named",
    "covered on topic",
    "expected",
    "told",
)


class Told(NamedTuple):
    """How much a text tells of each topic, and what follows from that alone."""

    topics: Floats
    unit: Floats  # the same at length 1
    rising: Floats  # the same in rising order
    first: tuple[int, ...]  # the topics told of most
    share: Floats  # of topics, as shares of 1


class Meant(NamedTuple):
    """How much a part tells of each topic, at length 1 and against the most; those that are its own."""

    unit: Floats
    part: Floats
    own: tuple[int, ...]


@lru_cache(maxsize=512)
def told(said: frozenset[str]) -> Told:
    """What a text tells of topics, by the stems in it; the same text is looked at for many rules."""
    found = _about(said)
    order = np.argsort(-found)[:_FIRST]
    raised = np.exp((found - found.max()) * _SHARP)
    return Told(found, _unit(found), np.sort(found), tuple(int(one) for one in order), raised / raised.sum())


def signs(part: Part, said: frozenset[str], covered: float) -> tuple[float, ...]:
    """What speaks by topics for a text being about a part of which it covers so much: COLUMNS."""
    meant, text = _meant(part), told(said)
    own = max((float(text.topics[one]) for one in meant.own), default=0.0)
    other = next((float(text.topics[one]) for one in text.first if one not in meant.own), 0.0)
    better = len(text.rising) - int(np.searchsorted(text.rising, own, side="right"))
    return (
        own,
        own - other,
        log(1 + better),
        float(text.unit @ meant.unit),
        float(bool(part.topics)),
        covered * own,
        float(text.share @ meant.part),
        float(text.rising[-1]),
    )


@lru_cache(maxsize=2048)
def _meant(part: Part) -> Meant:
    found = _about(frozenset(one for words in part.words for word in words for one in stems(word)))
    known = {name: number for number, name in enumerate(topics())}
    most = float(found.max())
    own = tuple(known[name] for name in part.topics if name in known)
    own = own or ((int(found.argmax()),) if most else ())
    found[list(own)] += most * _NAMED + _NAMED_AT_LEAST
    return Meant(_unit(found), found / max(float(found.max()), 1e-6), own)


def _unit(vector: Floats) -> Floats:
    found: Floats = vector / max(float(np.linalg.norm(vector)), 1e-6)
    return found


def _about(said: Iterable[str]) -> Floats:
    table = _table()
    found, weight = np.zeros(len(topics()), np.float32), 0.0
    for one in said:
        if one in table:
            rarity, numbers, worth = table[one]
            found[numbers] += worth * rarity
            weight += rarity * rarity
    return found / np.float32(max(weight, 1.0) ** 0.5)


@cache
def _table() -> dict[str, tuple[float, NDArray[np.intp], Floats]]:
    """Each stem with how rare it is, the topics that have it, and what it weighs in each."""
    counts = [
        Counter(stem for text in (one.name, *one.said, *one.like) for stem in set(stems(plain(text))))
        for one in topics().values()
    ]
    spread = Counter(stem for count in counts for stem in count)
    rarity = {stem: log((len(counts) + 1) / many) for stem, many in spread.items()}
    found: dict[str, list[tuple[int, float]]] = {}
    for number, count in enumerate(counts):
        worth = {stem: (1 + log(many)) * rarity[stem] for stem, many in count.items()}
        length = sum(value * value for value in worth.values()) ** (_EVENED / 2)
        for stem, value in worth.items():
            found.setdefault(stem, []).append((number, value / length))
    return {
        stem: (
            rarity[stem],
            np.array([number for number, _ in told]),
            np.array([w for _, w in told], np.float32),
        )
        for stem, told in found.items()
    }
