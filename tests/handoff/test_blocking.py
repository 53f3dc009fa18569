"""Spam is over without a word; what a blocked customer writes is stored and goes to nobody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handoff import blocking, care, flow, queueing
from handoff.clock import now
from handoff.errors import Invalid, NotYours, WrongState
from handoff.models import Block, Conversation, Delivery, Message, Person, Queue, Timer
from handoff.results import Result
from handoff.vocabulary import CloseOutcome, EventKind, HandoffOutcome, Speaker, State
from tests import factories

Frame = Callable[..., Result]
INGRID = {"id": "cu-771", "name": "Ingrid"}


@pytest.fixture
def held(mira: Person, orders: Queue, frame: Frame) -> Conversation:
    frame("message", text="Buy pills, can I talk to a human?", customer=INGRID)
    one = Conversation.objects.get()
    return queueing.accept(one.pk, agent=mira)


def fresh(one: Conversation) -> Conversation:
    return Conversation.objects.get(pk=one.pk)


class TestSpam:
    def test_ends_all_that_was_open_and_tells_the_customer_nothing(
        self, held: Conversation, mira: Person
    ) -> None:
        factories.proposes(held)
        said = held.thread.count()
        factories.settle()
        spam = blocking.mark_spam(held.pk, agent=mira)
        assert (spam.state, spam.outcome, spam.speaker) == (State.RESOLVED, CloseOutcome.SPAM, Speaker.AI)
        assert (spam.assignee, spam.waiting_since, spam.rung) == (None, None, "")
        assert spam.handoffs.get().outcome == HandoffOutcome.RESOLVED
        assert not spam.drafts.filter(status="open").exists()
        factories.settle()
        for timer in Timer.objects.filter(kind="reassurance"):
            care.reassure(timer)
        flow.sweep(older_than=timedelta(0))
        assert held.thread.count() == said
        assert Delivery.objects.latest("seq").payload == {
            "type": "status",
            "state": "resolved",
            "conversation": "c1",
        }

    def test_who_may(self, held: Conversation, mira: Person, jonas: Person, sofie: Person) -> None:
        with pytest.raises(NotYours):
            blocking.mark_spam(held.pk, agent=jonas)
        blocking.mark_spam(held.pk, agent=sofie)
        with pytest.raises(WrongState):
            blocking.mark_spam(held.pk, agent=mira)
        free = factories.queued(to=held.queue)
        assert blocking.mark_spam(free.pk, agent=jonas).state == State.RESOLVED

    def test_a_new_message_opens_it_again(self, held: Conversation, mira: Person, frame: Frame) -> None:
        blocking.mark_spam(held.pk, agent=mira)
        assert frame("message", text="Sorry, where is my tent?").conversation.state != State.RESOLVED


class TestBlock:
    @pytest.fixture
    def block(self, held: Conversation, mira: Person) -> Block:
        return blocking.block(held.pk, agent=mira, reason="Threats")

    @pytest.mark.usefixtures("block")
    def test_later_messages_are_stored_and_go_to_nobody(self, held: Conversation, frame: Frame) -> None:
        factories.settle()
        events = Delivery.objects.count()
        for name in ("c1", "c2"):
            result = frame(
                "message", conversation=name, text="I want a human, I am furious!", customer=INGRID
            )
            assert (result.conversation.state, result.decision.action) == (State.RESOLVED, "none")  # type: ignore[union-attr]
        assert Message.objects.filter(text__contains="furious").count() == 2
        factories.settle()
        flow.sweep(older_than=timedelta(0))
        assert Delivery.objects.count() == events
        assert not Timer.objects.filter(cause__facts__put_by=True).exists()
        assert set(Conversation.objects.values_list("state", flat=True)) == {State.RESOLVED}
        for kind, told in (
            ("propose", {"text": "Hi", "confidence": 0.9}),
            ("escalate", {"customer": INGRID}),
        ):
            for name in ("c1", "c2"):
                with pytest.raises(WrongState):
                    frame(kind, conversation=name, **told)

    @pytest.mark.usefixtures("block")
    def test_other_customers_are_not_touched(self, frame: Frame) -> None:
        result = frame("message", conversation="c3", text="I want a human", customer={"id": "cu-2"})
        assert result.conversation.state == State.QUEUED
        assert frame("message", conversation="c4", text="I want a human").conversation.state == State.QUEUED

    def test_what_others_have_stays_theirs_and_all_else_ends(
        self, held: Conversation, mira: Person, jonas: Person, frame: Frame
    ) -> None:
        for name in ("c2", "c3"):
            frame("message", conversation=name, text="I want a human", customer=INGRID)
        theirs = Conversation.objects.get(external_id="c2")
        queueing.accept(theirs.pk, agent=jonas)
        blocking.block(held.pk, agent=mira, reason="Threats")
        states = dict(Conversation.objects.values_list("external_id", "state"))
        assert states == {"c1": State.RESOLVED, "c2": State.ASSIGNED, "c3": State.RESOLVED}
        result = frame("message", conversation="c2", text="Still here")
        assert (result.conversation.assignee, result.conversation.state) == (jonas, State.ASSIGNED)

    def test_ends_by_itself_or_is_lifted(
        self, held: Conversation, mira: Person, sofie: Person, frame: Frame
    ) -> None:
        block = blocking.block(held.pk, agent=mira, reason="Threats", until=now() + timedelta(days=1))
        Block.objects.update(until=now() - timedelta(hours=1))
        assert frame("message", text="I want a human").conversation.state == State.QUEUED
        again = blocking.block(held.pk, agent=mira, reason="Threats again")
        assert again != block
        with pytest.raises(WrongState):
            blocking.block(held.pk, agent=mira, reason="And again")
        blocking.unblock(again.pk, by=sofie)
        blocking.unblock(again.pk, by=sofie)
        assert fresh(held).events.filter(kind=EventKind.UNBLOCKED).count() == 1
        assert frame("message", text="I want a human").conversation.state == State.QUEUED

    def test_what_is_refused(self, held: Conversation, mira: Person, jonas: Person) -> None:
        refused: list[tuple[type[Exception], dict[str, Any]]] = [
            (Invalid, {"agent": mira, "reason": " "}),
            (Invalid, {"agent": mira, "reason": "x", "until": now()}),
            (NotYours, {"agent": jonas, "reason": "x"}),
        ]
        for error, told in refused:
            with pytest.raises(error):
                blocking.block(held.pk, **told)
        assert Block.objects.count() == 0

    @pytest.mark.usefixtures("block")
    def test_the_same_message_again_is_stored_once(self, held: Conversation, frame: Frame) -> None:
        for _ in range(2):
            frame("message", text="Hello?", message="w-1")
        assert held.thread.filter(text="Hello?").count() == 1
