"""How sure to be of what a model wrote, by signs that we see ourselves: its own word on that is never asked."""

import math
import re
from collections.abc import Sequence

import msgspec

from handoff.assist.engine import Citation
from handoff.assist.terms import terms

BIAS = -4.0
FIT, SUPPORT, VALID, SURE, FIGURES, TAKEN_OUT = 2.5, 4.0, 1.5, 2.0, -2.0, -3.0
USUAL_SURENESS = 0.8
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


class Signals(msgspec.Struct, frozen=True):
    """What speaks for and against an answer, each from 0 to 1.

    `fit`: the retrieval score of the best source it cites. `support`: the share of its telling words that stand in
    those sources or in the question. `valid`: the share of the sources it names that it was given; 0 where none.
    `sureness`: the geometric mean of its tokens' probabilities, None where the server gives none. `figures`: the
    share of its figures that stand nowhere in them. `taken_out`: 1 where it carried a link of its own.
    """

    fit: float
    support: float
    valid: float
    sureness: float | None = None
    figures: float = 0.0
    taken_out: float = 0.0

    @property
    def score(self) -> float:
        """A raw score from 0 to 1, no probability: a logistic function of the weighted signals.

        The weights are set by hand so that an answer all of whose words stand in a source that fits well scores
        above 0.95, one that cites nothing valid below 0.5 whatever else, and one with a link of its own below 0.75.
        A calibrator maps it to how often such answers were right.
        """
        sure = USUAL_SURENESS if self.sureness is None else self.sureness
        weighed = BIAS + FIT * self.fit + SUPPORT * self.support + VALID * self.valid
        weighed += SURE * (sure - USUAL_SURENESS) + FIGURES * self.figures + TAKEN_OUT * self.taken_out
        if not self.valid:
            weighed = min(weighed, 0.0) - VALID
        return round(1 / (1 + math.exp(-weighed)), 4)


def support(answer: str, texts: Sequence[str]) -> float:
    """The share of the answer's telling words that stand in one of `texts`, 0 to 1."""
    said, known = set(terms(answer)), {term for text in texts for term in terms(text)}
    return len(said & known) / len(said) if said else 0.0


def unfounded_figures(answer: str, texts: Sequence[str]) -> float:
    """The share of the answer's figures that stand in none of `texts`, 0 to 1."""
    said, known = set(_FIGURE.findall(answer)), {each for text in texts for each in _FIGURE.findall(text)}
    return len(said - known) / len(said) if said else 0.0


def fit(cited: Sequence[Citation]) -> float:
    """The best retrieval score among what is cited."""
    return max((citation.score for citation in cited), default=0.0)
