"""What currencies, countries and languages are called in English and German, as Unicode's CLDR has it."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies

_SPOKEN: Final = ("en", "de")
_LETTERS: Final = 2


@cache
def _locales() -> tuple[Locale, ...]:
    return tuple(Locale(one) for one in _SPOKEN)


@cache
def currencies() -> Mapping[str, tuple[str, ...]]:
    """The ISO codes of the currencies in use, each with its names in lower case, one and many."""
    used = {code for land in countries() for code in get_territory_currencies(land)}
    return {
        code: tuple(
            dict.fromkeys(
                get_currency_name(code, count=count, locale=locale).lower()
                for locale in _locales()
                for count in (1, 2)
            )
        )
        for code in sorted(used)
    }


@cache
def countries() -> Mapping[str, tuple[str, ...]]:
    """The ISO codes of all countries, each with its names in lower case."""
    return {code: names for code, names in _named("territories").items() if code < "X"}


@cache
def languages() -> Mapping[str, tuple[str, ...]]:
    """The ISO 639-1 codes of languages, each with its names in lower case."""
    return _named("languages")


def _named(kind: str) -> dict[str, tuple[str, ...]]:
    """The names of all that has a code of two letters."""
    tables: list[Mapping[str, str]] = [getattr(locale, kind) for locale in _locales()]
    codes = sorted(code for code in map(str, tables[0]) if len(code) == _LETTERS)
    return {
        code: tuple(dict.fromkeys(table[code].lower() for table in tables if code in table)) for code in codes
    }
