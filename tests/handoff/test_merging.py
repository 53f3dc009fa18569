"""Ingrid wrote in two windows; Mira makes one conversation of both, and the front end hears only what it knows."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from handoff import briefing, flow, merging, queueing, reply, typed
from handoff.errors import DomainError, Invalid, NotYours, Unseen, WrongState
from handoff.models import Conversation, Delivery, Draft, Message, Person, Queue, Sending, Source
from handoff.results import Result
from handoff.vocabulary import EventKind, SendingEnd, Speaker, State
from tests import factories

Frame = Callable[..., Result]
INGRID = {"id": "cu-771", "name": "Ingrid"}


def named(name: str) -> Conversation:
    return Conversation.objects.get(external_id=name)


@pytest.fixture
def kept(frame: Frame, mira: Person, orders: Queue) -> Conversation:
    frame(
        "message", conversation="a", text="Poles are missing, I want a human", customer=INGRID, message="w1"
    )
    return queueing.accept(named("a").pk, agent=mira)


@pytest.fixture
def gone(kept: Conversation, frame: Frame) -> Conversation:
    frame("message", conversation="b", text="Me again: human please", customer=INGRID, message="w1")
    frame("propose", conversation="b", text="We send poles.", confidence=0.5)
    return named("b")


@pytest.fixture
def merged(kept: Conversation, gone: Conversation, mira: Person) -> Conversation:
    factories.settle()
    Delivery.objects.all().delete()
    merging.merge(kept.pk, other=gone.pk, agent=mira)
    factories.settle()
    return named("a")


def told() -> list[tuple[str, str, str]]:
    """What the front end heard since, in order."""
    rows = Delivery.objects.order_by("seq").values_list("payload", flat=True)
    return [(one["conversation"], one["type"], one.get("state") or one.get("text")) for one in rows]


def test_what_was_open_in_the_other_ends_and_its_wait_goes_on(
    merged: Conversation, gone: Conversation, mira: Person
) -> None:
    other = named("b")
    assert (other.state, other.speaker, other.assignee, other.rung) == (State.RESOLVED, Speaker.AI, None, "")
    assert other.merged_into == merged
    assert not Draft.objects.filter(conversation=other, status="open").exists()
    assert other.handoffs.get().ended_at is not None
    assert (merged.assignee, merged.waiting_since) == (mira, merged.waiting_since)
    assert merged.waiting_since is not None
    assert [one.kind for one in merged.events.order_by("-number")[:1]] == [EventKind.MERGED]
    assert told() == [("b", "status", "resolved"), ("a", "status", "assigned"), ("b", "status", "assigned")]
    flow.sweep(older_than=timedelta(0))
    assert (named("b").state, named("b").messages) == (State.RESOLVED, other.messages)


def test_what_the_customer_writes_in_either_window_is_one_conversation(
    merged: Conversation, mira: Person, frame: Frame
) -> None:
    result = frame("message", conversation="b", text="In the second window", message="w2")
    assert (result.conversation.pk, result.conversation.state) == (merged.pk, State.ASSIGNED)
    newest = named("a").thread.latest("number")
    assert (newest.text, newest.via) == ("In the second window", named("b"))
    with pytest.raises(Unseen):
        reply.send(merged.pk, agent=mira, text="Hi", seen=newest.number - 1)
    Delivery.objects.all().delete()
    reply.send(merged.pk, agent=mira, text="Here", seen=newest.number)
    factories.settle()
    assert told() == [("b", "message", "Here")]
    frame("message", conversation="a", text="And in the first")
    reply.send(merged.pk, agent=mira, text="There", seen=99)
    factories.settle()
    assert told()[1:] == [("a", "message", "There")]


def test_repeats_and_ids_of_each_window_are_its_own(merged: Conversation, frame: Frame) -> None:
    before = merged.messages
    frame("message", conversation="b", text="Me again: human please", message="w1")  # sent before the merge
    assert named("a").messages == before
    for _ in range(2):
        frame("message", conversation="b", text="New", message="w9")
    frame("message", conversation="a", text="Also new", message="w9")
    assert named("a").messages == before + 2
    transcript = [{"role": "customer", "text": "Me again: human please"}, {"role": "customer", "text": "New"}]
    frame("escalate", conversation="b", transcript=transcript)
    assert named("a").messages == before + 2


def test_the_ai_of_the_merged_one_is_silent_and_its_window_may_close(
    merged: Conversation, frame: Frame
) -> None:
    answer = frame("propose", conversation="b", text="We send poles.", confidence=0.99)
    assert answer.decision is not None
    assert answer.decision.action == "handoff"
    assert Draft.objects.get(conversation=merged, status="open").text == "We send poles."
    closed = frame("close", conversation="b", by="customer")
    assert (closed.state, named("a").state, named("a").reply_to) == (State.RESOLVED, State.ASSIGNED, None)


def test_who_may(kept: Conversation, gone: Conversation, jonas: Person, mira: Person, sofie: Person) -> None:
    with pytest.raises(NotYours):
        merging.merge(kept.pk, other=gone.pk, agent=jonas)
    with pytest.raises(NotYours):
        merging.merge(gone.pk, other=kept.pk, agent=mira)  # which she has not claimed
    with pytest.raises(Invalid):
        merging.merge(kept.pk, other=kept.pk, agent=mira)
    stranger = factories.queued(customer="Tom Okafor")
    with pytest.raises(Invalid):
        merging.merge(kept.pk, other=stranger.pk, agent=sofie)
    assert merging.merge(gone.pk, other=kept.pk, agent=sofie).state == State.QUEUED


def test_a_merged_one_is_merged_no_further(merged: Conversation, mira: Person, frame: Frame) -> None:
    with pytest.raises(WrongState):
        merging.merge(merged.pk, other=named("b").pk, agent=mira)
    frame("message", conversation="c", text="A third time: human!", customer=INGRID)
    third = queueing.accept(named("c").pk, agent=mira)
    merging.merge(third.pk, other=merged.pk, agent=mira)
    result = frame("message", conversation="b", text="Through two")
    assert result.conversation.pk == third.pk
    assert named("c").reply_to == named("b")
    with pytest.raises(WrongState):
        merging.unmerge(merged.pk, agent=mira)


def test_what_was_just_sent_goes_out_before_and_what_a_colleague_sent_comes_back(
    kept: Conversation, gone: Conversation, mira: Person, sofie: Person
) -> None:
    five = timedelta(seconds=5)
    reply.send(kept.pk, agent=mira, text="Poles leave today.", seen=kept.messages, delay=five)
    queueing.accept(gone.pk, agent=mira)
    reply.send(gone.pk, agent=mira, text="See the other window.", seen=named("b").messages, delay=five)
    merging.merge(kept.pk, other=gone.pk, agent=mira)
    assert not Sending.objects.filter(ended_at__isnull=True).exists()
    said = Message.objects.filter(role="agent").values_list("conversation", "text")
    assert sorted(said) == [(kept.pk, "Poles leave today."), (gone.pk, "See the other window.")]
    factories.settle()
    assert [one[2] for one in told()].count("Poles leave today.") == 1

    merging.unmerge(gone.pk, agent=mira)
    reply.send(kept.pk, agent=mira, text="One more thing.", seen=named("a").messages, delay=five)
    merging.merge(kept.pk, other=gone.pk, agent=sofie)
    assert Sending.objects.latest("pk").end == SendingEnd.HELD_BACK
    assert typed.texts(mira, kept.pk) == {"reply": "One more thing."}


def test_the_briefing_reads_both(kept: Conversation, gone: Conversation, mira: Person, frame: Frame) -> None:
    frame("message", conversation="b", text="My order is FJ-48213, when do they come?", message="w3")
    merging.merge(kept.pk, other=gone.pk, agent=mira)
    both = briefing.current(named("a"))
    assert both is not None
    lines = [*both.content["wants"], *both.content["facts"], *both.content["open"]]
    for line in lines:
        message = Message.objects.get(conversation=line.get("merged", kept.pk), number=line["message"])
        assert message.text[line["start"] : line["end"]] == line["text"]
    assert gone.pk in {line.get("merged") for line in lines}


def test_undone_both_are_as_before(merged: Conversation, mira: Person, jonas: Person, frame: Frame) -> None:
    with pytest.raises(NotYours):
        merging.unmerge(named("b").pk, agent=jonas)
    other = merging.unmerge(named("b").pk, agent=mira)
    assert (other.state, other.assignee, other.merged_into) == (State.ASSIGNED, mira, None)
    assert other.waiting_since is not None
    assert named("a").reply_to is None
    assert frame("message", conversation="b", text="Hello").conversation.pk == other.pk
    with pytest.raises(WrongState):
        merging.unmerge(other.pk, agent=mira)


def test_what_was_written_since_cannot_be_undone(merged: Conversation, mira: Person, frame: Frame) -> None:
    frame("message", conversation="b", text="In the second window")
    with pytest.raises(WrongState):
        merging.unmerge(named("b").pk, agent=mira)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_both_orders_at_once_end_in_one() -> None:
    queue = factories.queue(default=True)
    sofie = factories.person("Sofie Lund", role="supervisor")  # type: ignore[arg-type]
    henrik = factories.person("Henrik Vik", role="admin")  # type: ignore[arg-type]
    one, two = (factories.queued(to=queue, text=f"Human please {place}") for place in range(2))
    Conversation.objects.filter(pk=two.pk).update(customer=one.customer)
    outcomes: list[Any] = []
    both = Barrier(2)

    def run(kept: Conversation, other: Conversation, agent: Person) -> None:
        both.wait()
        try:
            outcomes.append(merging.merge(kept.pk, other=other.pk, agent=agent).pk)
        except DomainError as refused:
            outcomes.append(type(refused))
        finally:
            connection.close()

    threads = [Thread(target=run, args=told) for told in ((one, two, sofie), (two, one, henrik))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert WrongState in outcomes
    assert Conversation.objects.filter(merged_into__isnull=False).count() == 1
    assert Conversation.objects.filter(state=State.RESOLVED).count() == 1
    assert Source.objects.count() == 1
