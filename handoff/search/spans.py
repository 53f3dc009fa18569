"""Where in a text the words stand that were looked for."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from handoff.search.terms import MARKS, Term

Span = tuple[int, int]
BEFORE, LONG = 24, 220


def spans(text: str, terms: Iterable[Term]) -> list[Span]:
    """From where to where each hit goes, in code points of the text as it is written."""
    same, places = _folded(text)
    found = [
        (places[hit.start()], places[hit.end() - 1] + 1)
        for term in terms
        for hit in _pattern(term).finditer(same)
        if hit.end() > hit.start()
    ]
    return sorted(found)


def excerpt(text: str, terms: Sequence[Term]) -> tuple[str, list[Span]]:
    """A stretch of the text around its first hit, and where the hits stand in that."""
    hits = spans(text, terms)
    start = _start(text, hits[0][0]) if hits else 0
    end = min(len(text), start + LONG)
    head, tail = "… " if start else "", " …" if end < len(text) else ""
    moved = len(head) - start
    inside = [(first + moved, min(last, end) + moved) for first, last in hits if start <= first < end]
    return head + text[start:end] + tail, inside


def _start(text: str, hit: int) -> int:
    """Not too far before the hit, where a word begins."""
    if hit <= BEFORE:
        return 0
    space = text.rfind(" ", hit - BEFORE, hit)
    return hit - BEFORE if space < 0 else text.find(" ", hit - BEFORE) + 1


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as words are compared, and for each of its signs the place of the one that it came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    signs, places = [], []
    for place, sign in enumerate(text):
        same = MARKS.sub("", unicodedata.normalize("NFD", sign)).lower()
        signs.append(same)
        places += [place] * len(same)
    return "".join(signs), places


def _pattern(term: Term) -> re.Pattern[str]:
    words = r"[\W_]+".join(map(re.escape, re.findall(r"[^\W_]+", term.text)))
    return re.compile(rf"(?<![^\W_]){words}" + ("" if term.begins else r"(?![^\W_])"))
