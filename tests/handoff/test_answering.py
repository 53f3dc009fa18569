"""Ingrid writes to a source whose customers are answered from here."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from handoff import answering, flow, queueing, reply
from handoff.assist.engine import Citation, Proposal
from handoff.clock import now, shifted
from handoff.knowledge import answers
from handoff.models import Conversation, Delivery, Draft, Event, Message, Person, Source, Timer
from handoff.results import Result
from handoff.vocabulary import Answering, DraftOrigin, EventKind, MessageKind, State
from tests.handoff.test_races import at_once, send

SURE = Proposal(
    "Poles are sent at no cost.", 0.93, "orders", (Citation("Missing parts", item="article:poles"),), 0.8
)
Frame = Callable[..., Result]


class Engine:
    """Says what it is told to say, and keeps what it was asked."""

    def __init__(self) -> None:
        self.says: Proposal | Exception | None = SURE
        self.asked: list[tuple[str, list[str]]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def propose(self, question: str, context: Sequence[str] = ()) -> Proposal | None:
        self.asked.append((question, list(context)))
        self.meanwhile()
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(answers, "propose", made.propose)
    return made


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The timers that a worker was told of."""
    told: list[int] = []
    monkeypatch.setattr(answering, "_ring", told.append)
    return told


@pytest.fixture
def answered(chat: Source) -> Source:
    """The web chat, answered from here."""
    chat.answering = Answering.EMBEDDED
    chat.save()
    return chat


def work() -> None:
    """What a worker does for each ring that is still open."""
    for timer in Timer.objects.filter(fired_at__isnull=True, cancelled_at__isnull=True, kind="answer"):
        answering.answer(timer)


def held() -> Conversation:
    return Conversation.objects.get()


def delivered() -> list[dict[str, Any]]:
    return [row.payload for row in Delivery.objects.filter(type="message").order_by("seq")]


