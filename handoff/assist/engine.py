"""What an engine is to the rest of the house: a question goes in, a proposal or nothing comes out."""

from collections.abc import Sequence
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray


class Citation(msgspec.Struct, frozen=True):
    """A source that a proposal rests on: `quote` is verbatim from it, `score` (0 to 1) says how it fits."""

    title: str
    url: str = ""
    quote: str = ""
    score: float = 0.0
    item: str = ""


class Proposal(msgspec.Struct, frozen=True):
    """What the AI would like to say, how sure it is (0 to 1), and what that rests on.

    `text` is None where it would not guess: topic and confidence still say what it took the question for.
    `raw_confidence` is the score before it was calibrated; None where the engine knows but one.
    """

    text: str | None
    confidence: float
    topic: str = ""
    citations: tuple[Citation, ...] = ()
    raw_confidence: float | None = None


class Engine(Protocol):
    """Whatever proposes answers."""

    def propose(self, question: str, context: Sequence[str] = ()) -> Proposal | None:
        """An answer to `question`, or None where there is nothing at all to go by.

        `context` holds what the customer wrote before, oldest first. Never raises for any text.
        """
        ...


class Encoder(Protocol):
    """Whatever turns texts into vectors whose dot product says how alike they are in meaning."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One vector of length 1 a text: len(texts) x 384."""
        ...
