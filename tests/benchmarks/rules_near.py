"""Which labelled intents are alike, and sentences over them in the manner of the policy examples."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from handoff.assist.rules.matching import Text
from handoff.assist.rules.words import plain
from tests.benchmarks import sentences
from tests.benchmarks.sentences import Asked, Written

TOO_NEAR, NEAR = 0.93, 6
"""The cosine from which on two intents may be one; how many of those nearest to a sentence's are looked at."""
LOOKED_AT = 12
WANTED, CLOSE, ORDINARY, OTHERS = 10, 5, 15, 2
"""Messages of a sentence: its own, of the intents nearest to them, of CLINC150 and of other sets."""
_SETS = ("banking77", "bitext", "clinc150")
Encode = Callable[[Sequence[str]], Any]


class Near:
    """Which intents are alike, by the mean of their messages."""

    def __init__(self, drawn: Mapping[str, Sequence[str]], encode: Encode) -> None:
        encode([plain(text) for texts in drawn.values() for text in texts])
        means = np.stack([encode([plain(text) for text in texts]).mean(axis=0) for texts in drawn.values()])
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        self._names = list(drawn)
        self._alike = means @ means.T

    def of(self, own: Sequence[str], left_out: set[str]) -> list[str]:
        """The intents most like some others, without those that may count as the same."""
        alike = self._alike[[self._names.index(one) for one in own]].max(axis=0)
        found = (self._names[at] for at in np.argsort(-alike) if alike[at] < TOO_NEAR)
        return [name for name in found if name not in left_out][:NEAR]


class Drawer:
    """Draws as many messages of each kind as the policy examples have, for sentences over intents."""

    def __init__(self, encode: Encode, seed: int) -> None:
        self._chance, self._known = random.Random(seed), sentences.intents()
        self._of_sets = [
            name for name in self._known if name.split("/")[0] in _SETS and name != "clinc150/oos"
        ]
        self._near = Near({name: self._known[name][:LOOKED_AT] for name in self._of_sets}, encode)

    def wanted(self, own: Sequence[str], count: int) -> Iterator[str]:
        """So many messages of these intents in turn."""
        return (self._chance.choice(self._known[own[at % len(own)]]) for at in range(count))

    def others(self, own: Sequence[str], unclear: Sequence[str], near: Sequence[str]) -> Iterator[str]:
        """Messages that do not count: of `near` intents or those most like its own, and ordinary ones."""
        left_out = {*own, *unclear, *near}
        ours = [name for name in own if name in self._of_sets]
        close = near or (self._near.of(ours, left_out)[:CLOSE] if ours else [])
        far = [name for name in self._of_sets if name not in left_out and name not in close]
        asked = [close[at % len(close)] for at in range(CLOSE if close else 0)]
        asked += self._chance.sample([name for name in far if name.startswith("clinc150/")], ORDINARY)
        return (
            self._chance.choice(self._known[name]) for name in (*asked, *self._chance.sample(far, OTHERS))
        )


def alike(encode: Encode) -> Iterator[Asked]:
    """The sentences of `rules_alike.txt`, in the manner of the policy examples over intents."""
    return _drawn(Drawer(encode, 9), sentences.of_intents("rules_alike.txt"))


def mixed(encode: Encode) -> Iterator[Asked]:
    """Those of `rules_mixed.txt`, of all kinds that the examples have."""
    return _drawn(Drawer(encode, 4), sentences.written("rules_mixed.txt"))


def _drawn(drawer: Drawer, told: Iterable[Written]) -> Iterator[Asked]:
    """Sentences with their own texts and drawn ones, which have the attributes of the own."""
    for asked, own, unclear, near in told:
        known, unknown = (
            next((one.attributes for one in side if one.attributes), {})
            for side in (asked.wanted, asked.others)
        )
        if own:
            left = max(0, WANTED - len(asked.wanted))
            asked.wanted.extend(Text(text, known) for text in drawer.wanted(own, left))
        if asked.wanted:
            asked.others.extend(Text(text, unknown) for text in drawer.others(own, unclear, near))
        yield asked
