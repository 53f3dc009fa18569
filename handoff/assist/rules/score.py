"""How surely a text is about a concept, from 0 to 1: by its words, and by meaning where there are vectors.

Fitted on labelled messages (`python -m tests.benchmarks.rules` says how good they are): by meaning a small network, by
words a logistic function. 0.5 is where one to two in a hundred messages about something else would be taken for it.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import exp, log
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist.rules import topicality
from handoff.assist.rules.concepts import covered, weight
from handoff.assist.rules.library import topics
from handoff.assist.rules.weighing import by_words_alone, network
from handoff.policy.rule import Concept, Part

Floats = NDArray[np.float32]

SEVERAL = 0.3
"""By how much each must be surer the more ways to say a concept there are: the loudest of many speaks up by chance."""
_FULL = 0.8
FIRM: Final = 4.0
"""The log odds of what a topic's own pattern settles."""
UNLIKE: Final = -3.0
"""The log odds of what only sounds like a topic: a phone that died."""
SAID: Final = 0.5
"""The log odds, at least, of what says every word of a part, where words alone count."""
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
    """The same with what `closeness.features` says of the text: parts x features."""
    told = [covered(one, heard.said) for one in concept.parts]
    found = network().odds(signs(concept, heard, features, told)) - SEVERAL * log(max(1, len(told)))
    settled = (_settled(one, heard.text) for one in concept.parts)
    return max(
        (
            clear or Scored(float(odds), words, one.text, held)
            for one, clear, odds, (held, _, words) in zip(concept.parts, settled, found, told, strict=True)
        ),
        default=Scored(-MOST),
    )


def signs(
    concept: Concept, heard: Heard, features: Floats, told: Sequence[tuple[float, float, tuple[str, ...]]]
) -> Floats:
    """All that speaks for a text being about a concept's parts, of which it says what is `told`: parts x COLUMNS."""
    length = len(heard.said) ** 0.5 / 10
    words = [
        (held, exact, length, len(part.words) ** 0.5, _worth(part), _has_pattern(part))
        for part, (held, exact, _) in zip(concept.parts, told, strict=True)
    ]
    found: Floats = np.hstack([features, np.array(words, np.float32).reshape(len(words), -1)])
    return found


def _part_by_words(part: Part, heard: Heard) -> Scored:
    if settled := _settled(part, heard.text):
        return settled
    held, exact, words = covered(part, heard.said)
    odds = by_words_alone().odds(word_signs(part, heard, held, exact))
    # Where meaning cannot tell better, who says all of it speaks of it: what is in doubt goes to a human.
    return Scored(max(odds, SAID) if held >= 1.0 else odds, words, "", held)


def word_signs(part: Part, heard: Heard, held: float, exact: float) -> tuple[float, ...]:
    """All that speaks by words for a text being about a part, of which it covers so much: weighing.WORDS."""
    worth = _worth(part)
    length = len(heard.said) ** 0.5 / 10
    told = (held, exact, float(held > _FULL), worth, worth * held, length)
    return (*told, *topicality.signs(part, heard.said, held))


@lru_cache(maxsize=2048)
def _worth(part: Part) -> float:
    """How much the words of a part tell."""
    return log(1 + sum(weight(word) for word, *_ in part.words))


@lru_cache(maxsize=2048)
def _has_pattern(part: Part) -> bool:
    return any(topics()[name].firm for name in part.topics if name in topics())


def is_settled(part: Part, text: str) -> bool:
    """Whether the pattern of a topic decides, so that nothing is weighed."""
    return _settled(part, text) is not None


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
