"""Units of amounts, as sentences and messages write them: currencies, times, people, and what else is counted."""

import re
from functools import cache, lru_cache

from handoff.assist.rules import cldr
from handoff.assist.rules.words import listed

_COMMON = {
    "USD": r"us\$|usd|\$|dollars?|bucks?|us[-\s]dollars?",
    "EUR": r"€|eur|euros?",
    "GBP": r"£|gbp|pounds?|quid|sterling|pfund",
    "CHF": r"chf|francs?|franken|stutz|s?fr\.(?!\w)|sfr",
    "JPY": r"¥|jpy|yen",
    "INR": r"₹|inr|rs\.?|rupees?",
    "SEK": r"sek|kronor",
    "DKK": r"dkk",
    "NOK": r"nok|kroner|kronen|kr\.?",
    "PLN": r"pln|zł|zloty|złot\w*",
    "BRL": r"brl|r\$|reais",
    "CZK": r"czk|kč|crowns?",
    "MXN": r"mxn|pesos?",
    "TRY": r"₺|liras?",
    "KRW": r"krw|₩|korean\s+won",
    "ILS": r"₪|nis|shekels?",
    "CNY": r"cny|rmb|yuan|renminbi",
    "CAD": r"cad|ca\$",
    "AUD": r"aud|au\$",
}
_WORDS_TOO = listed("""
    ALL TOP CUP MAD PEN COP MOP BOB RON GEL SOS LAK BAM mark marks real reals sol som soms sum won kip lei lek dong
    pula kina tala lev lew dram rand lari loti leone leones dobra (beac) (bceao) xcg herzegowina peso pesos
""")
"""Codes and names that are words as well: never taken for money by themselves."""


@cache
def _by_name() -> dict[str, str]:
    """Codes by name: “swiss francs” and, where it is no other word, its last word."""
    whole = {name: code for code, names in cldr.currencies().items() for name in names}
    last = {name.split()[-1]: code for name, code in reversed(whole.items())}
    short = {name: code for name, code in last.items() if name not in _WORDS_TOO}
    return {**short, **whole}


def _names() -> str:
    """Nouns, also with a word before them (Swiss francs); the whole name where the noun is a word too."""
    nouns = {name.split()[-1] for name in _by_name()}
    plain = "|".join(sorted(map(re.escape, nouns - _WORDS_TOO), key=len, reverse=True))
    whole = "|".join(re.escape(name) for name in _by_name() if name.split()[-1] in _WORDS_TOO)
    return rf"(?:[^\W\d_]+[-\s])?(?:{plain}|crowns?|quid|bucks)|{whole}"


def code_of_common(written: str) -> str:
    """The code of one of the currencies that have names and signs of their own here; empty where it is none."""
    return next((code for code, one in _COMMON.items() if re.fullmatch(one, written, re.IGNORECASE)), "")


_CODES = "|".join(code for code in cldr.currencies() if code not in _WORDS_TOO)
SIGN = rf"{'|'.join(_COMMON.values())}|(?-i:{_CODES})"
"""What stands for a currency before a number, as a pattern."""
ANY_CURRENCY = rf"{_names()}|{SIGN}"
"""Any currency, as a pattern."""
COUNTED = {
    "night": r"nights?|nächten?|nacht|übernachtung(?:en)?",
    "day": r"days?|tagen?|tag",
    "week": r"weeks?|wochen?",
    "month": r"months?|monaten?|monat",
    "year": r"years?|jahren?|jahr|yrs?",
    "hour": r"hours?|stunden?|hrs?",
    "minute": r"minutes?|minuten?|mins?",
    "person": r"people|persons?|guests?|adults?|pax|passengers?|travell?ers?|attendees?|participants?|heads?|personen|"
    r"person|gästen?|leute|erwachsenen?|teilnehmern?|of\s+us",
    "child": r"child(?:ren)?|kids?|kinder[n]?|kind",
    "percent": r"percent|per\s+cent|prozent|%",
    "item": r"items?|pieces?|units?|copies|articles|products|stücke?|artikeln?|pcs",
    "kilo": r"kg|kilos?|kilograms?|kilogramm",
    "kilometre": r"km|kilomet(?:re|er)s?|kilometern?",
    "mile": r"miles?|meilen",
    "gigabyte": r"gb|gigabytes?|gigs?",
}
DAYS = {
    "night": 1.0,
    "day": 1.0,
    "week": 7.0,
    "month": 30.0,
    "year": 365.0,
    "hour": 1 / 24,
    "minute": 1 / 1440,
}
"""How many days one is."""


@lru_cache(maxsize=1024)
def code(written: str) -> str:
    """The ISO code of a currency as it was written; empty where it is none."""
    written = written.strip()
    if not written:
        return ""
    last = re.split(r"[\s-]", written)[-1]
    known = code_of_common(written) or _by_name().get(written.lower(), "") or code_of_common(last)
    known = known or _by_name().get(last.lower(), "")
    return known or (written.upper() if written.upper() in cldr.currencies() else "")


def counted(written: str) -> str:
    written = written.strip().lower()
    return next((name for name, pattern in COUNTED.items() if re.fullmatch(pattern, written)), "item")
