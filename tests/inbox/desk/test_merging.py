"""Mira sees both conversations of Ingrid, makes one of them, and takes them apart again."""

import html
import re

import pytest
from django.urls import reverse

from handoff.models import Conversation, Queue
from inbox.chat import history
from inbox.chat.visit import Visit
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of


@pytest.fixture
def pair(mira: Desk, orders: Queue) -> tuple[Conversation, Conversation]:
    kept = factories.assigned(mira.person, to=orders, text="Poles are missing, human please")
    gone = factories.queued(to=orders, text="Me again: <b>human</b> please")
    Conversation.objects.filter(pk=gone.pk).update(customer=kept.customer)
    return kept, Conversation.objects.get(pk=gone.pk)


def page(desk: Desk, one: Conversation) -> str:
    return " ".join(text_of(desk.opens("conversation", "all", one.pk)).split())


def merges(desk: Desk, this: Conversation, other: Conversation, kept: Conversation) -> int:
    told = {"with": other.pk, "kept": kept.pk}
    return int(desk.client.post(reverse("merging", args=[this.pk]), told).status_code)


def test_both_are_shown_and_become_one(mira: Desk, pair: tuple[Conversation, Conversation]) -> None:
    kept, gone = pair
    assert f"{reverse('merging', args=[kept.pk])}?with={gone.pk}" in page(mira, kept)
    shown = text_of(mira.client.get(reverse("merging", args=[kept.pk]), {"with": gone.pk}))
    assert "Poles are missing" in shown
    assert "Me again: &lt;b&gt;human" in shown
    assert merges(mira, kept, gone, kept) == 302
    thread = page(mira, kept)
    assert "merged another conversation into this one:" in thread
    assert "Me again: &lt;b&gt;human&lt;/b&gt; please</p>" in thread
    other = page(mira, gone)
    assert "it goes on in another conversation" in other
    assert f'href="{reverse("conversation", args=["all", kept.pk])}"' in other
    assert mira.client.post(reverse("unmerging", args=[gone.pk])).status_code == 302
    assert "it goes on in another conversation" not in page(mira, gone)
    assert mira.client.post(reverse("unmerging", args=[gone.pk])).status_code == 409


def test_the_files_of_a_merged_conversation_come_along(
    mira: Desk, pair: tuple[Conversation, Conversation]
) -> None:
    kept, gone = pair
    factories.sends_file(gone, "poles.png")
    assert "poles.png" not in page(mira, kept)
    assert merges(mira, kept, gone, kept) == 302
    thread = page(mira, kept)
    assert f'id="files-{gone.pk}-{gone.messages + 1}"' in thread
    found = re.search(r'<a href="([^"]+)"[^>]*class="picture"> <img [^>]*alt="poles.png"', thread)
    assert found
    assert mira.client.get(html.unescape(found[1])).status_code == 200


def test_a_refusal_keeps_the_page_and_the_choice(
    mira: Desk, jonas: Desk, pair: tuple[Conversation, Conversation]
) -> None:
    kept, gone = pair
    answer = jonas.client.post(reverse("merging", args=[gone.pk]), {"with": kept.pk, "kept": kept.pk})
    assert answer.status_code == 409
    assert "Mira Dahl has “Poles are missing, human please”." in text_of(answer)
    assert f'value="{kept.pk}" checked' in " ".join(text_of(answer).split())


def test_only_two_of_one_customer_that_one_may_see(
    mira: Desk, aylin: Desk, pair: tuple[Conversation, Conversation]
) -> None:
    kept, gone = pair
    stranger = factories.queued(to=kept.queue, customer="Tom Okafor")
    for desk, this, other in ((mira, kept, stranger), (mira, kept, kept), (aylin, kept, gone)):
        assert merges(desk, this, other, this) == 404
    assert mira.client.get(reverse("merging", args=[kept.pk])).status_code == 404
    assert mira.client.get(reverse("merging", args=[kept.pk]), {"with": "x"}).status_code == 404


def test_the_customer_s_second_window_goes_on(mira: Desk, pair: tuple[Conversation, Conversation]) -> None:
    kept, gone = pair
    merges(mira, kept, gone, kept)
    factories.hears("In the second window", conversation=gone)
    told = history.history(gone.source, Visit("visitor", gone.external_id))
    said = [one["text"] for one in told["entries"] if one["type"] == "message"]
    assert said == ["Me again: <b>human</b> please", "In the second window"]
    assert told["now"] == {"state": "assigned", "agent": {"name": "Mira Dahl"}}
