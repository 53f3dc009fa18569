"""How much each sign of a text being about a part of a concept weighs: a small network, made by fitting.

`data/rules.json` was fitted by `python -m tests.benchmarks.rules_fit` on sentences with messages, among them intents of
CLINC150 (CC BY 3.0), Banking77 (CC BY 4.0), MultiDoGO, DSTC 11 and Bitext (CDLA) and HINT3 (ODbL): a few hundred
numbers, no text. One hidden layer, because signs count differently together: a rare word of the rule tells much
where the topics agree, and little where they do not.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist.cues import FOLDER
from handoff.assist.rules import closeness, topicality

Floats = NDArray[np.float32]
FILE: Final = FOLDER / "rules.json"
COLUMNS: Final = (*closeness.COLUMNS, "covered", "exact", "length", "words", "worth", "pattern")
WORDS_FILE: Final = FOLDER / "rules_words.json"
WORDS: Final = ("covered", "exact", "full", "worth", "both", "length", *topicality.COLUMNS)
FARTHEST: Final = 5.0
"""What is farther from the usual, in standard deviations, counts no more."""


class Network(NamedTuple):
    """Signs to log odds: put in units of their spread, weighed, cut at 0, weighed again."""

    usual: Floats  # columns
    spread: Floats  # columns
    hidden: Floats  # columns x hidden
    hidden_bias: Floats  # hidden
    out: Floats  # hidden
    bias: float

    def odds(self, signs: Floats) -> Floats:
        """The log odds of rows of signs: rows x COLUMNS to rows."""
        units = np.clip((signs - self.usual) / self.spread, -FARTHEST, FARTHEST)
        found: Floats = np.maximum(units @ self.hidden + self.hidden_bias, 0.0) @ self.out + self.bias
        return found


@cache
def network() -> Network:
    """The network as it was fitted."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    layers = {name: np.array(told[name], np.float32) for name in Network._fields if name != "bias"}
    return Network(**layers, bias=told["bias"])


class Weights(NamedTuple):
    """A logistic function of the signs that words give."""

    weights: tuple[float, ...]  # of WORDS
    bias: float

    def odds(self, signs: Sequence[float]) -> float:
        """The log odds of one text."""
        return sum(weight * sign for weight, sign in zip(self.weights, signs, strict=True)) + self.bias


@cache
def by_words_alone() -> Weights:
    """The function as it was fitted, by the same program."""
    told = json.loads(WORDS_FILE.read_text(encoding="utf-8"))
    return Weights(tuple(told["weights"][name] for name in WORDS), told["bias"])
