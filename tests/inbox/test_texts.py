"""Every text of the screens goes through the catalogues, and each catalogue says all of it."""

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from inbox.management import texts

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FOR_PROGRAMMERS = {"gateway", "admin"}
"""Rooms that speak English alone: the contract for front ends, and Django's own pages."""
NAMES = {"Baton", "Fjell &amp; Co"}
SAID = re.compile(
    r"{#.*?#}|{% block body_class %}.*?{% endblock body_class %}"
    r"|{% comment .*?{% endcomment %}|{% comment %}.*?{% endcomment %}"
    r"|{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}|<!--.*?-->|<!DOCTYPE.*?>",
    re.DOTALL,
)
TAG = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^"'>])*>""")
QUIET = re.compile(r"<(kbd|code|pre|script|style|svg)\b.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r'\b(?:aria-label|placeholder|title|alt|label)="([^"]*)"')
LETTERS = re.compile(r"[^\W\d_]{2}")
BLANK = re.compile(r"%\(\w+\)[sd]")


def lacking(catalogue: Catalog) -> list[str]:
    return [f"{one.locations[0][0]}: {one.id}" for one in catalogue if one.id and not whole(one)]


def whole(one: Message) -> bool:
    return all(one.string) if isinstance(one.string, tuple) else bool(one.string)


def forms(text: object) -> list[str]:
    return [str(one) for one in text] if isinstance(text, list | tuple) else [str(text)]


def blanks(text: str) -> set[str]:
    braces = {name for _, name, _, _ in Formatter().parse(text.replace("{{", "")) if name}
    return braces | set(BLANK.findall(text))


@pytest.mark.parametrize(
    "language", [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
)
def test_a_catalogue_says_everything_and_nothing_else(language: str) -> None:
    for path, (written, fresh) in texts.gather(language).items():
        say = f"run `make texts`, then translate what it names: {path.name}"
        assert lacking(fresh) == [], say
        known, wanted = ({(one.id, one.context) for one in each if one.id} for each in (written, fresh))
        assert known == wanted, say
        assert not any(one.fuzzy for one in written if one.id)


@pytest.mark.parametrize(
    "language", [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
)
def test_a_translation_fills_the_same_blanks(language: str) -> None:
    for _, fresh in texts.gather(language).values():
        for one in filter(whole, fresh):
            ids, strings = forms(one.id), forms(one.string)
            wanted = set().union(*map(blanks, ids))
            if not ids[0]:
                continue
            assert all(blanks(each) <= wanted for each in strings), one.id
            assert blanks(ids[-1]) <= blanks(strings[-1]), one.id


def test_no_template_speaks_past_the_catalogues() -> None:
    found = []
    for file in sorted(TEMPLATES.rglob("*.html")):
        if FOR_PROGRAMMERS.isdisjoint(file.relative_to(TEMPLATES).parts):
            found += [f"{file.relative_to(TEMPLATES)}: {text}" for text in spoken(file.read_text("utf-8"))]
    assert found == []


def spoken(page: str) -> list[str]:
    """What a template says in words of its own."""
    bare = SAID.sub("", page)
    between = TAG.sub("\n", QUIET.sub("", bare)).splitlines()
    said = [text.strip() for text in (*between, *SPOKEN.findall(bare))]
    return [text for text in said if LETTERS.search(text) and text.strip(" ·") not in NAMES]
