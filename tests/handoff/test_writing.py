"""Mira wants a reply written: what of the conversation it is written from."""

import pytest

from handoff import reply, writing
from handoff.errors import NotYours, WrongState
from handoff.models import Article
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_thread_its_names_and_what_is_found_are_the_case() -> None:
    Article.objects.create(key="poles", title="Missing parts", text="Poles are sent at no cost.")
    mira = factories.person()
    held = factories.assigned(mira, text="My poles are missing.")
    reply.note(held.pk, agent=mira, text="secret among us", key="n")
    reply.send(held.pk, agent=mira, text="Which tent is it?", key="r", seen=1)
    factories.hears("The Rondane 3.", conversation=held)
    wanted = writing.wish(held, mira)
    assert wanted.question == "The Rondane 3."
    assert wanted.context == ("My poles are missing.",)
    assert [(turn.text, turn.customer) for turn in wanted.case.turns] == [
        ("My poles are missing.", True),
        ("Which tent is it?", False),
        ("The Rondane 3.", True),
    ]
    assert wanted.case.names == ("Ingrid Solheim", "Mira Dahl")
    assert [found.citation.title for found in wanted.case.found] == ["Missing parts"]


def test_only_who_has_the_conversation() -> None:
    held = factories.assigned(factories.person())
    with pytest.raises(NotYours):
        writing.wish(held, factories.person("Jonas Berg"))


def test_where_the_customer_wrote_nothing_there_is_nothing_to_answer() -> None:
    mira = factories.person()
    held = factories.assigned(mira, role="assistant", text="Welcome!")
    with pytest.raises(WrongState):
        writing.wish(held, mira)


def test_a_question_in_several_messages_is_one_question() -> None:
    for title, text in (
        ("Missing parts", "Poles are sent at no cost."),
        ("Express", "Friday is no problem."),
    ):
        Article.objects.create(key=title, title=title, text=text)
    mira = factories.person()
    held = factories.assigned(mira, text="My poles are missing, the set of poles of the tent.")
    factories.hears("Please, I leave on Friday!", conversation=held)
    wanted = writing.wish(held, mira)
    assert (
        wanted.question == "My poles are missing, the set of poles of the tent.\nPlease, I leave on Friday!"
    )
    assert wanted.context == ()
    assert wanted.case.found[0].citation.title == "Missing parts"
