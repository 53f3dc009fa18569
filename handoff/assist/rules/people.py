"""How sentences speak of customers: the words for them, and how something is denied of them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from handoff.policy.rule import Attribute

WHO = (
    r"(?:customers?|clients?|users?|members?|people|persons?|guests?|buyers?|shoppers?|subscribers?|"
    r"visitors?|anyone|anybody|everyone|"
    r"everybody|someone|somebody|those|travell?ers?|passengers?|patients?|tenants?|accounts?|"
    r"account\s+holders?|holders?|policyholders?|cardholders?|companies|"
    r"kunden|kundinnen|kund[ei]n?|nutzer|gäste|mitglieder|personen|leute|menschen|käufer|konten|anrufer|"
    r"callers?|messages?|texts?|orders?)"
)
OR = r"\s*(?:,\s*(?:or|and|oder|und)?|/|\bor\b|\band\b|\boder\b|\bund\b|&|\bas\s+well\s+as\b)\s*"
NOT = (
    r"(?:\b(?:not|isn['’]?t|aren['’]?t|wasn['’]?t|don['’]?t|doesn['’]?t|can['’]?t|cannot|haven['’]?t|hasn['’]?t|nicht|kein\w*|"
    r"other\s+than|outside|außerhalb)\b|\bnon[-\s])"
)
"""What denies what follows it."""
_DENIED = re.compile(NOT, re.IGNORECASE)
_LEAD = re.compile(
    rf"(?:\b{WHO},?\s+)?(?:\b(?:who|that|which|die|der)\s+)?(?:\b(?:are|is|do|have|has|sind|haben|come|live)\s+)?"
    rf"{NOT}\s*(?:\b(?:being|on|in|from|a|an|the|have|of|members?|auf|in|im|aus|ein\w*|with|using)\s+)*$",
    re.IGNORECASE,
)


class Told(NamedTuple):
    """What a stretch of a sentence wants of the customer: an attribute, or languages (with a !: any but these)."""

    start: int
    end: int
    attribute: Attribute | None = None
    languages: tuple[str, ...] = ()


def denied(told: Told, sentence: str) -> Told:
    """The same turned round, where what stands before it denies it: “everyone who is not | on the free plan”."""
    lead = _LEAD.search(sentence[: told.start])
    if lead is None:
        return told
    wanted = told.attribute
    if wanted is not None and wanted.comparison == "equal" and wanted.number is None:
        wanted = Attribute(wanted.name, wanted.values, "not")
    elif wanted is not None:
        return told
    barred = tuple(code if code.startswith("!") else f"!{code}" for code in told.languages)
    return Told(lead.start(), told.end, wanted, barred)


def denies(words: str) -> bool:
    """Whether words hold a denial."""
    return _DENIED.search(words) is not None


def values(written: str) -> list[str]:
    """The parts of a list in lower case, without small words before them."""
    parts = re.split(OR, written.lower())
    return [
        re.sub(r"^(?:(?:the|in|from|aus|der|den|dem)\s+)+", "", part.strip())
        for part in parts
        if part.strip()
    ]


def among(names: Sequence[str]) -> str:
    """A pattern for any of some names, the longest first."""
    said = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return rf"(?:(?:the\s+)?\b(?:{said})(?!\w))"
