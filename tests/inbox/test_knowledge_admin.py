"""Henrik looks after what answers are made from, in the control room."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handoff.knowledge import versions
from handoff.models import Article, PastTicket, Person
from handoff.vocabulary import PersonRole
from inbox import knowledge_history
from inbox.knowledge_admin import rendered
from tests import factories

pytestmark = pytest.mark.django_db
OLD = "A kayak costs 400 kr a day."


@pytest.fixture
def person() -> Person:
    return factories.person("Henrik Vik", role=PersonRole.ADMIN)


@pytest.fixture
def henrik(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def kayaks() -> Article:
    return Article.objects.create(key="kayaks", title="Kayak rental", text=OLD, topic="rental")


def at(what: str, *args: Any, of: str = "article") -> str:
    return reverse(f"admin:handoff_{of}_{what}", args=args)


def form(article: Article, **told: Any) -> dict[str, Any]:
    """The form as it comes filled in, with some of it changed."""
    filled = {name: getattr(article, name) for name in ("title", "kind", "topic", "url", "text")}
    return {**filled, "seen": article.updated_at.isoformat(), **told}


def test_an_edit_keeps_what_was_said_before(henrik: Client, kayaks: Article) -> None:
    page = henrik.get(at("change", kayaks.pk))
    assert OLD in page.content.decode()
    answer = henrik.post(
        at("change", kayaks.pk), form(kayaks, text="A kayak costs 500 kr a day.\r\n\r\nAsk us.")
    )
    assert answer.status_code == 302
    kayaks.refresh_from_db()
    assert kayaks.text == "A kayak costs 500 kr a day.\n\nAsk us."
    version = kayaks.versions.get()
    assert (str(version.by), version.kind, version.before) == ("Henrik Vik", "edited", {"text": OLD})


def test_saving_without_a_change_is_none(henrik: Client, kayaks: Article) -> None:
    henrik.post(at("change", kayaks.pk), form(kayaks))
    assert not kayaks.versions.exists()


def test_a_new_article_gets_a_key_and_says_who_made_it(henrik: Client) -> None:
    told = {"title": "Ski rental", "kind": "article", "topic": "", "url": "", "text": "300 kr.", "seen": ""}
    assert henrik.post(at("add"), told).status_code == 302
    made = Article.objects.get()
    assert made.key.startswith("ski-rental-")
    assert made.versions.get().kind == "added"


def test_of_two_admins_the_slower_undoes_nothing(henrik: Client, kayaks: Article, person: Person) -> None:
    told = form(kayaks, title="Kayaks")
    versions.change(kayaks, {"text": "A kayak costs 500 kr a day."}, by=person)
    answer = henrik.post(at("change", kayaks.pk), told)
    assert "changed meanwhile" in answer.content.decode()
    kayaks.refresh_from_db()
    assert kayaks.title == "Kayak rental"


@pytest.mark.parametrize(
    ("told", "field"),
    [({"url": "javascript:alert(1)"}, "url"), ({"title": ""}, "title"), ({"text": "  "}, "text")],
)
def test_what_is_wrong_is_said_at_its_field(
    henrik: Client, kayaks: Article, told: dict[str, str], field: str
) -> None:
    answer = henrik.post(at("change", kayaks.pk), form(kayaks, **told))
    assert list(answer.context["adminform"].form.errors) == [field]


@pytest.mark.parametrize(
    ("answer", "outcome"), [("Here.", "unanswerable"), ("", "resolved"), (" ", "reopened")]
)
def test_a_ticket_and_its_outcome_must_agree(henrik: Client, answer: str, outcome: str) -> None:
    told = {"question": "Where?", "answer": answer, "topic": "", "outcome": outcome, "seen": ""}
    response = henrik.post(at("add", of="pastticket"), told)
    assert "answer" in response.context["adminform"].form.errors
    assert not PastTicket.objects.exists()


def test_it_is_switched_off_and_on_by_a_button(henrik: Client, kayaks: Article) -> None:
    assert "Switch off" in henrik.get(at("change", kayaks.pk)).content.decode()
    page = henrik.post(at("switch", kayaks.pk, 0), follow=True).content.decode()
    assert "no answer is made from it" in page
    assert "Switch on" in page
    henrik.post(at("switch", kayaks.pk, 1))
    kayaks.refresh_from_db()
    assert kayaks.active
    assert [one.kind for one in kayaks.versions.all()] == ["switched_off", "switched_on"]


def test_the_history_shows_which_words_changed_and_restores(
    henrik: Client, kayaks: Article, person: Person
) -> None:
    versions.change(kayaks, {"text": "A kayak costs 500 kr a day."}, by=person)
    page = henrik.get(at("history", kayaks.pk)).content.decode()
    assert "<b>Henrik Vik</b>" in page
    assert "A kayak costs <del>400</del><ins>500</ins> kr a day." in page

    version = kayaks.versions.get()
    assert henrik.post(at("restore", kayaks.pk, version.pk)).status_code == 302
    kayaks.refresh_from_db()
    assert kayaks.text == OLD
    assert kayaks.versions.count() == 2


def test_the_version_of_another_article_cannot_be_restored(
    henrik: Client, kayaks: Article, person: Person
) -> None:
    other = Article.objects.create(key="skis", title="Skis", text="Old.")
    versions.change(other, {"text": "New."}, by=person)
    assert henrik.post(at("restore", kayaks.pk, other.versions.get().pk)).status_code == 404


def test_of_long_unchanged_text_only_what_stands_around_is_shown(kayaks: Article, person: Person) -> None:
    words = " ".join(f"word{n}" for n in range(400))
    long = versions.change(kayaks, {"text": f"{words} old {words}"}, by=person)
    long = versions.change(long, {"text": f"{words} new {words}"}, by=person)
    (field,) = next(iter(knowledge_history.steps(long))).fields
    assert [run.op for run in field.runs] == ["same", "gone", "come", "same"]
    assert field.runs[0].text.startswith("… word")
    assert field.runs[0].text.endswith("word399 ")
    assert field.runs[-1].text.startswith(" word0 ")
    assert max(len(run.text) for run in field.runs) <= knowledge_history.AROUND + 2


@pytest.mark.parametrize("name", ["switch", "restore"])
def test_nothing_changes_by_a_link(henrik: Client, kayaks: Article, name: str) -> None:
    assert henrik.get(at(name, kayaks.pk, 0)).status_code == 405
    assert henrik.post(at("delete", kayaks.pk)).status_code == 403


@pytest.mark.parametrize("role", [PersonRole.AGENT, PersonRole.SUPERVISOR])
def test_it_is_shut_for_all_others(kayaks: Article, role: PersonRole) -> None:
    client = Client()
    client.force_login(factories.person("Mira Dahl", role=role))
    for url in (at("switch", kayaks.pk, 0), at("restore", kayaks.pk, 1), at("preview")):
        assert client.post(url)["Location"].startswith("/admin/login/?next=")
    for url in (at("changelist"), at("history", kayaks.pk), at("changelist", of="pastticket")):
        assert client.get(url)["Location"].startswith("/admin/login/?next=")
    kayaks.refresh_from_db()
    assert kayaks.active


def test_the_search_finds_in_titles_and_texts(henrik: Client, kayaks: Article) -> None:
    Article.objects.create(key="skis", title="Ski rental", text="300 kr.")
    page = henrik.get(at("changelist"), {"q": "400 kr"}).content.decode()
    assert "Kayak rental" in page
    assert "Ski rental" not in page


def test_the_preview_is_markdown_as_customers_would_see_it(henrik: Client) -> None:
    page = henrik.post(at("preview"), {"text": "# Poles\n\n| a | b |\n|---|---|\n| 1 | *2* |"})
    assert "<h1>Poles</h1>" in page.content.decode()
    assert "<em>2</em>" in page.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://evil.example/x.png)",
        '<a href="#" onclick="alert(1)">x</a>',
        "[x](vbscript:x)",
    ],
)
def test_no_text_does_anything_in_the_preview(text: str) -> None:
    html = rendered(text)
    assert "<script" not in html
    assert "<img" not in html
    assert "<a " not in html or 'href="https:' in html
