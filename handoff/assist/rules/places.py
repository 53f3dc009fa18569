"""Where a rule's customers are: in a country, or in a place that is none."""

import re
from functools import cache

from handoff.assist.rules.attributes import countries
from handoff.assist.rules.people import NOT, OR, WHO, Told, among, denies, values
from handoff.assist.rules.units import ANY_CURRENCY
from handoff.policy.rule import Attribute

_LINK = (
    rf"(?:,?\s+(?:(?:who|that|which)\s+(?:are|live|come|is|lives|do)|whose\s+country\s+is|die|living|"
    rf"based|located|residing|resident|"
    rf"calling|writing|shopping|ordering|wohnhaft))?(?:\s*{NOT})?(?:\s+(?:live|come|living|based))?(?:\s+(?:is|are|lives?|comes?|ist|sind|kommt|wohnt))?\s*(?:\bin|"
    r"\bfrom\s+outside|\bfrom|\bof|\baus|\bin\s+der|\boutside|\baußerhalb|"
    r"\bwithin)\s+(?:the\s+|der\s+|den\s+|dem\s+|von\s+)?"
)
_VERB = r"(?:\s+(?:kommen|stammen|wohnen|leben|sind))?"


@cache
def _country_patterns() -> tuple[re.Pattern[str], ...]:
    name = among([one for one in countries() if len(one) > 2 or one in ("us", "uk", "eu")])
    many = rf"(?P<values>{name}(?:{OR}(?:in\s+|from\s+|aus\s+)?(?:der\s+|den\s+|dem\s+)?{name})*)"
    return (
        re.compile(rf"(?:\b(?:the|der|die)\s+)?\b{WHO}{_LINK}{many}{_VERB}", re.IGNORECASE),
        re.compile(rf"(?<!\bto\sa\s)(?<!\bto\san\s)\b{many}[-\s]+(?:based\s+)?{WHO}\b", re.IGNORECASE),
        re.compile(rf"\b(?:from|aus)\s+(?:the\s+|der\s+|den\s+|dem\s+)?{many}", re.IGNORECASE),
    )


_AFTER_AMOUNT = re.compile(rf"\d[\d.,'’]*\s*(?:k\b)?\s*(?:{ANY_CURRENCY})?\s*$", re.IGNORECASE)
"""Orders over 1,000 euros | from Chile: what follows an amount is where they come from, not what they are about."""


def countries_of(sentence: str) -> list[Told]:
    """Customers in countries, or outside of them."""
    found = []
    for pattern in _country_patterns():
        for match in pattern.finditer(sentence):
            if match["values"] == "us":  # the pronoun
                continue
            if pattern is _country_patterns()[-1] and not _AFTER_AMOUNT.search(sentence[: match.start()]):
                continue
            codes = dict.fromkeys(countries()[one] for one in values(match["values"]) if one in countries())
            comparison = "not" if denies(match.group()) else "equal"
            wanted = Attribute("country", tuple(codes), comparison)  # type: ignore[arg-type]
            found.append(Told(match.start(), match.end(), wanted))
    return found


_PLACE = re.compile(
    r"\b(?:customers?|clients?|users?|people|guests?|buyers?|tenants?|anyone|kunden)(?:\s+(?:who\s+live|"
    r"living|based|located))?\s+(?:in|from|"
    r"aus)\s+(?P<values>[A-ZÄÖÜ][\w-]+(?:\s+[A-ZÄÖÜ][\w-]+)?(?:\s*(?:,|\bor\b|/|\boder\b|"
    r"\band\b)\s*[A-ZÄÖÜ][\w-]+)*)"
)


def places(sentence: str) -> list[Told]:
    """People in a place that is no country: whatever attribute holds its name."""
    found = []
    for match in _PLACE.finditer(sentence):
        names = tuple(one.strip() for one in re.split(OR, match["values"]))
        found.append(Told(match.start(), match.end(), Attribute("", names)))
    return found
