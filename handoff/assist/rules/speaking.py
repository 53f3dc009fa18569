"""What language a rule's messages are written in."""

import re
from functools import cache

from handoff.assist.rules.attributes import tongues
from handoff.assist.rules.people import NOT, OR, WHO, Told, among, denies, values

_BUT = re.compile(r"\b(?:but|except|außer)\b", re.IGNORECASE)


_SAID = (
    r"(?:messages?|texts?|questions?|e-?mails?|chats?|conversations?|requests?|anything|everything|"
    r"tickets?|nachrichten|anfragen|fragen|texte)"
)
_NO = (
    rf"(?P<no>(?:{NOT}|other\s+than|anything\s+but|any(?:\s+language)?\s+(?:but|except|other\s+than)|"
    r"except|nicht|außer)\s+)?"
)
_WRITTEN_IN = (
    rf"(?:\b(?:{_SAID}|{WHO})\s+)?(?:(?:that\s+(?:are|is)|which\s+are|who|that|die|wer|is|"
    rf"are)?\s*(?:{NOT}\s*)?(?:written|writes?|writing|asked|asks?|sent|speaks?|speaking|talks?|"
    r"schreib\w+|sprech\w+|verfasst)?\s*)"
    r"(?:\b(?:in|auf)\s+|(?<=speaks )|(?<=speak )|(?<=speaking )|(?<=sprechen ))"
)
_SPEAKERS = r"(?:language\s+)?(?:speak(?:ers?|ing)|sprachige?\w*|language)"
_NO_THING = (
    r"(?:\s+(?:schreib\w+|sprech\w+|verfasst\w*|geschrieben\w*))?"
    r"(?!\s*(?:dictionar|lesson|course|book|class))"
)
_WHO_SPEAKS = (
    rf"\b(?:(?:someone|{WHO})\s+)?(?:who|people|customers|guests)(?:\s+(?:do|does|can)(?:\s*not|n['’]t))?"
)
_IN_NO = (
    r"\b(?:(?:messages?|texts?|anything)\s+)?(?:(?:written\s+)?in\s+)?(?:any\s+|all\s+|a\s+)?"
    r"(?:languages?\s+)?(?P<no>(?:other\s+than|anything\s+but|any\s+language\s+(?:but|except)|"
    r"not\s+(?:in|written\s+in)|nicht\s+auf)\s+)"
)


@cache
def _language_patterns() -> tuple[re.Pattern[str], ...]:
    """How a sentence names the languages that messages are written in, each as the group `values`."""
    name = among(list(tongues()))
    many = rf"(?P<values>{name}(?:{OR}(?:in\s+)?{name})*)"
    kinds = r"messages?|texts?|e-?mails?|chats?|conversations?|tickets?|nachrichten|texte"
    return tuple(
        re.compile(one, re.IGNORECASE)
        for one in (
            rf"^\W*(?:in\s+|only\s+|just\s+|nur\s+|auf\s+)?{_NO}{many}\W*$",
            rf"\b{_NO}{many}[-\s]+{_SPEAKERS}(?:\s+{WHO})?(?:\s+{_SAID})?",
            rf"\b{_NO}{many}\s+(?:language\s+)?(?:{kinds})",
            rf"{_WRITTEN_IN}{_NO}{many}{_NO_THING}",
            rf"{_WHO_SPEAKS}\s+(?:speak|write|talk)s?\s+{_NO}{many}",
            rf"\b(?:language|sprache)\s*(?:is|=|:|ist)\s*{_NO}{many}",
            rf"{_IN_NO}{many}(?:\s+(?:messages?|texts?))?",
        )
    )


def languages(sentence: str) -> list[Told]:
    """Messages in languages, or in any but these."""
    found = []
    for pattern in _language_patterns():
        for match in pattern.finditer(sentence):
            codes = dict.fromkeys(tongues()[one] for one in values(match["values"]) if one in tongues())
            mark = "!" if match["no"] or _BUT.search(match.group()) or denies(match.group()) else ""
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            found.append(Told(start, match.end(), languages=tuple(mark + code for code in codes)))
    return found
