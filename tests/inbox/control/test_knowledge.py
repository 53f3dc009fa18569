"""Henrik looks after what answers are made from."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handoff.models import Article

pytestmark = pytest.mark.django_db
OLD = "A kayak costs 400 kr a day."


@pytest.fixture
def kayaks() -> Article:
    return Article.objects.create(key="kayaks", title="Kayak rental", text=OLD, topic="rental")


def form(article: Article, **told: Any) -> dict[str, Any]:
    """The form as it comes filled in, with some of it changed."""
    filled = {name: getattr(article, name) for name in ("title", "kind", "topic", "url", "text")}
    return {**filled, "seen": article.updated_at.isoformat(), **told}


def found(client: Client, name: str = "knowledge", **query: str) -> list[str]:
    """The titles that a search finds."""
    return [item.title for item in client.get(reverse(name), query).context["page"]]


def test_articles_and_macros_have_a_list_each_that_is_searched_and_narrowed(
    henrik: Client, kayaks: Article
) -> None:
    Article.objects.create(key="ski", title="Ski rental", text="300 kr", topic="rental", active=False)
    Article.objects.create(key="m", kind=Article.MACRO, title="Hello", text="Hello {customer}")
    assert found(henrik) == ["Ski rental", "Kayak rental"]
    assert found(henrik, "macros") == ["Hello"]
    assert found(henrik, q="400 KR") == ["Kayak rental"]
    assert found(henrik, state="off") == ["Ski rental"]
    assert found(henrik, topic="rental", state="on") == ["Kayak rental"]
    assert found(henrik, topic="unknown", page="x") == ["Ski rental", "Kayak rental"]
    assert "Nothing like that" in henrik.get(reverse("knowledge"), {"q": "tents"}).content.decode()


def test_one_is_written_edited_and_restored(henrik: Client) -> None:
    told = {"title": "Hello", "kind": "macro", "topic": "", "url": "", "text": "Hello {customer}", "seen": ""}
    made = henrik.post(reverse("new_macro"), told)
    item = Article.objects.get()
    assert made["Location"] == reverse("article", args=[item.pk])
    assert item.kind == Article.MACRO
    henrik.post(reverse("article", args=[item.pk]), form(item, text="Hi {customer}"))
    item.refresh_from_db()
    assert item.text == "Hi {customer}"
    page = henrik.get(reverse("article", args=[item.pk])).content.decode()
    assert "<del>Hello </del><ins>Hi </ins>" in page or "<del>Hello</del><ins>Hi</ins>" in page
    edited = item.versions.latest("pk")
    henrik.post(reverse("restoration", args=[item.pk, edited.pk]))
    item.refresh_from_db()
    assert item.text == "Hello {customer}"
    assert [str(version.by) for version in item.versions.all()] == ["Henrik Vik"] * 3


def test_saving_without_a_change_is_none(henrik: Client, kayaks: Article) -> None:
    assert henrik.post(reverse("article", args=[kayaks.pk]), form(kayaks)).status_code == 302
    assert not kayaks.versions.exists()


def test_it_is_switched_off_and_on(henrik: Client, kayaks: Article) -> None:
    henrik.post(reverse("switch", args=[kayaks.pk, 0]))
    kayaks.refresh_from_db()
    assert not kayaks.active
    assert "no answer is made from it" in henrik.get(reverse("article", args=[kayaks.pk])).content.decode()
    henrik.post(reverse("switch", args=[kayaks.pk, 1]))
    kayaks.refresh_from_db()
    assert kayaks.active


def test_what_is_wrong_is_said_at_its_field_and_the_text_stays(henrik: Client, kayaks: Article) -> None:
    answer = henrik.post(
        reverse("article", args=[kayaks.pk]), form(kayaks, url="javascript:alert(1)", text="New words")
    )
    assert answer.status_code == 422
    assert "must begin with http" in str(answer.context["form"].errors["url"])
    assert "New words" in answer.content.decode()
    assert "<h1>Kayak rental</h1>" in answer.content.decode()
    kayaks.refresh_from_db()
    assert kayaks.text == OLD


def test_of_two_admins_the_slower_undoes_nothing(henrik: Client, kayaks: Article) -> None:
    first, late = form(kayaks, text="500 kr"), form(kayaks, title="Kayaks")
    henrik.post(reverse("article", args=[kayaks.pk]), first)
    answer = henrik.post(reverse("article", args=[kayaks.pk]), late)
    assert "changed meanwhile" in answer.content.decode()
    kayaks.refresh_from_db()
    assert (kayaks.title, kayaks.text) == ("Kayak rental", "500 kr")


def test_the_preview_runs_nothing(henrik: Client) -> None:
    shown = henrik.post(reverse("preview"), {"text": "**Hi** <script>x</script>"}).content.decode()
    assert "<strong>Hi</strong>" in shown
    assert "<script>" not in shown
