"""How surely a text is about a concept, from 0 to 1: by its words, and by meaning where there are vectors.

Logistic functions of a few features, fitted on labelled messages (`python -m tests.benchmarks rules` says how good
they are). 0.5 is where one to two in a hundred messages about something else would be taken for it.
"""

from collections.abc import Sequence
from math import exp, log
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist.rules.concepts import covered, weight
from handoff.assist.rules.library import topics
from handoff.policy.rule import Concept, Part

Floats = NDArray[np.float32]

MEANING: Final = np.array([-3.204, 3.222, 6.106, -0.437, 9.638, -6.565], np.float32)
"""The weights of `meaning.features`."""
COVERED, EXACT, BIAS = -0.009, -1.337, 1.4
ON_TOPIC: Final = 1.1
"""What it adds that a topic which the concept names is the closest of all to the text."""
WORDS: Final = {
    "covered": -7.457,
    "exact": 0.773,
    "full": 1.411,
    "worth": 0.112,
    "both": 7.928,
    "length": -1.12,
}
WORDS_BIAS: Final = -3.12
_FULL = 0.8
FIRM: Final = 4.0
"""The log odds of what a topic's own pattern settles."""
UNSETTLED: Final = 1.0
"""What it costs where a topic has a pattern and the text does not fit it."""
UNLIKE: Final = -3.0
"""The log odds of what only sounds like a topic: a phone that died."""
MOST: Final = 12.0


class Heard(NamedTuple):
    """A text for its words: what can be looked up in it, and as it is."""

    said: frozenset[str]
    text: str


class Scored(NamedTuple):
    """The log odds that a text is about a concept, and what in it says so: words of it, or the part it is close to."""

    odds: float
    words: tuple[str, ...] = ()
    close_to: str = ""
    covered: float = 0.0


def score(odds: float) -> float:
    """Log odds as a number from 0 to 1."""
    return 1 / (1 + exp(-max(-MOST, min(MOST, odds))))


def odds(share: float) -> float:
    """The opposite way."""
    share = min(max(share, 1e-6), 1 - 1e-6)
    return log(share / (1 - share))


def by_words(concept: Concept, heard: Heard) -> Scored:
    """How surely a text is about a concept, by nothing but its words."""
    return max((_part_by_words(one, heard) for one in concept.parts), default=Scored(-MOST))


def by_meaning(concept: Concept, heard: Heard, features: Floats) -> Scored:
    """The same with what `meaning.features` says of the text: parts x features."""
    found = [_part_by_meaning(one, heard, row) for one, row in zip(concept.parts, features, strict=True)]
    return max(found, default=Scored(-MOST))


def _part_by_meaning(part: Part, heard: Heard, row: Floats) -> Scored:
    if settled := _settled(part, heard.text):
        return settled
    held, exact, words = covered(part, heard.said)
    found = float(row[:-1] @ MEANING) + ON_TOPIC * float(row[-1]) + COVERED * held + EXACT * exact + BIAS
    return Scored(found - (UNSETTLED if _has_pattern(part) else 0.0), words, part.text, held)


def _part_by_words(part: Part, heard: Heard) -> Scored:
    if settled := _settled(part, heard.text):
        return settled
    held, exact, words = covered(part, heard.said)
    worth = log(1 + sum(weight(word) for word, *_ in part.words))
    told = {
        "covered": held,
        "exact": exact,
        "full": float(held > _FULL),
        "worth": worth,
        "both": worth * held,
        "length": len(heard.said) ** 0.5 / 10,
    }
    return Scored(sum(WORDS[name] * value for name, value in told.items()) + WORDS_BIAS, words, "", held)


def _has_pattern(part: Part) -> bool:
    return any(topics()[name].firm for name in part.topics if name in topics())


def _settled(part: Part, text: str) -> Scored | None:
    for name in part.topics:
        pattern = topics()[name].firm if name in topics() else None
        if pattern and (found := pattern.search(text)):
            return Scored(FIRM, (found.group(),))
    unlike = (topics()[name].unlike for name in part.topics[:1] if name in topics())
    return next((Scored(UNLIKE) for one in unlike if one and one.search(text)), None)


def best(scores: Sequence[Scored]) -> Scored:
    """The strongest of several."""
    return max(scores, default=Scored(-MOST))
