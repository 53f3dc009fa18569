"""Numbers that are known of a rule's customers: their age, how long they have been one, how many orders they made."""

import re
from collections.abc import Iterator

import msgspec

from handoff.assist.rules.amounts import Found, asked
from handoff.assist.rules.attributes import ACCOUNT_AGE, AGE
from handoff.assist.rules.numbers import NUMBER, value
from handoff.assist.rules.people import WHO, Told
from handoff.assist.rules.units import COUNTED, DAYS, counted
from handoff.policy.rule import Amount, Attribute, Comparison

_OLDEST, _YOUNGEST = 99, 6
_AGED = re.compile(
    rf"\b(?:{WHO}|children|kids|kinder|minors|drivers?|fahrer|renters?|applicants?)\b(?:,?\s+(?:who\s+are|"
    rf"that\s+are|aged|die|of|are|is|im\s+alter\s+von|at\s+the\s+age\s+of))*\s+(?=(?:over|under|older|"
    rf"younger|below|above|at\s+least|between|from|aged|unter|über|älter|jünger|ab|zwischen|\d))",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"\s*(?:years?(?:\s+of\s+age)?(?:\s+old)?|years?|jahren?(?:\s+alt)?|old|s\b)\b", re.IGNORECASE
)
_GROWN = 18
_MINORS = re.compile(
    rf"\b(?:minors|under-?aged?\s+(?:{WHO}|persons?|buyers?)|minderjährige\w*(?:\s+{WHO})?)(?!\w)",
    re.IGNORECASE,
)
_AGED_OR = re.compile(
    rf"\b(?:{WHO}\s+(?:who\s+are\s+|that\s+are\s+)?)?(?:aged|of\s+age|im\s+alter\s+von)\s+(?P<first>\d{{1,2}})\s*"
    r"(?:or|to|and|-|–|oder|bis|und)\s*(?P<last>\d{1,2})(?:\s+(?:years?(?:\s+old)?|jahren?))?",
    re.IGNORECASE,
)
_UNIT = "|".join(COUNTED[name] for name in DAYS)
_JOINED = (
    r"(?:signed\s+up|registered|joined(?:\s+us)?|subscribed|enrolled|(?:was|were|been)\s+created|created|"
    r"opened(?:\s+(?:an|their)\s+account)?)"
)
_IN_THE_LAST = re.compile(
    rf"(?:\b{WHO}\s+)?(?:(?:who|that|which)\s+)?(?:have\s+)?(?:only\s+|just\s+)?{_JOINED}\s+(?:only\s+)?"
    rf"(?:in|within|during)\s+the\s+(?:last|past)\s+(?:(?P<number>{NUMBER})\s+)?(?P<unit>{_UNIT})\b",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"(?:\b(?:accounts?|profiles?|konten|konto)(?:,?\s+(?:that|which|who|die|of))?(?:\s+(?:are|is|sind))?"
    rf"|(?:\b{WHO},?\s+)?(?:(?:who|that|which|whose\s+accounts?)\s+)?(?:have\s+)?(?:only\s+)?{_JOINED}"
    rf"|(?:\b{WHO}\s+)?(?:(?:who|that)\s+)?(?:have\s+|has\s+)?(?:only\s+)?(?:been|are|is)\s+"
    rf"(?:with\s+us|(?:a\s+|our\s+)?(?:customers?|members?|clients?)|subscribed)\s+(?:for|since)"
    rf"|\b(?:customers?|members?|clients?)\s+(?:of|for|since)|(?:\b{WHO},?\s+)?(?:die\s+)?(?:erst\s+)?seit)\s+$",
    re.IGNORECASE,
)
_SINCE_TAIL = re.compile(
    r"\s*(?:(?:old|ago|alt)\b)?(?:\s*(?:bei\s+uns|kund\w+|sind|mitglied\w*)\b)*", re.IGNORECASE
)
_WITH_US = re.compile(
    r"\s+(?:with\s+(?:us|our\s+\w+)|bei\s+uns|"
    r"(?:as\s+(?:a\s+|our\s+)?|als\s+)(?:customers?|members?|clients?|kund\w+))\b(?:\s*\))?",
    re.IGNORECASE,
)
_WHO_ARE = re.compile(
    rf"(?:\b(?:new\s+|recent\s+|neue\s+)?{WHO}(?:,?\s+who(?:['’]ve|\s+have)?(?:\s+been)?)?\s*)?"
    r"(?:\(\s*)?(?:\b(?:with|for|of|mit|seit)\s+)?$",
    re.IGNORECASE,
)
_WITH = re.compile(
    rf"\b{WHO}\s+(?:with|who\s+(?:have|has|made|placed|own)|that\s+have|having|mit)\s+(?:made\s+|"
    rf"placed\s+)?$",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    rf"\b{WHO}\s+(?:(?:whose|with\s+an?|having\s+an?|mit\s+(?:eine[mr]|ihre[mr])|deren|who\s+have\s+an?)\s+"
    rf"(?P<name>[^\W\d_]+(?:\s+(?!is\b|are\b|of\b|ist\b|von\b)[^\W\d_]+)?)\s+(?:(?:is|are|of|ist|von)\s*)?|(?:who|that)\s+(?:have\s+)?"
    rf"(?P<spent>spen[dt])\s+)$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\s+(?:with\s+us|in\s+total|(?:this|last|a|per|each|every)\s+(?:year|month|week)|bei\s+uns|pro\s+\w+)\b",
    re.IGNORECASE,
)
_UNDER_S = re.compile(
    rf"(?:\b{WHO}\s+)?\b(?P<how>under|over|unter|über)[-\s](?P<age>\d{{2}})(?:s\b|[-\s]?jährige\w*)",
    re.IGNORECASE,
)
_THINGS = re.compile(r"\s+(?P<noun>[^\W\d_]{3,}s)\b", re.IGNORECASE)


