"""The view of those notes that name one: what stands in it, what counts, and that every open page hears of it."""

import pytest

from handoff import queueing, reply
from handoff.models import Conversation, Mention, Queue
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of
from tests.inbox.desk.pages import Page, push


@pytest.fixture
def mine(mira: Desk, orders: Queue) -> Conversation:
    return factories.assigned(mira.person, to=orders)


def test_the_named_sees_it_at_once_until_it_was_on_screen(
    mira: Desk, jonas: Desk, mine: Conversation
) -> None:
    pages = [Page(one.person, "mentions") for one in (mira, jonas)]
    push(pages)
    assert [page.counts["mentions"] for page in pages] == [0, 0]
    mira.posts("note", mine.pk, text="@jonas: are there 6 <b>sets</b>?", key="k")
    push(pages, mine)
    assert [page.counts["mentions"] for page in pages] == [0, 1]
    assert [page.shown for page in pages] == [[], [mine.pk]]
    row = f"row-{mine.pk}"
    assert "row unread" in pages[1].rows[row]
    page = text_of(jonas.opens("conversation", "mentions", mine.pk))
    assert 'id="count-mentions">1<' in page
    assert "<mark>@jonas</mark>: are there 6 &lt;b&gt;" in page
    assert jonas.posts("seen", mine.pk, number=mine.messages + 1).status_code == 204
    push(pages, mine)
    assert pages[1].counts["mentions"] == 0
    assert "row unread" not in pages[1].rows[row]
    assert 'id="count-mentions">0<' in text_of(jonas.opens("list", "mentions"))


def test_what_went_out_of_sight_counts_no_more(
    mira: Desk, jonas: Desk, mine: Conversation, payments: Queue
) -> None:
    reply.note(mine.pk, agent=mira.person, text="@jonas look")
    page = Page(jonas.person, "mentions")
    push([page], mine)
    assert (page.counts["mentions"], page.shown) == (1, [mine.pk])
    queueing.transfer(mine.pk, by=mira.person, queue=payments)
    push([page], mine)
    assert (page.counts["mentions"], page.shown) == (0, [])
    assert Mention.objects.filter(read_at__isnull=True).count() == 1


def test_only_colleagues_who_see_it_are_offered(
    mira: Desk, jonas: Desk, aylin: Desk, sofie: Desk, mine: Conversation
) -> None:
    told = mira.opens("people_of", mine.pk).json()["choices"]
    assert [one["text"] for one in told] == ["@jonas ", "@sofie "]
    assert [one["label"] for one in mira.opens("people_of", mine.pk, q="lund so").json()["choices"]] == [
        "Sofie Lund"
    ]
    refused = mira.posts("note", mine.pk, text="@aylin look")
    assert refused.status_code == 422
    assert "Aylin Kaya cannot see this conversation" in text_of(refused)
    assert aylin.opens("people_of", mine.pk).status_code == 404
