"""In which language somebody reads, and that catalogues are compiled by whoever starts."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from inbox import catalogues, languages
from inbox.desk.screens import refresh
from tests import factories
from tests.inbox.desk.pages import Page

GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


def logged_in(locale: str = "") -> Client:
    client = Client(headers=GERMAN)
    client.force_login(factories.person("mira", locale=locale))
    return client


def test_who_chose_nothing_reads_what_the_browser_asks_for(db: None) -> None:
    page = logged_in().get("/me/")
    assert b'<html lang="de"' in page.content
    assert "Ihre Einstellungen" in page.text


def test_ones_own_choice_counts_more_than_the_browser(db: None) -> None:
    page = logged_in(locale="en").get("/me/")
    assert b'<html lang="en"' in page.content
    assert "Your settings" in page.text


def test_a_language_is_chosen_on_the_page_and_told_in_itself(db: None) -> None:
    client = logged_in(locale="en")
    page = client.post("/me/", {"locale": "de", "timezone": "Europe/Berlin"}, follow=True)
    assert "Gespeichert." in page.text
    assert client.cookies["language"].value == "de"
    page = client.post("/me/", {"locale": "", "timezone": ""}, follow=True)
    assert client.cookies["language"].value == ""


@pytest.mark.parametrize(("field", "value"), [("locale", "tlh"), ("timezone", "Mars/Olympus")])
def test_what_there_is_not_is_refused_at_its_field_and_kept(db: None, field: str, value: str) -> None:
    page = logged_in(locale="en").post("/me/", {"locale": "en", "timezone": "UTC", field: value})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {field}
    assert page.context["form"][field].value() == value


def test_programs_are_told_in_english(db: None) -> None:
    page = Client(headers=GERMAN).post("/api/v1/frames", {}, content_type="application/json")
    assert page["Content-Language"] == "en"


def test_a_socket_speaks_as_its_browser_asks() -> None:
    assert languages.of_socket({"headers": [(b"accept-language", b"de-CH, en;q=0.2")]}) == "de"
    assert languages.of_socket({"headers": [(b"accept-language", b"fi, nb;q=0.9")]}) == "en"
    assert languages.of_socket({"headers": [], "cookies": {"language": "de"}}) == "de"
    assert languages.of_socket({"headers": [], "cookies": {"language": "xx"}}) == "en"


def test_a_catalogue_is_compiled_when_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written, compiled = tmp_path / "written", tmp_path / "compiled"
    po = written / "de/LC_MESSAGES/djangojs.po"
    po.parent.mkdir(parents=True)
    monkeypatch.setattr(catalogues, "WRITTEN", written)
    monkeypatch.setattr(settings, "LOCALE_PATHS", [compiled])
    for said, at in (("Verbunden", 1), ("Live", 2)):
        po.write_text(f'msgid ""\nmsgstr ""\n\nmsgid "Live"\nmsgstr "{said}"\n')
        os.utime(po, (at, at))
        catalogues.compile_all()
        catalogues.of_scripts.cache_clear()
        assert catalogues.of_scripts("de") == f'{{"Live": "{said}"}}'
    assert [one.name for one in compiled.rglob("*") if one.is_file()] == ["djangojs.mo"]
    catalogues.of_scripts.cache_clear()


def test_each_reads_a_push_in_their_own_language(db: None) -> None:
    orders = factories.queue()
    german = Page(factories.person("Mira Dahl", queues=(orders,), locale="de"), "all")
    english = Page(factories.person("Jonas Berg", queues=(orders,), locale="en"), "all")
    factories.queued(to=orders)
    told = refresh([german.screen, english.screen], frozenset())
    assert ">jetzt<" in told[german.screen]
    assert ">now<" in told[english.screen]