@pytest.mark.django_db
class TestStory:
    def test_a_sure_answer_goes_out_as_a_message_of_the_ai(
        self, frame: Frame, answered: Source, rung: list[int], django_capture_on_commit_callbacks: Any
    ) -> None:
        frame("message", text="Where are my poles?")
        assert rung == [Timer.objects.get().pk]
        with django_capture_on_commit_callbacks(execute=True):
            work()
        message = Message.objects.get(role="assistant")
        assert (message.kind, message.text, held().state) == (MessageKind.AI, SURE.text, State.AI)
        assert [(one["kind"], one["text"]) for one in delivered()] == [("ai", SURE.text)]
        decision = Event.objects.get(kind=EventKind.PROPOSED).decision
        assert decision is not None
        assert (decision.action, decision.confidence, decision.raw_confidence) == ("send", 0.93, 0.93)
        assert message.meta["citations"][0]["title"] == "Missing parts"

    def test_a_fair_one_is_held_for_a_human(self, frame: Frame, answered: Source, engine: Engine) -> None:
        engine.says = Proposal("Poles are sent.", 0.7)
        frame("message", text="Where are my poles?")
        work()
        draft = Draft.objects.get()
        assert (draft.origin, draft.text, draft.model) == (DraftOrigin.HELD, "Poles are sent.", "embedded")
        assert held().state == State.REVIEW

    @pytest.mark.parametrize("says", [None, Proposal(None, 0.9, "orders"), RuntimeError("broken")])
    def test_no_answer_and_a_failure_go_to_a_human(
        self, frame: Frame, answered: Source, engine: Engine, says: Proposal | Exception | None
    ) -> None:
        engine.says = says
        frame("message", text="Do you sell surfboards?")
        work()
        assert held().state == State.QUEUED
        assert not Draft.objects.exists()
        assert Timer.objects.get(kind="answer").fired_at is not None

    def test_no_answer_goes_to_a_human_under_any_policy(
        self, frame: Frame, answered: Source, engine: Engine
    ) -> None:
        from tests import factories

        factories.policy(hold_from=0.0, send_from=0.0)
        engine.says = None
        frame("message", text="Do you sell surfboards?")
        work()
        assert held().state == State.QUEUED

    def test_a_weak_one_is_a_draft_for_the_human_who_comes(
        self, frame: Frame, answered: Source, engine: Engine
    ) -> None:
        engine.says = Proposal("Perhaps.", 0.2)
        frame("message", text="Do you sell surfboards?")
        work()
        assert held().state == State.QUEUED
        assert Draft.objects.get().origin == DraftOrigin.HANDOFF

    def test_who_asks_for_a_human_is_not_answered_by_the_engine(
        self, frame: Frame, answered: Source, engine: Engine, rung: list[int]
    ) -> None:
        frame("message", text="I want to talk to a human, please.")
        assert (held().state, rung, engine.asked) == (State.QUEUED, [], [])

    def test_while_a_human_has_it_the_answer_is_a_draft_for_them(
        self, frame: Frame, answered: Source, mira: Person
    ) -> None:
        frame("escalate")
        queueing.accept(held().pk, agent=mira)
        frame("message", text="Where are my poles?")
        work()
        assert Draft.objects.get().origin == DraftOrigin.HANDOFF
        assert not Message.objects.filter(role="assistant").exists()

    def test_other_sources_and_other_speakers_are_left_alone(
        self, frame: Frame, chat: Source, rung: list[int]
    ) -> None:
        frame("message", text="Where are my poles?")
        chat.answering = Answering.EMBEDDED
        chat.save()
        frame("message", role="assistant", text="In the box.")
        assert rung == []

    def test_the_choice_holds_for_a_socket_that_is_open_already(
        self, frame: Frame, chat: Source, rung: list[int]
    ) -> None:
        Source.objects.filter(pk=chat.pk).update(answering=Answering.EMBEDDED)
        frame("message", text="Where are my poles?")
        assert len(rung) == 1

    def test_it_is_asked_with_what_the_customer_wrote_before(
        self, frame: Frame, answered: Source, engine: Engine
    ) -> None:
        frame("message", text="Do you replace poles?")
        work()
        frame("message", text="For free?")
        work()
        assert engine.asked[-1] == ("For free?", ["Do you replace poles?"])

    def test_the_same_message_again_is_answered_once(
        self, frame: Frame, answered: Source, engine: Engine
    ) -> None:
        frame("message", text="Where are my poles?", message="m1")
        frame("message", text="Where are my poles?", message="m1")
        work()
        work()
        assert len(engine.asked) == 1

    def test_who_writes_again_is_answered_once_to_the_last_message(
        self, frame: Frame, answered: Source, engine: Engine
    ) -> None:
        frame("message", text="Where are my poles?")
        frame("message", text="And my pegs?")
        work()
        assert engine.asked == [("And my pegs?", ["Where are my poles?"])]
        assert Message.objects.filter(kind=MessageKind.AI).count() == 1
        assert Timer.objects.filter(cancelled_at__isnull=False).count() == 1

    def test_a_message_that_comes_while_the_engine_thinks_ends_its_thought(
        self, frame: Frame, answered: Source, engine: Engine
    ) -> None:
        frame("message", text="Where are my poles?")
        first = Timer.objects.get()
        engine.meanwhile = lambda: frame("message", text="Forget it, and my pegs?")
        answering.answer(first)
        engine.meanwhile = lambda: None
        assert not Message.objects.filter(kind=MessageKind.AI).exists()
        work()
        assert Message.objects.filter(kind=MessageKind.AI).count() == 1

    def test_what_an_agent_answered_meanwhile_needs_no_answer(
        self, frame: Frame, answered: Source, engine: Engine, mira: Person
    ) -> None:
        frame("message", text="Where are my poles?")
        queueing.accept(held().pk, agent=mira)
        reply.send(held().pk, agent=mira, text="In the box.", seen=1)
        work()
        assert engine.asked == []
        assert Timer.objects.get(kind="answer").cancelled_at is not None

    def test_a_lost_ring_and_a_crash_before_it_are_made_up_for_by_the_sweep(
        self, frame: Frame, answered: Source, engine: Engine
    ) -> None:
        frame("message", text="Where are my poles?")
        Timer.objects.all().delete()
        Event.objects.update(settled_at=None, at=now() - timedelta(seconds=10))
        flow.sweep()
        assert Timer.objects.filter(kind="answer").count() == 1
        with shifted(answering.GRACE + timedelta(seconds=1)):
            flow.sweep()
        assert Message.objects.filter(kind=MessageKind.AI).count() == 1


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_the_engine_thinks_outside_of_any_transaction(self, answered: Source, engine: Engine) -> None:
        inside: list[bool] = []
        engine.meanwhile = lambda: inside.append(connection.in_atomic_block)
        send(answered, "message", text="Where are my poles?")
        work()
        assert inside == [False]

    def test_many_workers_and_a_sweep_give_one_answer(self, answered: Source) -> None:
        for turn in range(4):
            send(answered, "message", conversation=f"c{turn}", text="Where are my poles?")

        def sweep() -> None:
            with shifted(answering.GRACE + timedelta(seconds=1)):
                flow.sweep()

        at_once(work, work, sweep)
        assert Message.objects.filter(kind=MessageKind.AI).count() == 4
        assert Event.objects.filter(kind=EventKind.PROPOSED).count() == 4
        assert Delivery.objects.filter(type="message").count() == 4

    def test_a_crash_while_it_is_written_leaves_it_to_be_done_again(
        self, answered: Source, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send(answered, "message", text="Where are my poles?")
        with monkeypatch.context() as broken:
            broken.setattr(answering, "_say", partial(_crash))
            with pytest.raises(SystemError):
                work()
        work()
        assert Message.objects.filter(kind=MessageKind.AI).count() == 1


def _crash(*_: Any) -> None:
    raise SystemError("the worker died")
