"""Where the first AI may not answer, a second one is asked before people are."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from handoff import answering, queueing
from handoff.assist.engine import Proposal
from handoff.knowledge import answers
from handoff.models import Decision, Delivery, Draft, Hop, Message, Person, Timer
from handoff.policy.document import Branch
from handoff.policy.terms import Overrun, RungKind
from handoff.results import Result
from handoff.vocabulary import MessageKind, Mode, Speaker, State
from tests import factories
from tests.handoff.test_climb import held, hops, rung, sweep, tree

Frame = Callable[..., Result]
SURE = Proposal("Poles are sent at no cost.", 0.93, "orders")


class Engine:
    """Says what it is told to say, and keeps what it was asked."""

    def __init__(self) -> None:
        self.says: Proposal | None = SURE
        self.asked: list[tuple[str, list[str]]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def propose(self, question: str, context: Sequence[str] = ()) -> Proposal | None:
        self.asked.append((question, list(context)))
        self.meanwhile()
        return self.says


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(answers, "propose", made.propose)
    monkeypatch.setattr(answering, "_ring", lambda pk: None)
    return made


@pytest.fixture(autouse=True)
def _senior(db: None) -> None:
    factories.policy(tree=senior())


def senior(**more: Any) -> tuple[Branch, ...]:
    return tree(rung(RungKind.SENIOR_AI, timer_s=20, **more), rung(then=Overrun.EMAIL))


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Callable[[], None]:
    """What a worker does for each ring that is still open."""

    def run() -> None:
        open_ones = Timer.objects.filter(kind="answer", fired_at=None, cancelled_at=None)
        for timer in open_ones.select_related("cause"):
            with django_capture_on_commit_callbacks(execute=True):
                answering.answer(timer)

    return run


def asks(frame: Frame) -> None:
    frame("message", text="Where are my poles?")
    frame("propose", text="No idea.", confidence=0.2)


def test_the_first_is_silenced_and_what_the_second_may_send_it_says(
    frame: Frame, engine: Engine, work: Any
) -> None:
    asks(frame)
    assert (held().state, held().speaker, held().rung) == (State.QUEUED, Speaker.NOBODY, "senior_ai")
    work()
    assert engine.asked == [("Where are my poles?", [])]
    message = Message.objects.get(kind=MessageKind.AI)
    assert (message.text, held().state, held().speaker) == (SURE.text, State.AI, Speaker.AI)
    assert hops() == [("senior_ai", "", "trigger", "answered")]
    assert [row.type for row in Delivery.objects.order_by("seq")] == [
        "status",
        "message",
        "handback",
        "status",
    ]
    assert held().boundary == message.number


def test_what_it_may_not_send_is_a_draft_for_the_human_who_is_asked_next(
    frame: Frame, engine: Engine, work: Any
) -> None:
    engine.says = Proposal("Poles are sent, maybe.", 0.7)
    asks(frame)
    work()
    assert hops() == [("senior_ai", "", "trigger", "failed"), ("human", "", "failed", "")]
    assert Draft.objects.get(status="open").text == "Poles are sent, maybe."
    assert not Message.objects.filter(kind=MessageKind.AI).exists()


def test_it_never_says_what_a_hard_trigger_forbids(frame: Frame, work: Any) -> None:
    frame("message", text="I want a human")
    work()
    assert hops()[0] == ("senior_ai", "", "trigger", "failed")
    assert held().rung == "human"


def test_the_failures_of_the_first_are_not_its_own(frame: Frame, work: Any) -> None:
    for _ in range(4):
        frame("message", text="That does not help at all, where are my poles?")
        if held().rung:
            break
        frame("message", role="assistant", text="Look below the tent.")
    assert held().rung == "senior_ai"
    work()
    assert held().state == State.AI
    decision = Decision.objects.order_by("-pk").first()
    assert decision is not None
    assert (decision.action, decision.facts.get("failed_attempts", 0)) == ("send", 0)


def test_silent_for_its_time_the_next_rung_is_asked_and_a_late_answer_is_none(
    frame: Frame, engine: Engine, work: Any
) -> None:
    asks(frame)
    engine.meanwhile = lambda: sweep(21)
    work()
    assert hops() == [("senior_ai", "", "trigger", "overrun"), ("human", "", "overrun", "")]
    assert not Message.objects.filter(kind=MessageKind.AI).exists()


def test_a_human_who_takes_it_meanwhile_keeps_it(
    frame: Frame, engine: Engine, work: Any, mira: Person
) -> None:
    asks(frame)
    engine.meanwhile = lambda: queueing.accept(held().pk, agent=mira)
    work()
    assert held().assignee == mira
    assert not Message.objects.filter(kind=MessageKind.AI).exists()
    assert Hop.objects.get().end == "accepted"


def test_what_the_customer_wrote_meanwhile_is_answered_too(frame: Frame, engine: Engine, work: Any) -> None:
    asks(frame)

    def wrote() -> None:
        engine.meanwhile = lambda: None
        frame("message", text="And my pegs?")

    engine.meanwhile = wrote
    work()
    assert held().rung == "senior_ai"
    work()
    assert engine.asked[-1] == ("And my pegs?", ["Where are my poles?"])
    assert held().state == State.AI


def test_softly_the_first_ai_goes_on(frame: Frame, work: Any) -> None:
    factories.policy(tree=senior(mode=Mode.SOFT))
    asks(frame)
    assert (held().state, held().speaker, held().rung) == (State.AI, Speaker.AI, "senior_ai")
    work()
    assert Message.objects.get(kind=MessageKind.AI).text == SURE.text
    assert (held().state, hops()) == (State.AI, [("senior_ai", "", "trigger", "answered")])
