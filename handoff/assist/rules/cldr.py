"""What currencies, countries and languages are called in English and German, as Unicode's CLDR has it."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies

_SPOKEN: Final = ("en", "de")
_COUNTRY = 2


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
    codes = sorted(code for code in _locales()[0].territories if len(code) == _COUNTRY and code < "X")
    return {code: _names(code, "territories") for code in codes}


@cache
def languages() -> Mapping[str, tuple[str, ...]]:
    """The ISO 639-1 codes of languages, each with its names in lower case."""
    codes = sorted(code for code in _locales()[0].languages if len(code) == _COUNTRY)
    return {code: _names(code, "languages") for code in codes}


def _names(code: str, kind: str) -> tuple[str, ...]:
    found = (getattr(locale, kind).get(code, "").lower() for locale in _locales())
    return tuple(dict.fromkeys(name for name in found if name))