def told(sentence: str) -> list[Told]:
    """The numbers that a sentence wants of the customer, in order of how clearly each is said."""
    amounts = asked(sentence)
    return [
        *_in_the_last(sentence),
        *(one for amount in amounts for one in _since(amount, sentence)),
        *_aged(sentence),
        *(one for amount in amounts for one in _age(amount, sentence)),
        *(one for amount in amounts for one in _whose(amount, sentence)),
        *(one for amount in amounts for one in _count(amount, sentence)),
    ]


def _aged(sentence: str) -> Iterator[Told]:
    """Minors, under-18s, people aged 16 or 17."""
    for match in _MINORS.finditer(sentence):
        yield Told(match.start(), match.end(), Attribute(AGE, (), "under", float(_GROWN)))
    for match in _UNDER_S.finditer(sentence):
        comparison: Comparison = "under" if match["how"].lower() in ("under", "unter") else "over"
        yield Told(match.start(), match.end(), Attribute(AGE, (), comparison, float(match["age"])))
    for match in _AGED_OR.finditer(sentence):
        wanted = Attribute(AGE, (), "between", float(match["first"]), float(match["last"]))
        yield Told(match.start(), match.end(), wanted)


def _age(amount: Found, sentence: str) -> Iterator[Told]:
    """How old the customer is: over 65, younger than 18 years."""
    written = sentence[amount.start : amount.end]
    before = [match for match in _AGED.finditer(sentence) if match.end() == amount.start]
    older = re.match(r"older|younger|älter|jünger|aged", written, re.IGNORECASE)
    unit, noun = amount.amount.unit, amount.noun
    plausible = _YOUNGEST <= amount.amount.value <= _OLDEST and unit in ("", "year") and noun in ("", "s")
    if plausible and (older or before) and not re.search(r"[$€£]", written):
        years = _YEARS.match(sentence, amount.end)
        start = before[0].start() if before else amount.start
        yield Told(start, years.end() if years else amount.end, _number(AGE, amount.amount))


def _in_the_last(sentence: str) -> Iterator[Told]:
    for match in _IN_THE_LAST.finditer(sentence):
        days = value(match["number"] or "one") * DAYS[counted(match["unit"])]
        yield Told(match.start(), match.end(), Attribute(ACCOUNT_AGE, (), "at_most", days))


def _since(amount: Found, sentence: str) -> Iterator[Told]:
    """How long one has been a customer: accounts younger than 30 days, members for more than 10 years."""
    one, said = amount.amount, sentence[: amount.start]
    before, tail = _SINCE.search(said), _SINCE_TAIL.match(sentence, amount.end)
    if before is None and (with_us := _WITH_US.match(sentence, amount.end)):
        before, tail = _WHO_ARE.search(said), with_us
    if before is None or one.unit not in DAYS:
        return
    days = DAYS[one.unit]
    upper = None if one.upper is None else one.upper * days
    wanted = _number(ACCOUNT_AGE, msgspec.structs.replace(one, value=one.value * days, upper=upper))
    yield Told(before.start(), tail.end() if tail else amount.end, wanted)


def _whose(amount: Found, sentence: str) -> Iterator[Told]:
    """A number under its name: customers whose balance is below 100, who spent over 5,000 dollars."""
    before = _WHOSE.search(sentence[: amount.start])
    if before is not None:
        name = "spend" if before["spent"] else before["name"].lower()
        when = _WHEN.match(sentence, amount.end)
        yield Told(before.start(), when.end() if when else amount.end, _number(name, amount.amount))


def _count(amount: Found, sentence: str) -> Iterator[Told]:
    """Customers with more than 10 orders: a number that is known of them."""
    before = _WITH.search(sentence[: amount.start])
    if before is not None and amount.noun and amount.amount.unit in ("", "item"):
        more = None if amount.noun.endswith("s") else _THINGS.match(sentence, amount.end)
        name = f"{amount.noun} {more['noun']}".lower() if more else amount.noun
        yield Told(before.start(), more.end() if more else amount.end, _number(name, amount.amount))


def _number(name: str, amount: Amount) -> Attribute:
    return Attribute(name, (), amount.comparison, amount.value, amount.upper)
