"""What is known of a customer: what a rule wants of it, and whether it is so."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from handoff.assist.cues import FOLDER
from handoff.assist.language import told_apart
from handoff.assist.rules import cldr
from handoff.assist.rules.numbers import SPELLED, value
from handoff.assist.rules.words import listed, stem
from handoff.policy.rule import Amount, Attribute

AGE: Final = "age"
ACCOUNT_AGE: Final = "account age in days"
_TENURE = (
    {"account", "age"},
    {"customer", "age"},
    {"tenure"},
    {"since", "signup"},
    {"since", "registration"},
    {"membership", "age"},
    {"since", "created"},
    {"since", "joined"},
    {"customer", "for"},
    {"member", "for"},
    {"account", "days"},
    {"days", "customer"},
)
_PER = {"year": 365.0, "years": 365.0, "month": 30.0, "months": 30.0, "week": 7.0, "weeks": 7.0}
_BROTHERS = {"spend": listed("spend spent revenue ltv turnover umsatz")}
_EU = listed("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")
_MARK = re.compile(r"[^\w]+")
_SAID_AGE = re.compile(
    rf"\b(?:i\s*am|i['’]?m|im|aged?|ich\s+bin|turned|turning)\s+(?:only\s+|just\s+|over\s+|"
    rf"erst\s+)?(\d{{1,3}}|{SPELLED})\b(?!\s*(?:%|km|miles|minutes|weeks|days|months|of\b))"
    r"|\b(\d{1,3})[\s-]*(?:years?[\s-]old|yo\b|y/o|jahre\s+alt|jährig\w*)",
    re.IGNORECASE,
)
_YOUNGEST = 5
_YES, _NO, _UN = listed("true yes y on ja wahr"), listed("false no n off nein falsch"), ("un", "non")
Attributes = Mapping[str, Any]


def holds(wanted: Attribute, known: Attributes, text: str = "") -> bool:
    """Whether what is known of the customer fulfils a wish; an age may also be told in the text."""
    if wanted.number is not None:
        return any(_amount(wanted).holds(number) for number in _numbers(wanted.name, known, text))
    given = [held for name, held in _flat(known) if _same_name(wanted.name, name)]
    found = any(_same(held, one) for held in given for one in wanted.values)
    if not wanted.name:
        found = found or any(_so(name, held, one) for name, held in _flat(known) for one in wanted.values)
    return bool(given) and not found if wanted.comparison == "not" else found


def _so(name: str, held: Any, wanted: str) -> bool:
    """Whether a yes or no says so: `verified: yes` of “verified”, `verified: no` of “unverified”."""
    said = str(held).lower()
    if said in _NO and wanted.startswith(_UN):
        return _same(name, re.sub(r"^(?:un|non)-?", "", wanted))
    return said in _YES and _same(name, wanted)


_NO_CODES = listed("IN AT IS NO IT BE DE ES")
"""Codes that are words as well: taken as countries only where an attribute holds them."""
_PEOPLE = listed("jersey georgia jordan chad guinea oman mali niger island reunion")
"""Names of countries that are also those of people, places or things: known by their codes only."""


@cache
def countries() -> dict[str, str]:
    """The ISO codes of countries by their names and those of their people, in lower case."""
    named = {name: code for code, names in cldr.countries().items() for name in names if name not in _PEOPLE}
    return {
        **named,
        **_named("countries.txt"),
        **{code.lower(): code for code in _named("countries.txt").values() if code not in _NO_CODES},
    }


@cache
def tongues() -> dict[str, str]:
    """The ISO codes of the languages that can be told from each other, by their names in lower case."""
    told = cldr.languages()
    named = {name: code for code in told_apart() for name in told.get(code, ()) if " " not in name}
    return {**named, **_named("tongues.txt")}


def _named(table: str) -> dict[str, str]:
    lines = (FOLDER / table).read_text(encoding="utf-8").splitlines()
    pairs = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    found: dict[str, str] = {}
    for code, names in pairs:
        for name in names.split(","):
            found.setdefault(name.strip(), code)
    return found


def _amount(wanted: Attribute) -> Amount:
    return Amount(wanted.comparison, wanted.number or 0.0, "number", upper=wanted.upper)


def _numbers(name: str, known: Attributes, text: str) -> Iterator[float]:
    if name == ACCOUNT_AGE:
        yield from _tenures(known)
        return
    held = [one for key, one in _flat(known) if _same_name(name, key) and not (name == AGE and _tenure(key))]
    yield from (number for one in held if (number := _figure(one)) is not None)
    if name == AGE and not held:
        for match in _SAID_AGE.finditer(text):
            said = value(match[1] or match[2])
            if said >= _YOUNGEST:
                yield said


def _tenures(known: Attributes) -> Iterator[float]:
    """For how many days one has been a customer, under whatever name it is known."""
    for key, held in _flat(known):
        if _tenure(key) and (number := _figure(held)) is not None:
            yield number * next((_PER[word] for word in _parts(key) if word in _PER), 1.0)


def _tenure(key: str) -> bool:
    said = set(_parts(key))
    return any(wanted <= said for wanted in _TENURE)


def _parts(key: str) -> list[str]:
    """The words of a name, also of one like accountAgeDays."""
    return [
        word
        for word in _MARK.split(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).replace("_", " ").lower())
        if word
    ]


def _figure(held: Any) -> float | None:
    try:
        return float(str(held).replace(",", ""))
    except ValueError:
        return None


def _flat(known: Attributes) -> Iterator[tuple[str, Any]]:
    """Names and plain values; a list gives each of its values."""
    for name, held in known.items():
        if isinstance(held, Mapping):
            yield from _flat(held)
        elif isinstance(held, list | tuple | set):
            yield from ((name, one) for one in held)
        else:
            yield name, held


@lru_cache(maxsize=4096)
def _same_name(wanted: str, name: str) -> bool:
    """Whether a known name is the wanted one; none wanted is any."""
    one, other = set(_form(wanted).split("_")), set(_form(" ".join(_parts(name))).split("_"))
    alike = {stem(word) for word in _BROTHERS.get(wanted, ())}
    return not wanted or one <= other or other <= one or bool(alike & other)


def _same(value: Any, wanted: str) -> bool:
    return _alike(str(value), wanted)


@lru_cache(maxsize=4096)
def _alike(value: str, wanted: str) -> bool:
    one, other = _form(value), _form(wanted)
    if one == other:
        return True
    codes = {_country(value), _country(wanted)}
    if len(codes) == 1:
        return codes != {""}
    if wanted.upper() == "EU":
        return bool(codes & _EU)
    return other in one.split("_") or one.removesuffix("_plan") == other


@lru_cache(maxsize=4096)
def _form(text: str) -> str:
    return "_".join(stem(word) for word in _MARK.split(text.lower().replace("_", " ")) if word)


def _country(text: str) -> str:
    plain = text.strip().lower()
    if plain.upper() in set(countries().values()):
        return plain.upper()
    return countries().get(plain, "")
