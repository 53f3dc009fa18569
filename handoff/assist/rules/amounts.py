"""Amounts that a rule's sentence asks for: money, nights, people, or whatever is counted."""

import re
from typing import NamedTuple

from handoff.assist.rules.numbers import NUMBER, value
from handoff.assist.rules.units import ANY_CURRENCY, COUNTED, DAYS, SIGN, code, counted
from handoff.policy.rule import Amount, Comparison

_COMPARED: tuple[tuple[Comparison, str, str], ...] = (
    (
        "at_most",
        (
            r"at\s+most|up\s+to|within|no\s+more\s+than|not\s+more\s+than|maximum\s+of|max\.?|a\s+maximum\s+of|"
            r"höchstens|bis\s+zu|"
            r"maximal|nicht\s+mehr\s+als|no\s+(?:longer|older|larger)\s+than|≤|<="
        ),
        r"or\s+(?:less|fewer|under|below|younger|shorter)|oder\s+weniger|max(?:imum)?|and\s+(?:under|below)",
    ),
    (
        "at_least",
        (
            r"at\s+least|a\s+minimum\s+of|minimum(?:\s+of)?|min\.?|no\s+less\s+than|not\s+less\s+than|"
            r"no\s+fewer\s+than|from|"
            r"starting\s+(?:at|from)|mindestens|ab|von\s+mindestens|wenigstens|≥|>="
        ),
        (
            r"or\s+(?:more|over|above|longer|older|higher|greater|larger)|and\s+(?:more|up|above|over|older)|"
            r"upwards?|plus|"
            r"oder\s+(?:mehr|länger|älter)|und\s+(?:mehr|darüber)|aufwärts|\+"
        ),
    ),
    (
        "over",
        (
            r"over|above|more\s+than|greater\s+than|larger\s+than|bigger\s+than|higher\s+than|longer\s+than|"
            r"older\s+than|"
            r"heavier\s+than|later\s+than|costs?\s+more\s+than|worth\s+more\s+than|exceed(?:s|ing)?|beyond|in\s+excess\s+of|"
            r"upwards\s+of|"
            r"past|über|mehr\s+als|höher\s+als|größer\s+als|länger\s+als|älter\s+als|schwerer\s+als|>"
        ),
        "",
    ),
    (
        "under",
        (
            r"under|below|less\s+than|fewer\s+than|smaller\s+than|lower\s+than|shorter\s+than|younger\s+than|"
            r"cheaper\s+than|"
            r"lighter\s+than|sooner\s+than|earlier\s+than|unter|weniger\s+als|kleiner\s+als|kürzer\s+als|jünger\s+als|<"
        ),
        "",
    ),
    ("equal", r"exactly|precisely|genau|equal\s+to", ""),
)
_UNIT = (
    rf"(?:\s*-?\s*(?P<cur>{ANY_CURRENCY})(?!\w)|[\s-]*(?P<unit>"
    + "|".join(COUNTED.values())
    + r")(?!\w)|\s+(?P<noun>(?!or\b|and\b|oder\b|und\b|in\b|for\b|to\b|of\b|from\b|on\b|at\b|is\b|but\b|unless\b|"
    r"except\b|who\b|that\b|"
    r"with\b|per\b|als\b|für\b|von\b|aus\b|bis\b|zu\b|are\b|plus\b|upwards?\b|aufwärts\b|a\b|the\b|by\b|"
    r"each\b|other\b|if\b|when\b|must\b|should\b|including\b|within\b|before\b|after\b|since\b|"
    r"[^\W\d_]+ing\b)[^\W\d_]+))?"
)
_SIGN = rf"(?:(?P<sign>{SIGN})\s*)?"
_ONE = rf"(?:\ban?|\beine[nrm]?|\bein)(?=\s+(?:{'|'.join(COUNTED[name] for name in DAYS)})\b)"
_SOME = rf"(?P<number>{NUMBER}|{_ONE})"
_BEFORE = re.compile(
    rf"(?P<how>{'|'.join(before for _, before, _ in _COMPARED)})(?<!\w\Z)\s*(?:of\s+|an?\s+amount\s+of\s+|"
    rf"about\s+)?{_SIGN}{_SOME}{_UNIT}",
    re.IGNORECASE,
)
_BEHIND = rf"(?P<how>{'|'.join(after for _, _, after in _COMPARED if after)})"
_AFTER = re.compile(
    rf"{_SIGN}(?<![\w.,]){_SOME}{_UNIT}\s*{_BEHIND}(?!\w|\s*[\d$€£])",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    rf"{_SIGN}(?<![\w.,]){_SOME}\s*{_BEHIND}(?!\s*[\d$€£]){_UNIT}(?!\w)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"(?:between|from|zwischen|von)\s+{_SIGN}{_SOME}(?:\s*(?:{ANY_CURRENCY}))?\s*(?:and|to|till|until|"
    rf"und|bis|-|–)\s*"
    rf"(?:(?:{ANY_CURRENCY})\s*)?(?P<upper>{NUMBER}){_UNIT}",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """An amount that a rule asks for, and where it stands in the sentence; `noun` is what its number counts."""

    amount: Amount
    start: int
    end: int
    noun: str = ""


def asked(sentence: str) -> list[Found]:
    """The amounts that a rule's sentence asks for, in order, none overlapping another."""
    found: list[Found] = []
    for pattern in (_BETWEEN, _SPLIT, _AFTER, _BEFORE):
        for match in pattern.finditer(sentence):
            if not _word_before(sentence, match.start()) and not any(
                one.start < match.end() and match.start() < one.end for one in found
            ):
                found.append(_found(match, pattern is _BETWEEN))
    return sorted(found, key=lambda one: one.start)


def _word_before(text: str, at: int) -> bool:
    """Whether a match would begin inside a word: the “ab” of “tab”."""
    return at > 0 and text[at - 1].isalnum() and text[at].isalnum()


def _found(match: re.Match[str], between: bool) -> Found:
    told = match.groupdict()
    number, noun = value(told["number"]), (told.get("noun") or "").lower()
    unit, currency = "", code(told.get("sign") or told.get("cur") or "")
    if currency:
        unit = "money"
    elif told.get("unit"):
        unit = counted(told["unit"])
    end = match.end()
    if between:
        upper = value(told["upper"])
        return Found(Amount("between", number, unit, currency, upper), match.start(), end, noun)
    return Found(Amount(_comparison(match), number, unit, currency), match.start(), end, noun)


def _comparison(match: re.Match[str]) -> Comparison:
    said = match["how"].strip()
    for name, before, after in _COMPARED:
        if any(pattern and re.fullmatch(pattern, said, re.IGNORECASE) for pattern in (before, after)):
            return name
    return "over"
