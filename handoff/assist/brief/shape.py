"""What a briefing is read from and what it is made of."""

from typing import NamedTuple, Self

import msgspec

from handoff.vocabulary import Role

LONGEST = 220
"""Characters of one quote: what does not fit is cut off after a word."""


class Turn(NamedTuple):
    """One utterance of a thread: its number there, who spoke, what was said."""

    number: int
    role: Role
    text: str


class Line(msgspec.Struct, frozen=True):
    """A quote: `text` is `message`'s text from `start` to `end` (code points), as it stands there.

    `message` is None where the text comes from the conversation's record and not from its thread; `merged` is the id
    of the conversation that the message stands in, where that is one that was merged into this one. `label` says
    what the quote is; of an answer it is the question, verbatim. `was` is the earlier quote that this one
    corrects, `cut` tells that the sentence goes on.
    """

    text: str
    message: int | None
    start: int = 0
    end: int = 0
    label: str = ""
    was: Self | None = None
    cut: bool = False
    merged: int | msgspec.UnsetType = msgspec.UNSET


class Span(msgspec.Struct, frozen=True):
    """Some words of a text, from `start` to `end` (code points)."""

    text: str
    start: int
    end: int


class Phrased(msgspec.Struct, frozen=True):
    """The matter in an AI's words, and what of it stands nowhere in the thread."""

    text: str
    unfounded: tuple[Span, ...] = ()


class Step(msgspec.Struct, frozen=True):
    """One sentence of the next step, untranslated; `name` is what stands in it as {name}."""

    says: str
    name: str = ""


class Content(msgspec.Struct, frozen=True):
    """A briefing. Every line is a verbatim quote, or from the conversation's own record; `next` alone is ours, and
    `steps` are its sentences.
    """

    who: Line | None
    wants: tuple[Line, ...]
    tried: tuple[Line, ...]
    said: Line | None
    facts: tuple[Line, ...]
    mood: Line | None
    open: tuple[Line, ...]
    next: str
    phrased: Phrased | None = None
    steps: tuple[Step, ...] = ()
    calmer: Line | None = None
    """What the customer said since the words of `mood` that sounds friendly again, where those were angry."""


class Part(NamedTuple):
    """A stretch of one turn."""

    turn: Turn
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.turn.text[self.start : self.end]

    def quote(self, label: str = "", *, longest: int = LONGEST) -> Line:
        """It as a line, cut after a word where it is too long."""
        text = clip(self.text, longest)
        cut = len(text) < len(self.text)
        return Line(text, self.turn.number, self.start, self.start + len(text), label=label, cut=cut)


def clip(text: str, longest: int) -> str:
    """The beginning of `text`, at most so long, ending with a word where it has several."""
    if len(text) <= longest:
        return text
    head = text[: longest + 1].rsplit(None, 1)[0]
    return head if len(head) <= longest else text[:longest]
