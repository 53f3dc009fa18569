"""Henrik changes an article, and what it said is never lost."""

from datetime import UTC, datetime

import pytest

from handoff.knowledge import versions
from handoff.models import Article, KnowledgeVersion, PastTicket, Person

pytestmark = pytest.mark.django_db


def history(item: Article | PastTicket) -> list[tuple[str, str, dict[str, object]]]:
    return [(str(one.by or ""), one.kind, one.before) for one in item.versions.order_by("pk")]


def test_each_change_keeps_who_and_what_was_said_before(poles: Article, henrik: Person) -> None:
    old = poles.text
    versions.change(poles, {"text": "Poles are free.", "topic": "parts"}, by=henrik)
    versions.change(poles, {"text": "Poles are free.", "topic": "parts"}, by=henrik)
    versions.switch(poles, on=False, by=henrik)

    assert history(poles) == [
        ("Henrik Vik", "edited", {"text": old, "topic": "orders"}),
        ("Henrik Vik", "switched_off", {"active": True}),
    ]
    poles.refresh_from_db()
    assert (poles.text, poles.topic, poles.active) == ("Poles are free.", "parts", False)


def test_a_restore_is_a_change_like_any_other_and_can_be_undone(poles: Article, henrik: Person) -> None:
    old = poles.text
    for text in ("First.", "Second.", "Third."):
        poles = versions.change(poles, {"text": text}, by=henrik)
    first, _, third = poles.versions.order_by("pk")

    poles = versions.restore(poles, first, by=henrik)
    assert poles.text == old
    poles = versions.restore(poles, third, by=henrik)
    assert poles.text == "Second."
    assert [kind for _, kind, _ in history(poles)] == ["edited"] * 3 + ["restored"] * 2


def test_a_restore_leaves_what_is_switched_off_switched_off(poles: Article, henrik: Person) -> None:
    poles = versions.change(poles, {"text": "First."}, by=henrik)
    versions.switch(poles, on=False, by=henrik)
    version = poles.versions.order_by("pk")[0]
    assert versions.restore(poles, version, by=henrik).active is False


def test_a_new_article_says_who_made_it(henrik: Person) -> None:
    made = versions.add(Article(key="skis", title="Skis", text="300 kr."), by=henrik)
    assert history(made) == [("Henrik Vik", "added", {})]


def test_times_of_tickets_come_back_as_times(henrik: Person) -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    ticket = PastTicket.objects.create(key="t", question="Where?", answer="Here.", at=at)
    ticket = versions.change(ticket, {"at": None, "answer": "There."}, by=henrik)
    version = KnowledgeVersion.objects.get()
    ticket = versions.restore(ticket, version, by=henrik)
    assert (ticket.at, ticket.answer) == (at, "Here.")
