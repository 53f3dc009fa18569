"""Amounts that a text names, in the unit of one that a rule asks for."""

import re
from collections.abc import Iterator
from functools import lru_cache

from handoff.assist.rules.numbers import FIGURE, NUMBER, value
from handoff.assist.rules.units import ANY_CURRENCY, COUNTED, DAYS, SIGN, code, counted
from handoff.assist.rules.words import listed, stem
from handoff.policy.rule import Amount

_RATES = listed("""
    JPY=.0066 INR=.012 NOK=.1 SEK=.1 DKK=.15 PLN=.25 CZK=.045 HUF=.0028 MXN=.055 BRL=.18 ARS=.001 CLP=.001 COP=.00025
    TRY=.025 RUB=.012 UAH=.024 CNY=.14 TWD=.03 KRW=.0007 THB=.03 PHP=.017 IDR=.00006 VND=.00004 MYR=.22 ZAR=.055
    EGP=.02 NGN=.0007 KES=.0077 PKR=.0036 BDT=.0085 ISK=.0073 HKD=.13 AED=.27 SAR=.27 ILS=.28 RON=.22 BGN=.56
    LKR=.0033 RSD=.0093 KZT=.002
""")
_ROUGHLY = {one[:3]: float(one[4:]) for one in _RATES}
"""What one is worth in dollars, only so that 5,000 yen are not taken for 5,000 dollars; others are taken as equal."""
_MONEY = re.compile(
    rf"(?:(?<!\w)(?P<sign>{SIGN})\s*)(?P<number>{FIGURE}(?:\s+(?:thousand|hundred|million|grand))?)"
    rf"|(?<![\w#.,-])(?P<number2>{NUMBER})[\s-]?(?P<cur>{ANY_CURRENCY})(?!\w)",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"\b(?:of|for|over|about|around|paid|pay|costs?|costing|amount(?:\s+is|\s+of)?|price(?:\s+is)?|"
    r"total(?:\s+is|\s+of)?|worth|"
    r"was|is|says|than|charged|took|transfer|send|sent|refund|über|von|für|betrag|kostet|gezahlt|nearly|"
    r"almost|roughly|approximately|exactly|spent)\s+"
    r"(?P<number>(?:\d{1,3}(?:[,.]\d{3})+(?:[.,]\d{1,2})?|"
    r"\d{1,4}(?:[.,]\d{1,2})?)(?:\s?k\b)?)(?![\d#/:-])(?!\s*(?:%|[^\W\d_]{2,}))"
    r"|(?<![\w#.,-])(?P<grand>\d+(?:[.,]\d+)?\s?k\b)",
    re.IGNORECASE,
)
_MONTHS = listed(
    "jan feb mar apr may jun jul aug sep oct nov dec januar februar märz april mai juni juli august september oktober "
    "november dezember january february march june july october december mär dez okt"
)
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SPAN = re.compile(
    rf"(?P<a>\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?P<am>{_MONTH})?\.?\s*(?:-|–|to|till|until|through|"
    rf"bis(?:\s+zum)?)\s*(?:the\s+)?"
    rf"(?P<b>\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?:of\s+)?(?P<bm>{_MONTH})\b"
    rf"|(?P<am2>{_MONTH})\.?\s+(?P<a2>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:-|–|to|till|until|"
    rf"through)\s*(?:(?P<bm2>{_MONTH})\.?\s+)?(?P<b2>\d{{1,2}})(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_PARTY = re.compile(
    rf"\b(?:party|group|table|family|dinner|gruppe|tisch|reservation|booking)\s+(?:of|for|von|für|"
    rf"mit)\s+(?P<number>{NUMBER})(?!\s*(?:nights?|days?|weeks?|:|am\b|pm\b|uhr))"
    rf"|\b(?:we(?:['’]re|\s+are|\s+will\s+be)|wir\s+sind|there\s+(?:are|"
    rf"will\s+be))\s+(?P<number2>{NUMBER})(?!\s*(?:nights?|days?|weeks?|tage|km|miles|minutes?|hours?))",
    re.IGNORECASE,
)
_VAGUE_TIMES = (
    (re.compile(r"\b(?:a|one|1|eine|the\s+whole)\s+(?:whole\s+)?(?:week|woche)\b", re.IGNORECASE), 7.0),
    (re.compile(r"\b(?:a\s+)?fortnight\b", re.IGNORECASE), 14.0),
    (re.compile(r"\b(?:a|one|einen|the\s+whole)\s+(?:whole\s+)?(?:month|monat)\b", re.IGNORECASE), 30.0),
    (re.compile(r"\blong\s+weekend\b", re.IGNORECASE), 3.0),
    (re.compile(r"(?<!long )\b(?:weekend|wochenende)\b", re.IGNORECASE), 2.0),
    (re.compile(r"\b(?:a|one|eine)\s+(?:night|nacht)\b", re.IGNORECASE), 1.0),
)


