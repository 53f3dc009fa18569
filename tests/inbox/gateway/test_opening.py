"""A conversation's first frame: as cheap as any other, and one conversation however many open it at once."""

import json
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handoff import sources
from handoff.models import Conversation, Customer, Message, Source
from handoff.protocol import check
from inbox.gateway import frames
from inbox.gateway.auth import Caller
from tests.handoff.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caller() -> Caller:
    """The web shop's chat."""
    source: Source = sources.create("Web shop")
    key, _ = sources.issue(source)
    return Caller(source=source, key_id=key.pk)


def say(caller: Caller, frame_id: str, conversation: str) -> dict[str, object]:
    told = {"type": "message", "id": frame_id, "conversation": conversation, "role": "customer", "text": "Hi"}
    reply = frames.answer(caller, check(told))
    assert reply is not None
    found: dict[str, object] = json.loads(reply)
    return found


def test_four_front_ends_open_it_at_once(caller: Caller) -> None:
    for turn in range(5):
        calls = [partial(say, caller, f"f{turn}-{place}", f"c{turn}") for place in range(4)]
        assert [reply["type"] for reply in at_once(*calls)] == ["ok"] * 4
    assert Conversation.objects.count() == Customer.objects.count() == 5
    for conversation in Conversation.objects.all():
        numbers = conversation.thread.order_by("number").values_list("number", flat=True)
        assert (conversation.messages, list(numbers)) == (4, [1, 2, 3, 4])


def test_the_same_first_frame_twice_opens_one(caller: Caller) -> None:
    first, again = at_once(partial(say, caller, "f1", "c1"), partial(say, caller, "f1", "c1"))
    assert first == again
    assert Message.objects.count() == 1


def test_it_takes_few_statements(caller: Caller) -> None:
    say(caller, "f1", "c1")
    with CaptureQueriesContext(connection) as asked:
        say(caller, "f2", "c2")
    # Begin, look for it, route it, what decisions need, commit: all writes go along with the commit.
    expected = 5 if connection.vendor == "postgresql" else 15
    assert len(asked.captured_queries) <= expected
