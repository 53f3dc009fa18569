"""Units of amounts, as sentences and messages write them: currencies, times, people, and what else is counted."""

import re

CURRENCIES = {
    "USD": r"us\$|usd|\$|dollars?|bucks?|us[-\s]dollars?",
    "EUR": r"€|eur|euros?",
    "GBP": r"£|gbp|pounds?|quid|sterling|pfund",
    "CHF": r"chf|francs?|franken|sfr\.?",
    "JPY": r"¥|jpy|yen",
    "INR": r"₹|inr|rs\.?|rupees?",
    "NOK": r"nok|kroner|kr\.?|sek|dkk|kronor",
    "PLN": r"pln|zł|zloty|złoty\w*",
    "CAD": r"cad|ca\$",
    "AUD": r"aud|au\$",
}
ANY_CURRENCY = "|".join(CURRENCIES.values())
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


def code(written: str) -> str:
    written = written.strip().lower()
    return next(
        (
            code
            for code, pattern in CURRENCIES.items()
            if written and re.fullmatch(pattern, written, re.IGNORECASE)
        ),
        "",
    )


def counted(written: str) -> str:
    written = written.strip().lower()
    return next((name for name, pattern in COUNTED.items() if re.fullmatch(pattern, written)), "item")
