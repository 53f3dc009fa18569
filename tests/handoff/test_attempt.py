"""Frames that hold nothing: what came between is found out, and nothing of them is left."""

import json
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handoff import intake, queueing, sources
from handoff.attempt import Overtaken, attempting, once_committed
from handoff.conversations import find
from handoff.events import changing, columns, record, save_changed
from handoff.models import Conversation, Decision, Event, Frame, Message, Person, Source
from handoff.protocol import Propose, check
from handoff.vocabulary import ActorKind, EventKind, State
from inbox.gateway import frames
from inbox.gateway.auth import Caller

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets nobody write meanwhile"),
]


def says(source: Source, kind: str, frame_id: str, **fields: Any) -> Any:
    """The reply to a frame."""
    frame = check({"type": kind, "id": frame_id, "conversation": "c1", "role": "customer", **fields})
    return json.loads(frames.answer(Caller(source, 0), frame) or "null")


@pytest.fixture
def ingrid(chat: Source) -> Conversation:
    """Her conversation with the AI, in which somebody else's work comes between."""
    assert says(chat, "message", "f1", text="Do you resole boots?")["type"] == "ok"
    return Conversation.objects.get()


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], list[int]]:
    """Let something happen once, in a thread of its own, after a proposal was decided and before it is written."""

    def arrange(happen: Callable[[], Any]) -> list[int]:
        tries: list[int] = []

        def propose(source: Source, frame: Propose) -> Any:
            result = intake.propose(source, frame)
            tries.append(1)
            if len(tries) == 1:
                other = threading.Thread(target=_on_its_own, args=(happen,))
                other.start()
                other.join(10)
            return result

        monkeypatch.setattr(frames, "EFFECTS", frames.EFFECTS | {Propose: propose})
        return tries

    return arrange


def _on_its_own(happen: Callable[[], Any]) -> None:
    try:
        happen()
    finally:
        connection.close()


def test_a_proposal_reads_once_and_writes_once(
    chat: Source, ingrid: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handoff.policies.LOOKED_EVERY", 60.0)  # however slow the machine is
    says(chat, "propose", "f2", text="Yes.", confidence=0.95)
    with CaptureQueriesContext(connection) as asked:
        reply = says(chat, "propose", "f3", text="In spring.", confidence=0.95)
    assert reply["decision"]["action"] == "send"
    assert len(asked.captured_queries) == 1
    assert [event.number for event in Event.objects.filter(conversation=ingrid)] == [1, 2, 3]


def test_who_claims_meanwhile_has_it_and_the_ai_does_not_speak(
    chat: Source, ingrid: Conversation, mira: Person, between: Any
) -> None:
    def a_human_takes_over() -> None:
        says(chat, "escalate", "f-other", reason="She wants a person")
        queueing.accept(ingrid.pk, agent=mira)

    tries = between(a_human_takes_over)
    reply = says(chat, "propose", "f2", text="Yes.", confidence=0.95)
    ingrid.refresh_from_db()
    assert len(tries) == 2
    assert (ingrid.state, ingrid.assignee) == (State.ASSIGNED, mira)
    assert reply["state"] == "assigned"
    assert reply["decision"]["action"] != "send"
    assert not Message.objects.filter(text="Yes.", kind="ai").exists()


def test_her_next_message_comes_between_and_both_are_kept_once_in_order(
    chat: Source, ingrid: Conversation, between: Any
) -> None:
    between(partial(says, chat, "message", "f-other", text="They are brown."))
    assert says(chat, "propose", "f2", text="Yes.", confidence=0.95)["decision"]["action"] == "send"
    said = Message.objects.filter(conversation=ingrid).order_by("number").values_list("number", "text")
    assert list(said) == [(1, "Do you resole boots?"), (2, "They are brown."), (3, "Yes.")]
    assert Decision.objects.count() == 3


def test_the_same_frame_twice_at_once_is_done_once(chat: Source, ingrid: Conversation, between: Any) -> None:
    replies: list[Any] = []
    again = partial(says, chat, "propose", "f2", text="Yes.", confidence=0.95)
    between(lambda: replies.append(again()))
    replies.append(again())
    assert replies[0] == replies[1]
    assert Message.objects.filter(text="Yes.").count() == Frame.objects.filter(frame_id="f2").count() == 1


def test_many_at_once_leave_no_gap(chat: Source, ingrid: Conversation) -> None:
    def talk(who: int) -> None:
        for turn in range(6):
            reply = says(chat, "message", f"f-{who}-{turn}", text=f"Word {turn} of {who}")
            assert reply["type"] == "ok"

    threads = [threading.Thread(target=_on_its_own, args=(partial(talk, who),)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    numbers = Message.objects.filter(conversation=ingrid).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 26))
    ingrid.refresh_from_db()
    assert (ingrid.messages, ingrid.version) == (25, Event.objects.count())


class TestByItself:
    """What an attempt may do."""

    def test_what_is_to_be_done_comes_after_the_commit(self, ingrid: Conversation) -> None:
        told: list[int] = []
        with attempting():
            held = find(ingrid.source, "c1")
            before = columns(held)
            record(EventKind.WOKEN, held, actor=ActorKind.SYSTEM)
            save_changed(held, before)
            once_committed(lambda: told.append(Event.objects.filter(kind=EventKind.WOKEN).count()))
            assert not told
        assert told == [1]

    @pytest.mark.parametrize("wanted", ["a lock", "a write of another kind", "a second statement"])
    def test_more_than_one_statement_is_refused_and_leaves_nothing(
        self, ingrid: Conversation, wanted: str
    ) -> None:
        with pytest.raises(Overtaken):
            _attempt(wanted, ingrid)
        assert Event.objects.filter(conversation=ingrid).count() == 1

    def test_inside_a_transaction_there_is_none(self, ingrid: Conversation) -> None:
        with transaction.atomic(), pytest.raises(Overtaken), attempting():
            pytest.fail("it began")


def _attempt(wanted: str, ingrid: Conversation) -> None:
    with attempting():
        held = find(ingrid.source, "c1")
        record(EventKind.WOKEN, held, actor=ActorKind.SYSTEM)
        if wanted == "a lock":
            changing(ingrid.pk).__enter__()
        elif wanted == "a write of another kind":
            sources.create("Another front end")
