"""The forms by which a value is known: patterns, and what a value of each is called."""

import re
from typing import NamedTuple

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?\b"
_WEEKDAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag)s?"
)
_TO = r"\s?(?:to|until|till|through|-|–)\s?"
_YEAR = r"(?:,?\s\d{4}\b)?"
_COUNT = r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_UNIT = (
    r"(?:people|persons?|guests?|adults?|children|kids|nights?|days?|weeks?|beds?|rooms?|tickets?|seats?|pairs?"
    r"|pieces?|hours?|stars?)"
)
_THING = (
    r"(?:order|account|booking|flight|train|invoice|tracking|parcel|confirmation|customer|case|ticket|card|serial"
    r"|policy|membership|member|security|access|clearance|reservation|ride|phone|reference|room|license|ordre"
    r"|kunde|faktura)"
)
_NAMED = r"[A-ZÆØÅÄÖÜŁŚŻ][\w’'-]{0,30}"
_NO_NAME = (
    r"(?:I|The|In|On|At|A|An|Not|So|It|To|My|No|Yes|Very|Still|Also|Just|Dr|Mr|Monday|Tuesday|Wednesday|Thursday"
    r"|Friday|Saturday|Sunday)"
)
_STREET = r"(?:Street|Road|Avenue|Lane|Drive|Boulevard|Square|Court|Terrace|Close|Way|St|Rd|Ave|Blvd)\b\.?"


class Kind(NamedTuple):
    """A form and its name. The group `value` is the value, where there is one, and `label` names it closer.

    `figures`: a text without a digit holds none.
    """

    name: str
    pattern: re.Pattern[str]
    figures: bool


def _kind(name: str, pattern: str, *, case: bool = False, figures: bool = False) -> Kind:
    return Kind(name, re.compile(pattern, re.VERBOSE if case else re.VERBOSE | re.IGNORECASE), figures)


KINDS = (
    _kind("Link", r"\b(?:https?://|www\.)[^\s<>\"']{0,500}[^\s<>\"'.,;:!?)]"),
    _kind("E-mail", r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{0,63}\w"),
    _kind(
        "Amount",
        r"""[$€£]\s?\d(?:[\d.,]{0,20}\d)?
        | \b(?:\d{1,3}(?:[\ \u00a0\u202f]\d{3})+(?:,\d\d)?|\d[\d.,]{0,20})\s?
          (?:kr|nok|sek|dkk|eur|usd|gbp|euros?|dollars?|pounds|credits|zł)\b""",
        figures=True,
    ),
    _kind(
        "Date",
        rf"""\b(?:the\s)?{_DAY}(?:\s(?:of\s)?{_MONTH})?{_TO}(?:the\s)?{_DAY}\s(?:of\s)?{_MONTH}{_YEAR}
        | \b(?:the\s)?{_DAY}{_TO}(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)\b
        | \b{_DAY}\s(?:of\s)?{_MONTH}{_YEAR}
        | \b{_MONTH}\s(?:the\s)?{_DAY}{_YEAR}(?:{_TO}(?:the\s)?(?:{_MONTH}\s)?{_DAY}(?!\s?[ap]\.?m))?
        | \b\d{{4}}-\d\d-\d\d\b | \b\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d\d)\b
        | \b(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)\b(?!\s(?:and|time|step|question|floor|avenue|street)\b)
""",
        figures=True,
    ),
    _kind(
        "Date",
        rf"""\b(?:(?:next|this|last)\s)?{_WEEKDAY}\b
        | \b(?:today|tomorrow|tonight|yesterday|i\smorgen|i\sdag|i\sgår)\b""",
    ),
    _kind(
        "Time",
        r"""\b\d{1,2}(?::\d\d)?\s?[ap]\.?m\b\.? | \b(?:[01]?\d|2[0-3])[:.][0-5]\d\b(?!\d)
        | \b\d{1,2}\so['’]?clock\b | \b(?:noon|midnight)\b""",
    ),
    _kind(
        "Phone",
        r"""(?<![\w-])\+\d[\d\s().-]{6,18}\d\b | (?<![\w-])0\d{9,10}\b
        | (?<![\w-])\(?\d{2,4}\)?[\s.-]\d{2,4}[\s.-]\d{2,4}(?:[\s.-]\d{2,4})?\b(?!-?\w)""",
        figures=True,
    ),
    _kind(
        "Reference",
        rf"""\b(?P<label>(?:{_THING}\s){{0,2}}(?:number|numer|nummer|no|nr|id|code|kode|pin|ref)|{_THING})\b\.?
        (?:\s?(?:is|was|er|are|[:\#=(,]|with))*\s?\#?\s?
        (?P<value>(?=[a-z-]{{0,6}}\d)[a-z0-9][a-z0-9-]{{0,60}}[a-z0-9])\b(?![:.]\d|\s?[ap]m\b)""",
        figures=True,
    ),
    _kind("Postcode", r"\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b", figures=True),
    _kind(
        "Reference",
        r"""\b(?=[A-Z0-9-]{0,20}\d)(?=[0-9-]{0,20}[A-Z])[A-Z0-9]{2,40}(?:-[A-Z0-9]{1,40}){0,5}\b(?<!\d[AP]M)
        | \#\d{3,}""",
        case=True,
        figures=True,
    ),
    _kind("Number", r"(?<![\d.,])\b\d{4,}\b", figures=True),
    _kind(
        "Address",
        rf"""\b\d{{1,5}}\s(?:{_NAMED}\s){{1,3}}{_STREET} | \bul\.\s{_NAMED}\s\d+\b
        | \b{_NAMED}(?:gata|gate|veien|vei|straße|strasse)\s\d{{1,4}}\w?\b""",
        case=True,
        figures=True,
    ),
    _kind(
        "Customer",
        rf"""(?i:\b(?:my\s(?:full\s)?name\s?(?:is|['’]?s)|name\s?:|name\sis|under\sthe\sname(?:\sof)?|this\sis
        |it['’]?s\sme,?|i\s?am|i['’]?m|call\sme|jeg\sheter|mam\sna\simię))\s
        (?P<value>(?!{_NO_NAME}\b){_NAMED}(?:\s{_NAMED}){{0,2}})""",
        case=True,
    ),
    _kind(
        "Customer",
        r"""\b(?:my\s(?:full\s)?name(?:\sis|['’]?s)|jeg\sheter|mam\sna\simię)\s(?P<value>[^\W\d_][\w’'-]{0,30})""",
    ),
    _kind("Name", rf"\b(?:Dr|Mr|Mrs|Ms|Prof|Doctor)\b\.?\s{_NAMED}(?:\s{_NAMED})?", case=True),
    _kind(
        "Quantity",
        rf"\b(?:(?:party|group|table)\s(?:of|for)\s\d{{1,3}}(?!\s{_UNIT})|{_COUNT}\s(?P<label>{_UNIT}))\b",
    ),
)
"""In this order: of two that overlap the earlier kind has it."""

PROPER = re.compile(
    rf"(?<=[a-z,:;(–-]\s){_NAMED}(?:\s(?:(?:and|of|on|the|&|de|van|og)\s)?(?:{_NAMED}|\d{{1,9}})){{0,6}}"
)
"""Words that begin with a capital inside a sentence: people, places, products."""
