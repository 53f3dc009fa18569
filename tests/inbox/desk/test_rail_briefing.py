"""The briefing on Mira's rail: quotes that lead to their messages, what was corrected, what nobody said."""

from django.utils import translation

from handoff import queueing
from handoff.models import Conversation, Queue
from inbox.desk import stream
from tests import factories
from tests.inbox.desk.conftest import Desk


def rail(mira: Desk, one: Conversation) -> str:
    return " ".join(stream.conversation(mira.person, one.pk, 0)[0].split())


def test_a_quote_leads_to_its_message(mira: Desk, orders: Queue) -> None:
    one = factories.queued(to=orders, text="Where is order FJ-48213?")
    factories.settle()
    page = rail(mira, one)
    assert 'href="#message-1" data-to-message="1">FJ-48213</a>' in page
    assert "Answer what is open." in page


def test_a_corrected_fact_says_what_it_was(mira: Desk, orders: Queue) -> None:
    one = factories.queued(to=orders, text="I need the poles on the 12th. I want a human")
    factories.hears("no, the 14th", conversation=one)
    factories.settle()
    assert "corrected, was <s>the 12th</s>" in rail(mira, one)


def test_what_an_ai_sums_up_is_marked_where_nobody_said_it(mira: Desk, orders: Queue) -> None:
    one = factories._in(orders, factories.hears("The poles of order FJ-48213 are missing"))
    factories.escalates(one, "asks", summary="Misses poles, wants 50 kr.")
    factories.settle()
    page = rail(mira, one)
    assert '<mark title="Not in the conversation">50</mark>' in page
    assert "<b>The AI sums up</b> Misses poles, wants " in page


def test_it_is_as_new_as_the_page_that_shows_it(mira: Desk, orders: Queue) -> None:
    one = factories.queued(to=orders, text="Where is order FJ-48213?")
    factories.settle()
    assert "FJ-48213" in rail(mira, one)
    factories.hears("And where is order FJ-48299?", conversation=one)
    assert "FJ-48299</a>" in rail(mira, one)


def test_its_own_words_are_the_readers_and_the_customers_stay(mira: Desk, orders: Queue) -> None:
    one = factories.queued(to=orders, text="I am furious! Where is order FJ-48213? I want my refund.")
    factories.settle()
    with translation.override("de"):
        page = rail(mira, one)
    assert "<b>Unbeantwortet</b>" in page
    assert "Answer what is open." not in page
    assert "Beantworten, was offen ist." in page
    assert "Where is order FJ-48213?" in page


def test_nothing_is_open_in_what_is_resolved(mira: Desk, orders: Queue) -> None:
    one = factories.assigned(mira.person, to=orders, text="Where is order FJ-48213?")
    assert "<dt>Next</dt>" in rail(mira, one)
    queueing.resolve(one.pk, agent=mira.person)
    assert "<dt>Next</dt>" not in rail(mira, one)
