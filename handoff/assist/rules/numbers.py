"""Numbers as people write them: 2,400, 1.500,50, 3.5k, “five thousand”, “zwölf”."""

import re

from handoff.assist.rules.words import listed


def _counted(words: str, first: int, step: int = 1) -> dict[str, float]:
    return {word: first + step * place for place, word in enumerate(words.split())}


WORDS: dict[str, float] = {
    **_counted(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen", 1
    ),
    **_counted("seventeen eighteen nineteen", 17),
    **_counted(
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn", 2
    ),
    **_counted("siebzehn achtzehn neunzehn", 17),
    **_counted("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    **_counted("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10),
    "hundred": 100,
    "hundert": 100,
    "thousand": 1000,
    "tausend": 1000,
    "grand": 1000,
    "million": 1_000_000,
    "dozen": 12,
    "dutzend": 12,
    "a": 1,
    "an": 1,
    "eine": 1,
    "einen": 1,
    "einer": 1,
    "ein": 1,
    "half": 0.5,
    "couple": 2,
}
_ARTICLES = listed("a an ein eine einen einer half couple")
_SCALES = {"k": 1000.0, "tsd": 1000.0, "mio": 1e6, "m": 1e6, "mn": 1e6}
_PLAIN = "|".join(sorted((word for word in WORDS if word not in _ARTICLES), key=len, reverse=True))
FIGURE = (
    r"\d{1,3}(?:[,.'’\s]\d{3})+(?:[.,]\d{1,2})?(?![\d])(?:\s?(?:k|tsd)\b)?"
    r"|\d+(?:[.,]\d+)?(?:\s?(?:k|tsd|mio|mn|m)\b(?!\s?²))?"
)
"""A number in figures, as a pattern."""
SPELLED = rf"(?:(?:a|an|half\s+a|a\s+couple\s+of)\s+)?(?:\b(?:{_PLAIN})\b[\s-]?(?:and\s+)?)+"
"""A number in words."""
NUMBER = rf"(?:{FIGURE}(?:\s+(?:thousand|hundred|million|grand|tausend|hundert|mio\.?))?|{SPELLED})"
"""Either, as a pattern to be used with IGNORECASE."""
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.'’\s]\d{3})+(?!\d)")


def value(written: str) -> float:
    """The number that a match of `NUMBER` stands for."""
    text = written.strip().lower()
    if not text[:1].isdigit():
        return _spelled(text)
    found = re.match(r"[\d.,'’\s]*\d", text)
    digits = found.group() if found else "0"
    rest = text[len(digits) :].strip(" .")
    scale = 1.0
    for word in rest.split():
        scale *= _SCALES.get(word.strip("."), WORDS.get(word, 1))
    return _figures(digits) * scale


def _figures(digits: str) -> float:
    digits = digits.replace("'", "").replace("’", "").replace(" ", "")
    whole = _THOUSANDS.match(digits)
    if whole:
        tail = digits[whole.end() :].replace(",", ".").strip(".")
        return float(re.sub(r"\D", "", whole.group())) + (float(f"0.{tail}") if tail else 0.0)
    return float(digits.replace(",", "."))


def _spelled(text: str) -> float:
    total = part = 0.0
    for word in re.split(r"[\s-]+", text):
        number = WORDS.get(word)
        if number is None:
            continue
        if number in (100, 1000, 1_000_000):
            part = (part or 1) * number
            if number > 100:  # from a thousand on, what follows is added
                total, part = total + part, 0.0
        elif word in ("dozen", "dutzend"):
            part = (part or 1) * number
        elif word not in _ARTICLES:
            part += number
    return total + part or 1.0  # nothing but an article: a week
