"""Macros at the desk: found by words, filled in, put in without a script too; and what is left blank is asked about."""

from typing import Any

import pytest

from handoff.models import Article, Conversation, Queue
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of

LABEL = "Hi {customer}, your label for {order} is on its way to {customer.email}."
FILLED = "Hi Ingrid, your label for FJ-48213 is on its way to {customer.email}."


@pytest.fixture
def label(orders: Queue) -> Article:
    return Article.objects.create(
        key="l", kind=Article.MACRO, title="Return <label>", text=LABEL, topic="returns"
    )


@pytest.fixture
def mine(mira: Desk, orders: Queue, label: Article) -> Conversation:
    held = factories.assigned(mira.person, to=orders)
    held.context = {"order": "FJ-48213"}
    held.save(update_fields=["context"])
    return held


def test_are_told_as_they_would_stand_there(mira: Desk, aylin: Desk, mine: Conversation) -> None:
    told = mira.opens("macros_of", mine.pk, q="label").json()["choices"]
    assert told == [
        {"label": "Return <label>", "hint": "returns", "text": FILLED, "missing": ["customer.email"]}
    ]
    assert mira.opens("macros_of", mine.pk, q="kayak").json() == {"choices": []}
    assert aylin.opens("macros_of", mine.pk).status_code == 404


def test_a_blank_is_asked_about_and_then_sent_as_it_is(mira: Desk, mine: Conversation) -> None:
    said = {"text": FILLED, "seen": mine.messages, "key": "k1"}
    asked = mira.posts("reply", mine.pk, **said)
    assert asked.status_code == 409
    assert "Not sent: {customer.email} is not filled in." in text_of(asked)
    assert 'form="reply-form"' in text_of(asked).partition('name="blanks"')[2]
    assert FILLED not in factories.texts(mine)
    assert mira.posts("reply", mine.pk, **said, blanks="yes").status_code == 200
    assert factories.texts(mine)[-1] == FILLED


def test_a_draft_with_a_blank_is_asked_about_too(mira: Desk, orders: Queue) -> None:
    draft = factories.held("We write to {email}.", to=orders)
    answer = mira.posts("approval", draft.pk, text=draft.text, seen=1)
    assert answer.status_code == 409
    assert 'form="draft-form"' in text_of(answer)
    assert mira.posts("approval", draft.pk, text=draft.text, seen=1, blanks="yes").status_code == 200


def test_a_note_may_hold_braces(mira: Desk, mine: Conversation) -> None:
    assert mira.posts("note", mine.pk, text="They wrote {x}.").status_code == 200


def test_without_a_script_one_is_chosen_put_in_and_sent(
    mira: Desk, mine: Conversation, label: Article
) -> None:
    typed: dict[str, Any] = {"text": "One moment. ", "voice": "reply", "seen": mine.messages, "key": "k1"}
    page = text_of(mira.submits("plain_macros", mine.pk, **typed))
    assert "Return &lt;label&gt;</option>" in page
    assert ">One moment. </textarea>" in page
    page = text_of(mira.submits("plain_macros", mine.pk, **typed, macro=label.pk))
    assert f">One moment.\n\n{FILLED}</textarea>" in page
    refused = text_of(mira.submits("reply", mine.pk, text=FILLED, seen=mine.messages, key="k1"))
    assert 'name="blanks" value="yes"' in refused
    assert f'value="{mine.messages}"' in refused
    mira.submits("reply", mine.pk, text=FILLED, seen=mine.messages, key="k1", blanks="yes")
    assert factories.texts(mine)[-1] == FILLED


@pytest.mark.parametrize("bad", [{"macro": "x"}, {"macro": "999999"}, {"voice": "shout"}, {"seen": "-1"}])
def test_nonsense_keeps_the_text(mira: Desk, mine: Conversation, bad: dict[str, str]) -> None:
    answer = mira.submits("plain_macros", mine.pk, **{"voice": "reply", "text": "One moment."} | bad)
    assert answer.status_code == 422
    assert "One moment." in text_of(answer)


def test_the_palette_opens_what_one_may_see_by_name_or_number(
    mira: Desk, aylin: Desk, mine: Conversation, payments: Queue
) -> None:
    other = factories.queued(to=payments, customer="Even Solheim")
    for words in ("sol ingrid", str(mine.pk), f"#{mine.pk}"):
        told = mira.opens("everything", q=words).json()["choices"]
        assert told == [
            {
                "label": "Ingrid Solheim: My Rondane 3 came without poles.",
                "hint": f"#{mine.pk}",
                "url": f"/desk/all/{mine.pk}/",
            }
        ]
    assert mira.opens("everything", q=str(other.pk)).json() == {"choices": []}
    assert [one["hint"] for one in aylin.opens("everything", q="solheim").json()["choices"]] == [
        f"#{other.pk}"
    ]
    assert mira.opens("everything", q=" ").json() == {"choices": []}
    assert mira.opens("everything", q="9" * 40).json() == {"choices": []}
