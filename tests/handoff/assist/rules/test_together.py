"""Rules looked at together say what each says alone. Vectors of the library stand for what texts mean."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from handoff.assist.rules.background import library
from handoff.assist.rules.compiling import compiled
from handoff.assist.rules.matching import Matcher, Text
from handoff.assist.rules.together import Together

RULES = (
    "product recalls",
    "customers under 18",
    "roaming, except in Spain",
    "French speakers",
    "refunds over 100 dollars",
)
TEXTS = [
    Text("Is my kettle one of those you are calling back?"),
    Text("I'm 15 and the roaming costs too much"),
    Text("I want a refund of 250 dollars"),
]


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """To each text the message of the library that its letters pick."""
    like = library().like
    return np.stack([like[sum(text.encode()) % len(like)] for text in texts])


def test_each_rule_says_what_it_says_alone() -> None:
    alone = [Matcher(compiled(rule), encode) for rule in RULES]
    vectors = encode([one.text for one in TEXTS])
    assert Together(alone).match(TEXTS, vectors) == [one.match(TEXTS, vectors) for one in alone]
    assert any(found.match for verdicts in Together(alone).match(TEXTS, vectors) for found in verdicts)


def test_without_vectors_words_decide() -> None:
    alone = [Matcher(compiled(rule)) for rule in RULES]
    together = Together(alone).match(TEXTS)
    assert together == [one.match(TEXTS) for one in alone]
    assert [one.match for one in together[RULES.index("refunds over 100 dollars")]] == [False, False, True]


def test_no_rules_and_no_texts_are_nothing() -> None:
    assert Together([]).match(TEXTS) == []
    assert Together([Matcher(compiled(RULES[0]))]).match([]) == [[]]
