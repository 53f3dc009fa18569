"""What language a rule's messages are written in."""

import re
from functools import cache

from handoff.assist.rules.attributes import tongues
from handoff.assist.rules.people import NOT, OR, WHO, Told, among, denies, values

_BUT = re.compile(r"\b(?:but|except|außer)\b", re.IGNORECASE)


@cache
def _language_patterns() -> tuple[re.Pattern[str], ...]:
    name = among(list(tongues()))
    many = rf"(?P<values>{name}(?:{OR}(?:in\s+)?{name})*)"
    no = (
        rf"(?P<no>(?:{NOT}|other\s+than|anything\s+but|any(?:\s+language)?\s+(?:but|except|other\s+than)|"
        r"except|nicht|außer)\s+)?"
    )
    said = (
        r"(?:messages?|texts?|questions?|e-?mails?|chats?|conversations?|requests?|anything|everything|"
        r"tickets?|nachrichten|anfragen|fragen|texte)"
    )
    return (
        re.compile(
            rf"\b{no}{many}[-\s]+(?:language\s+)?(?:speak(?:ers?|ing)|sprachige?\w*|"
            rf"language)(?:\s+{WHO})?(?:\s+{said})?",
            re.IGNORECASE,
        ),
        re.compile(
            rf"\b{no}{many}\s+(?:language\s+)?(?:messages?|texts?|e-?mails?|chats?|conversations?|tickets?|"
            rf"nachrichten|texte)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?:\b(?:{said}|{WHO})\s+)?(?:(?:that\s+(?:are|is)|which\s+are|who|that|die|wer|is|"
            rf"are)?\s*(?:{NOT}\s*)?(?:written|writes?|writing|asked|asks?|sent|speaks?|speaking|talks?|"
            rf"schreib\w+|sprech\w+|verfasst)?\s*)"
            rf"(?:\b(?:in|auf)\s+|(?<=speaks )|(?<=speak )|(?<=speaking )|"
            rf"(?<=sprechen )){no}{many}(?:\s+(?:schreib\w+|sprech\w+|verfasst\w*|"
            rf"geschrieben\w*))?(?!\s*(?:dictionar|lesson|course|book|class))",
            re.IGNORECASE,
        ),
        re.compile(
            rf"\b(?:who|people|customers|guests)\s+(?:speak|write|talk)s?\s+{no}{many}", re.IGNORECASE
        ),
        re.compile(rf"\b(?:language|sprache)\s*(?:is|=|:|ist)\s*{no}{many}", re.IGNORECASE),
        re.compile(
            rf"\b(?:(?:messages?|texts?|anything)\s+)?(?:(?:written\s+)?in\s+)?(?:any\s+|all\s+|a\s+)?(?:languages?\s+)?(?P<no>(?:other\s+than|anything\s+but|any\s+language\s+(?:but|except)|not\s+(?:in|"
            rf"written\s+in)|nicht\s+auf)\s+){many}(?:\s+(?:messages?|texts?))?",
            re.IGNORECASE,
        ),
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
