"""The search page: what is found opens at its words, hostile words stay words, and long lists go on."""

import re

import pytest
from django.urls import reverse

from handoff import reply
from handoff.models import Customer, Queue
from inbox.desk.lists import SEARCH
from tests import factories
from tests.inbox.desk.conftest import SCRIPT, Desk, text_of

HOSTILE = "<script>alert(1)</script> \u202epoles\x07 & <img src=x onerror=alert(2)>"


def test_what_is_found_is_marked_and_opens_at_the_message(mira: Desk, orders: Queue) -> None:
    talk = factories.assigned(mira.person, text="Where are my poles?", customer="Ingrid Solheim")
    for number in range(90):
        reply.note(talk.pk, agent=mira.person, text=f"Note {number}")
    page = text_of(mira.opens("search", q="poles"))
    assert "<mark>poles</mark>" in page
    address = f"/desk/search/{talk.pk}/?q=poles&amp;at=1#message-1"
    assert address in page
    opened = mira.client.get(f"/desk/search/{talk.pk}/?q=poles&at=1")
    assert 'id="message-1"' in text_of(opened)
    assert 'data-at="1"' in text_of(opened)
    assert "<mark>poles</mark>" in text_of(opened)
    alone = mira.client.get(
        f"/desk/search/{talk.pk}/?q=poles&at=1", headers={**SCRIPT, "HX-Target": "conversation"}
    )
    assert 'id="message-1"' in text_of(alone)
    assert 'id="list"' not in text_of(alone)


def test_hostile_words_stay_words(mira: Desk) -> None:
    talk = factories.hears(HOSTILE, customer="<b>Poles</b>")
    Customer.objects.filter(pk=talk.customer_id).update(name="<b>Eve\x00l</b>".replace("\x00", "\x07"))
    page = text_of(mira.opens("search", q="poles <script> \u202e\x07"))
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert "\x07" not in page
    assert "<mark>poles</mark>" in text_of(mira.opens("search", q="poles"))
    assert "&lt;b&gt;Eve" in text_of(mira.opens("search", q="poles"))


def test_what_cannot_be_looked_for_is_said_and_stays_in_the_field(mira: Desk) -> None:
    page = mira.opens("search", q="state:gone poles")
    assert page.status_code == 200
    assert 'role="alert"' in text_of(page)
    assert 'value="state:gone poles"' in text_of(page)
    assert "Nothing found" in text_of(mira.opens("search", q="poles"))
    assert "Find a conversation" in text_of(mira.opens("search"))
    assert "Nothing found" not in text_of(mira.opens("search", q="  "))
    assert mira.client.get(reverse("search-rows"), {"q": "poles", "after": "x"}).status_code == 404


def test_a_long_list_goes_on(mira: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoff.search.finding.MOST", 2)
    talks = [factories.hears(f"Poles {number}") for number in range(3)]
    page = text_of(mira.opens("search", q="poles"))
    assert [f"row-{talk.pk}" in page for talk in talks] == [False, True, True]
    further = re.search(r'data-rows="([^"]+)"', page)
    assert further
    more = text_of(mira.client.get(further[1].replace("&amp;", "&")))
    assert [f"row-{talk.pk}" in more for talk in talks] == [True, False, False]
    assert "data-rows" not in more


def test_it_costs_few_queries(mira: Desk, django_assert_max_num_queries: object) -> None:
    for number in range(5):
        factories.queued(text=f"Poles {number}")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        mira.opens("search", q="poles")


def test_a_page_of_what_was_found_is_kept_up_to_date_but_for_its_list(mira: Desk) -> None:
    from inbox.desk.socket import _view

    assert (_view(SEARCH.slug), _view("mine"), _view(None)) == ("", "mine", "")
