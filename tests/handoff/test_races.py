"""Two agents, two workers, two sockets: real threads on real transactions."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction

from handoff import flow, intake, queueing, reply, review, sending, typed
from handoff.clock import shifted
from handoff.errors import AlreadyAssigned, DomainError, DraftGone
from handoff.models import Conversation, Delivery, Draft, Event, Handoff, Message, Person, Sending, Source
from handoff.protocol import check
from handoff.results import Result
from handoff.vocabulary import EventKind, MessageKind, SendingEnd

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_rows_only(transactional_db: None) -> Iterator[None]:
    yield
    connections.close_all()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls at the same moment, each with a connection of its own; their results or refusals."""
    start = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[place] = call()
        except DomainError as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def send(source: Source, kind: str, **fields: Any) -> Result:
    verb = {"message": intake.hear, "propose": intake.propose, "escalate": intake.escalate}[kind]
    struct = check({"type": kind, "id": "x", "conversation": "c1", "role": "customer", **fields})
    with transaction.atomic():
        return verb(source, struct)  # type: ignore[operator, no-any-return]


def test_two_agents_claim_at_once_and_one_wins(chat: Source, mira: Person, jonas: Person) -> None:
    for turn in range(8):
        pk = send(chat, "escalate", conversation=f"c{turn}").conversation.pk
        results = at_once(partial(queueing.accept, pk, agent=mira), partial(queueing.accept, pk, agent=jonas))
        lost = [r for r in results if isinstance(r, AlreadyAssigned)]
        assert len(lost) == 1
        assert lost[0].facts["assignee"] == str(Conversation.objects.get(pk=pk).assignee)
    assert Event.objects.filter(kind=EventKind.HANDOFF_ACCEPTED).count() == 8


def test_two_supervisors_judge_one_draft_and_the_customer_reads_one_text(
    chat: Source, mira: Person, jonas: Person
) -> None:
    send(chat, "message", text="Do you resole boots?")
    send(chat, "propose", text="Yes.", confidence=0.7)
    draft = Draft.objects.get()
    results = at_once(
        lambda: review.approve(draft.pk, agent=mira, text="Yes, in spring.", seen=1),
        lambda: review.approve(draft.pk, agent=jonas, text="Yes, always.", seen=1),
    )
    assert sum(isinstance(r, DraftGone) for r in results) == 1
    assert Message.objects.filter(kind=MessageKind.AI).count() == 1
    assert Delivery.objects.filter(type="message").count() == 1


def test_the_ai_and_a_claim_at_once_leave_one_speaker(chat: Source, mira: Person) -> None:
    for turn in range(6):
        name = f"c{turn}"
        pk = send(chat, "escalate", conversation=name, mode="soft").conversation.pk
        at_once(
            partial(queueing.accept, pk, agent=mira),
            partial(send, chat, "propose", conversation=name, text="I know!", confidence=0.99),
        )
        accepted = Event.objects.get(conversation=pk, kind=EventKind.HANDOFF_ACCEPTED)
        said = Event.objects.filter(conversation=pk, kind=EventKind.PROPOSED, message__isnull=False)
        assert all(event.number < accepted.number for event in said)


def test_undoing_and_going_out_at_once_are_one_or_the_other(chat: Source, mira: Person) -> None:
    pk = send(chat, "escalate").conversation.pk
    queueing.accept(pk, agent=mira)
    for turn in range(8):
        seen = Conversation.objects.get(pk=pk).messages
        reply.send(pk, agent=mira, text=f"Answer {turn}", seen=seen, delay=timedelta(microseconds=1))
        one = Sending.objects.latest("pk")
        at_once(partial(sending.undo, one.pk, agent=mira), sending.go_out, sending.go_out)
        one.refresh_from_db()
        said = Message.objects.filter(conversation=pk, text=f"Answer {turn}").count()
        kept = f"Answer {turn}" in typed.texts(mira, pk).get("reply", "")
        assert (one.end, said, kept) in ((SendingEnd.SENT, 1, False), (SendingEnd.UNDONE, 0, True))


def test_many_writers_leave_no_gap(chat: Source, mira: Person) -> None:
    pk = send(chat, "escalate").conversation.pk
    queueing.accept(pk, agent=mira)

    def write(place: int) -> Callable[[], None]:
        def run() -> None:
            for turn in range(8):
                send(chat, "message", text=f"{place}-{turn}")
                reply.note(pk, agent=mira, text=f"note {place}-{turn}")

        return run

    at_once(*(write(place) for place in range(4)))
    conversation = Conversation.objects.get(pk=pk)
    assert list(conversation.thread.values_list("number", flat=True)) == list(range(1, 65))
    assert conversation.messages == 64
    numbers = list(conversation.events.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, conversation.version + 1))


def test_events_of_many_conversations_are_numbered_without_gaps_and_in_order(
    chat: Source, mira: Person
) -> None:
    def talk(place: int) -> Callable[[], None]:
        def run() -> None:
            pk = send(chat, "escalate", conversation=f"c{place}").conversation.pk
            queueing.accept(pk, agent=mira)
            for turn in range(5):
                reply.send(pk, agent=mira, text=f"{turn}", seen=0)

        return run

    at_once(*(talk(place) for place in range(4)))
    assert list(Delivery.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 29))
    for conversation in Conversation.objects.all():
        texts = [
            d.payload.get("text") for d in conversation.deliveries.filter(type="message").order_by("seq")
        ]
        assert texts == ["0", "1", "2", "3", "4"]


def test_two_sweeps_say_a_reassurance_once(chat: Source) -> None:
    for turn in range(5):
        send(chat, "escalate", conversation=f"c{turn}")

    def sweep() -> None:
        with shifted(timedelta(minutes=3)):
            flow.sweep()

    at_once(sweep, sweep, sweep)
    assert Message.objects.filter(kind=MessageKind.REASSURANCE).count() == 5
    assert Delivery.objects.filter(type="message").count() == 5


def test_a_new_conversation_told_of_twice_at_once_is_one(chat: Source) -> None:
    results = at_once(*(partial(send, chat, "message", text=f"Hi {n}") for n in range(4)))
    assert {r.conversation.pk for r in results} == {Conversation.objects.get().pk}
    assert Conversation.objects.get().messages == 4
    assert Handoff.objects.count() == 0
