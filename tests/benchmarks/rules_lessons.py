"""What `rules_learn` learns from: labelled intents, the library's topics and written sentences, all as vectors.

Intents are told in the words of `rules_said.txt` and `rules_intents.txt`. What the policy examples hold is left out.
"""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist.encoder import DIMENSIONS
from handoff.assist.rules.compiling import compiled
from handoff.assist.rules.library import topics
from handoff.assist.rules.words import plain
from tests.benchmarks import sentences
from tests.benchmarks.rules import Judge
from tests.benchmarks.rules_learn import Lesson
from tests.benchmarks.rules_told import TAUGHT, WRITTEN, by_meaning, half, set_of

MESSAGES, OF_SEVERAL, LEAST = 60, 30, 3
"""Messages of an intent; of each where a sentence is about several; of fewer an intent is no lesson by itself."""
SAME, SAME_SET, SAME_WORDS = 0.72, 0.96, 0.6
"""Cosines from which on messages of two lessons, those of intents of one set, or their wordings, may mean the same."""
SIBLINGS = 8


class Source(NamedTuple):
    """A lesson's texts, where it is from, and the intents it is about and those that may or may not count."""

    group: str
    kind: str
    wordings: Sequence[str]
    own: Sequence[str]
    near: Sequence[str] = ()
    about: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()


class Lessons:
    """All lessons, and which of them may not be told apart."""

    def __init__(self, judge: Judge) -> None:
        self.sources = [one for one in _sources() if one.wordings and one.own]
        self.lessons = [
            Lesson(*(_vectors(judge, texts) for texts in (one.wordings, one.own, one.near)))
            for one in self.sources
        ]
        self._alike = _alike([one.own for one in self.lessons])
        self.unclear = self._unclear(_alike([one.wordings for one in self.lessons]))

    def siblings(self, without: str = "") -> Mapping[int, Sequence[int]]:
        """The lessons that are not of a group, each with those of its kind that are most like it and yet apart."""
        pool = [at for at, one in enumerate(self.sources) if one.group != without]
        return {at: self._beside(at, pool) for at in pool}

    def _beside(self, at: int, pool: Sequence[int]) -> list[int]:
        kind = self.sources[at].kind
        if kind == "written":
            return []
        apart = [one for one in pool if not self.unclear[at, one] and self.sources[one].kind == kind]
        return sorted(apart, key=lambda one: -self._alike[at, one])[:SIBLINGS]

    def _unclear(self, wordings: NDArray[np.floating]) -> NDArray[np.bool_]:
        found = (self._alike > SAME) | (wordings > SAME_WORDS)
        for at, one in enumerate(self.sources):
            for other, two in enumerate(self.sources):
                if one.kind == two.kind == "intent" and one.group == two.group != "other sets":
                    found[at, other] = self._alike[at, other] > SAME_SET
                if one.about & (two.about | two.unsure) or one.unsure & two.about:
                    found[at, other] = True
        np.fill_diagonal(found, val=True)
        return found


def _vectors(judge: Judge, texts: Sequence[str]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = judge.encode([*texts]) if texts else np.empty((0, DIMENSIONS), np.float32)
    return found


def _alike(rows: Sequence[NDArray[np.floating]]) -> NDArray[np.floating]:
    means = np.stack([one.mean(axis=0) for one in rows])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    found: NDArray[np.floating] = means @ means.T
    return found


def _sources() -> Iterator[Source]:
    yield from _intents()
    for name in (*WRITTEN, "rules_own.txt", *TAUGHT):
        of = sentences.own() if name == "rules_own.txt" else sentences.near_only(name)
        for one in of:
            meant = by_meaning(compiled(one.sentence))
            own, near = ([plain(text.text) for text in side] for side in (one.wanted, one.others))
            yield Source(
                half(name, one.sentence),
                "written",
                [plain(part.parts[0].text) for part in meant[:1]],
                own,
                near,
            )
    for topic in topics().values():
        names = [plain(text) for text in (topic.name, *topic.said)]
        yield Source("library", "topic", names, [plain(text) for text in topic.like])


def _intents() -> Iterator[Source]:
    kept = {plain(text.text) for one in sentences.examples() for text in (*one.wanted, *one.others)}
    chance = random.Random(1)
    drawn = {}
    for name, texts in sentences.intents().items():
        known = [text for text in dict.fromkeys(map(plain, texts)) if text not in kept]
        if name.split("/")[1] not in ("", "oos", "outofdomain"):
            drawn[name] = chance.sample(known, min(MESSAGES, len(known)))
    said = dict(line.split(" = ") for line in sentences.lines("rules_said.txt"))
    told, unsure = [*_over_several()], dict[str, set[str]]()
    for _, own, unclear in told:
        for name in own:
            unsure.setdefault(name, set()).update(own, unclear)
        for name in unclear:
            unsure.setdefault(name, set()).update(own)
    for name, texts in drawn.items():
        if len(texts) < LEAST:
            continue
        words = [*map(plain, said[name].split(" | "))] if name in said else []
        words.append(plain(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name.split("/")[1]).lower().strip("?")))
        about = frozenset([name])
        yield Source(set_of(name), "intent", words, texts, (), about, frozenset(unsure.get(name, ())) - about)
    for sentence, own, unclear in told:
        texts = [text for name in own for text in drawn[name][:OF_SEVERAL]]
        yield Source(
            set_of(own[0]), "intent", [plain(sentence)], texts, (), frozenset(own), frozenset(unclear)
        )


def _over_several() -> Iterator[tuple[str, list[str], list[str]]]:
    for one in sentences.of_intents("rules_intents.txt"):
        yield one.asked.sentence, one.own, one.unclear