def named(text: str, wanted: Amount) -> Iterator[float]:
    """The values that a text names in the unit of a wanted amount, in that unit."""
    if wanted.unit == "money":
        yield from _money(text, wanted.currency)
    elif wanted.unit in DAYS:
        yield from _times(text, wanted.unit)
    elif wanted.unit == "person":
        yield from _people(text)
    else:
        yield from _things(text, wanted.unit)


def _money(text: str, currency: str) -> Iterator[float]:
    for written, number in _sums(text):
        known = currency and written and written != currency
        yield number * (_ROUGHLY.get(written, 1.0) / _ROUGHLY.get(currency, 1.0) if known else 1.0)


@lru_cache(maxsize=512)
def _sums(text: str) -> tuple[tuple[str, float], ...]:
    """The sums of money that a text names, each with its currency; many rules look at the same text."""
    found = list(_MONEY.finditer(text))
    taken = [match.span() for match in found]
    bare = [
        match
        for match in _BARE.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    return (
        *((code(one["sign"] or one["cur"]), value(one["number"] or one["number2"])) for one in found),
        *(("", value(one["number"] or one["grand"])) for one in bare),
    )


_TIMES = re.compile(
    rf"(?<![\w#.,])(?P<number>{NUMBER})[\s-]*(?:(?!nights?|days?)[^\W\d_]+\s+)?(?P<unit>"
    + "|".join(COUNTED[name] for name in DAYS)
    + r")(?!\w)",
    re.IGNORECASE,
)


def _times(text: str, unit: str) -> Iterator[float]:
    for match in _TIMES.finditer(text):
        yield value(match["number"]) * DAYS[counted(match["unit"])] / DAYS[unit]
    for match in _SPAN.finditer(text):
        yield _span_days(match) / DAYS[unit]
    for pattern, days in _VAGUE_TIMES:
        if pattern.search(text):
            yield days / DAYS[unit]


def _span_days(match: re.Match[str]) -> float:
    first = int(match["a"] or match["a2"])
    last = int(match["b"] or match["b2"])
    months = (match["am"] or match["am2"]), (match["bm"] or match["bm2"])
    apart = months[0] and months[1] and months[0][:3].lower() != months[1][:3].lower()
    return float(last - first + (30 if apart or last < first else 0))


_HEADS = re.compile(
    rf"(?<![\w#.,])(?P<number>{NUMBER})[\s-]*(?:(?:other|more|hungry|young|"
    rf"small)\s+)?(?P<unit>{COUNTED['person']}|kids?|child(?:ren)?|"
    r"kindern?|students?|employees?|colleagues?|friends?|members?)(?!\w)",
    re.IGNORECASE,
)


def _people(text: str) -> Iterator[float]:
    counted = [value(match["number"]) for match in _HEADS.finditer(text)]
    yield from counted
    if len(counted) > 1:
        yield sum(counted)
    for match in _PARTY.finditer(text):
        yield value(match["number"] or match["number2"])


_THINGS = re.compile(
    rf"(?<![\w#.,])(?P<number>{NUMBER})(?P<percent>\s*%)?[\s-]*(?P<one>[^\W\d_]+)?(?:\s+(?P<two>[^\W\d_]+))?",
    re.IGNORECASE,
)
_NOT_THINGS = re.compile(
    rf"(?:{'|'.join(COUNTED[name] for name in DAYS)}|{COUNTED['person']}|{ANY_CURRENCY}|am|pm|uhr|"
    rf"percent|prozent|st|nd|rd|th|of|and|or|"
    rf"in|at|on|to|for|is|{_MONTH}|times?|star|stars|o|clock)$",
    re.IGNORECASE,
)


def _things(text: str, unit: str) -> Iterator[float]:
    for match in _THINGS.finditer(text):
        nouns = [noun.lower() for noun in (match["one"], match["two"]) if noun]
        if unit == "percent" and match["percent"]:
            yield value(match["number"])
        elif unit in COUNTED and unit != "item":
            if nouns and re.fullmatch(COUNTED[unit], nouns[0]):
                yield value(match["number"])
        elif unit == "item":
            if nouns and not _NOT_THINGS.match(nouns[0]) and not match["percent"]:
                yield value(match["number"])
        elif unit == "number" or any(stem(noun) == unit for noun in nouns):
            yield value(match["number"])
