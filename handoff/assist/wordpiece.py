"""Texts to the numbers of word pieces, as uncased BERT models read them (Wu et al. 2016, arXiv 1609.08144)."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

CLS, SEP, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
LONGEST_WORD = 100
LONGEST_TEXT = 4000
"""Characters that are looked at: far more than the pieces that are kept."""


class WordPiece:
    """Cuts texts by one vocabulary: lower case, no accents, punctuation apart, then the longest pieces known."""

    def __init__(self, vocabulary: Path) -> None:
        """`vocabulary` has one piece a line, in the order of their numbers."""
        lines = vocabulary.read_text(encoding="utf-8").splitlines()
        self._numbers = {piece: number for number, piece in enumerate(lines)}
        self._first, self._last = self._numbers[CLS], self._numbers[SEP]
        self._pieces = lru_cache(maxsize=20_000)(self._cut)

    def __call__(self, text: str, most: int) -> list[int]:
        """The numbers of the pieces of `text`, at most `most` with the marks of its start and end."""
        found = [self._first]
        for word in _words(text[:LONGEST_TEXT]):
            found += self._pieces(word)
            if len(found) >= most:
                break
        return [*found[: most - 1], self._last]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The longest piece that begins `word`, then of the rest; unknown where nothing fits."""
        found, at = [], 0
        while at < len(word) <= LONGEST_WORD:
            mark = "##" if at else ""
            ends = (end for end in range(len(word), at, -1) if mark + word[at:end] in self._numbers)
            if not (end := next(ends, 0)):
                break
            found.append(self._numbers[mark + word[at:end]])
            at = end
        return tuple(found) if at == len(word) else (self._numbers[UNKNOWN],)


def _words(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFD", text.lower())
    return iter("".join(map(_spaced, plain)).split())


@lru_cache(maxsize=5000)
def _spaced(char: str) -> str:
    """Nothing for accents and control characters; marks and ideographs stand alone."""
    kind = unicodedata.category(char)
    if char.isspace():
        return " "
    if kind == "Mn" or kind.startswith("C") or char == "\ufffd":
        return ""
    ascii_mark = char.isascii() and not char.isalnum()
    return f" {char} " if ascii_mark or kind.startswith("P") or _is_ideograph(char) else char


def _is_ideograph(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\uf900" <= char <= "\ufaff"
