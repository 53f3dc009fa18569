"""Whether a text about a thread says only what the thread says: figures, names, addresses, links."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from handoff.assist.brief.shape import Content, Phrased, Span, Turn

_NAME = r"[A-ZÆØÅÄÖÜŁŚŻ](?:[^\W\d_]|[’'-]){0,30}(?![\w’'-]{0,30}\d)"
_CLAIMS = re.compile(
    rf"""(?P<link>\b(?:https?://|www\.)[^\s<>"']{{0,500}}[^\s<>"'.,;:!?)])
    | (?P<mail>[\w.+-]{{1,64}}@[\w-]{{1,63}}\.[\w.]{{0,63}}\w)
    | (?P<figure>\d[\d.,\u00a0']{{0,30}}\d\b)
    | (?P<id>\b(?=[\w-]{{0,30}}\d)[^\W_][\w-]{{0,60}})
    | (?P<month>\b(?:January|February|March|April|June|July|August|September|October|November|December
        |(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b | \bMay\b(?=\s\d))
    | (?P<name>(?<![.!?]\s)(?<![.!?])(?<!^)(?<!\n)\b{_NAME}(?:\s{_NAME}){{0,5}})
    | (?P<opening>\b{_NAME}(?:(?:\s{_NAME}){{1,5}}
        |(?=\s(?:wants?|wanted|has|had|is|was|asks|asked|says|said|needs?|would|tried|reports?|reported|ordered
        |bought|received|writes|wrote)\b)))
    | (?P<count>\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred)\b)""",
    re.VERBOSE,
)
_NOBODY_WORDS = """
    the a an it he she they we you i this that these those there who what when where customer customers
    client caller agent ai bot user order nobody somebody everything nothing today tomorrow yesterday
    also please no yes
"""
_NOBODY = frozenset(_NOBODY_WORDS.split())
"""Words that begin a sentence and are no name."""
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: str(count) for count, word in enumerate(_COUNTED, start=1)}
_TOKEN = re.compile(r"[^\W_]+")
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")
_UNIT = re.compile(r"^(\d+)(am|pm|kr|km|kg|cm|mm|[hx])$")
_THOUSANDS = re.compile(r"(?<=\d)[,\u00a0'](?=\d{3}\b)")
_CENTS = re.compile(r"(?<=\d)[.,]00\b")


def unfounded(text: str, thread: Iterable[str]) -> list[Span]:
    """The figures, dates, names, e-mail addresses, ids and links in `text` that stand in no text of `thread`.

    Compared as normalised words: small letters, no punctuation, "14th" as "14", "three" as "3", "5pm" as "5 pm",
    "1,200.00" as "1200". A name of several words must stand there in this order. What is found only where the
    words are put together anew ("14 May" of a "14" here and a "May" there) counts as found.
    """
    known = f" {' '.join(_normal(one) for one in thread)} "
    return [span for span in _claims(text) if not (_stands(span.text, known) or _begins(span, text, known))]


def phrased(content: Content, text: str, thread: Iterable[Turn]) -> Content:
    """The briefing with the matter in an AI's words above its quotes; what the thread does not bear out is marked."""
    known = [turn.text for turn in thread]
    if content.who is not None:
        known.append(content.who.text)
    return msgspec.structs.replace(content, phrased=Phrased(text, tuple(unfounded(text, known))))


def _claims(text: str) -> Iterator[Span]:
    for match in _CLAIMS.finditer(text):
        start, end = match.span()
        while match.lastgroup in ("name", "opening") and start < end and _first(text[start:end]) in _NOBODY:
            rest = text[start:end].split(None, 1)[1:]
            start = end - len(rest[0]) if rest else end
        if start < end:
            yield Span(text[start:end], start, end)


def _first(text: str) -> str:
    return text.split(None, 1)[0].casefold()


def _begins(span: Span, text: str, known: str) -> bool:
    """Whether a claim is a sentence's first word, which has a capital anyhow, and a name that stands there."""
    before, rest = text[: span.start].rstrip(" "), span.text.split(None, 1)[1:]
    return bool(rest) and (not before or before[-1] in ".!?\n") and _stands(rest[0], known)


def _stands(claim: str, known: str) -> bool:
    words = _normal(claim)
    return f" {words} " in known or (
        words[:1].isdigit() and all(f" {word} " in known for word in words.split())
    )


def _normal(text: str) -> str:
    text = _CENTS.sub("", _THOUSANDS.sub("", text.casefold())).replace("’s", "").replace("'s", "")
    return " ".join(_word(match.group()) for match in _TOKEN.finditer(text))


def _word(word: str) -> str:
    word = _COUNTS.get(word, word)
    return _UNIT.sub(r"\1 \2", _ORDINAL.sub(r"\1", word))
