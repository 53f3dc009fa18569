"""The words that are looked for, and how words are written to be compared: small, without accents, whole."""

import re
import unicodedata
from dataclasses import dataclass

PREFIX_FROM = 3
"""A word of so many letters also finds longer ones that begin with it."""
MARKS = re.compile("[\u0300-\u036f]")
SPOILERS = "._-/@+<&"
"""Signs at which the database's parser would not always end a word: they are written as spaces."""
_SPACED = str.maketrans(dict.fromkeys(SPOILERS, " "))


@dataclass(frozen=True)
class Term:
    """A word, or where it is `exact` several in this order."""

    text: str
    exact: bool = False

    @property
    def begins(self) -> bool:
        """Whether longer words that begin with it are found too."""
        return not self.exact and len(self.text) >= PREFIX_FROM


def folded(text: str) -> str:
    """A text as its words are compared."""
    return MARKS.sub("", unicodedata.normalize("NFD", text)).lower()


def terms(text: str, *, exact: bool = False) -> list[Term]:
    """The terms of a text: each of its words, or all of it as one phrase, which an address always is."""
    exact |= "@" in text.strip("@")
    words = folded(text).translate(_SPACED).split()
    words = [word for word in words if any(sign.isalnum() for sign in word)]
    if exact:
        return [Term(" ".join(words), exact=True)] if words else []
    return [Term(word) for word in words]
