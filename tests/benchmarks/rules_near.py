"""Which labelled intents are alike, and sentences over them in the manner of the policy examples."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from handoff.assist.rules.matching import Text
from handoff.assist.rules.words import plain
from tests.benchmarks import sentences
from tests.benchmarks.sentences import Asked

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


def alike(encode: Encode) -> Iterator[Asked]:
    """The sentences of `rules_alike.txt`, with as many messages of each kind as the policy examples have."""
    chance, known = random.Random(9), sentences.intents()
    of_sets = [name for name in known if name.split("/")[0] in _SETS and name != "clinc150/oos"]
    near = Near({name: known[name][:LOOKED_AT] for name in of_sets}, encode)
    for one in sentences.of_intents("rules_alike.txt"):
        left_out = {*one.own, *one.unclear, *one.near}
        ours = [name for name in one.own if name in of_sets]
        close = one.near or near.of(ours, left_out)[:CLOSE]
        others = [name for name in of_sets if name not in left_out and name not in close]
        asked = [close[at % len(close)] for at in range(CLOSE)]
        asked += chance.sample([name for name in others if name.startswith("clinc150/")], ORDINARY)
        asked += chance.sample(others, OTHERS)
        wanted = [one.own[at % len(one.own)] for at in range(WANTED)]
        yield Asked(
            one.sentence, *([Text(chance.choice(known[name])) for name in side] for side in (wanted, asked))
        )
