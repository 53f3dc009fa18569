"""Ingrid writes to a source whose customers a model answers. She waits for nobody: if not the model, then others."""

from collections.abc import Callable, Iterator, Sequence
from queue import Queue
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django import Settings

from handoff import answering, flow
from handoff.assist.engine import Proposal
from handoff.clock import now, shifted
from handoff.knowledge import answers
from handoff.models import Article, Conversation, Message, Source, Timer
from handoff.vocabulary import Answering, State
from handoff.writing import patience
from tests.model_server import Behaviour, ModelServer, answer, fails, hangs, says, streams

pytestmark = pytest.mark.django_db
EMBEDDED = Proposal("14 days, says the article.", 0.95, "payment")
SURE = "A refund takes 14 days from the day we receive the parcel."


class Later:
    """Takes what was to be done in a thread of its own, for the test to do."""

    def __init__(self) -> None:
        self.works: Queue[tuple[Callable[..., None], Any]] = Queue()

    def submit(self, work: Callable[..., None], *arguments: Any) -> None:
        self.works.put((work, arguments))

    def runs(self) -> None:
        work, arguments = self.works.get(timeout=10)
        work(*arguments)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    made = Later()
    monkeypatch.setattr(answering, "_threads", made)
    monkeypatch.setattr(answering, "close_old_connections", lambda: None)  # the test's own is in use
    return made


@pytest.fixture(autouse=True)
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the embedded engine was asked."""
    asked: list[str] = []

    def propose(question: str, context: Sequence[str] = ()) -> Proposal:
        asked.append(question)
        return EMBEDDED

    monkeypatch.setattr(answers, "propose", propose)
    monkeypatch.setattr(answering, "_ring", lambda pk: None)
    return asked


@pytest.fixture
def behaves(settings: Settings) -> Iterator[Callable[[Behaviour], ModelServer]]:
    """`behaves(says(...))`: from now on the model is that."""
    cache.clear()
    with ModelServer() as server:
        settings.LLM = {"base_url": server.url, "model": "m", "seconds": 1}

        def behave(behaviour: Behaviour) -> ModelServer:
            server.behaves(behaviour)
            return server

        yield behave
    cache.clear()


@pytest.fixture
def asked(chat: Source, frame: Callable[..., object]) -> Timer:
    """Ingrid's question, and the promise that it is answered."""
    Article.objects.create(key="refunds", title="Refunds", text=SURE, topic="payment")
    chat.answering = Answering.MODEL
    chat.save()
    frame(
        "message",
        text="How long does a refund take? I am at ingrid@example.no.",
        customer={"name": "Ingrid Solheim"},
    )
    return Timer.objects.select_related("cause__message").get()


def said() -> str:
    return Message.objects.get(role="assistant").text


def test_what_the_model_says_goes_out(asked: Timer, later: Later, behaves: Any, embedded: list[str]) -> None:
    server = behaves(says(SURE, 1))
    answering.answer(asked, patient=True)
    assert not Message.objects.filter(role="assistant").exists(), "the worker does not wait for it"
    later.runs()
    assert said() == SURE
    assert embedded == []
    assert not [own for own in ("ingrid@", "Ingrid", "Solheim") if own in server.heard]


@pytest.mark.parametrize(
    "behaviour", [fails(500), hangs(), streams("rubbish")], ids=["fails", "hangs", "rubbish"]
)
def test_where_it_fails_the_embedded_engine_answers(
    asked: Timer, later: Later, behaves: Any, behaviour: Behaviour
) -> None:
    behaves(behaviour)
    answering.answer(asked, patient=True)
    later.runs()
    assert said() == EMBEDDED.text


def test_where_it_would_not_guess_a_human_is_called(asked: Timer, later: Later, behaves: Any) -> None:
    behaves(streams(answer("", answerable=False)))
    answering.answer(asked, patient=True)
    later.runs()
    assert Conversation.objects.get().state == State.QUEUED
    assert not Message.objects.filter(role="assistant").exists()


def test_where_it_is_not_sure_a_human_looks_first(asked: Timer, later: Later, behaves: Any) -> None:
    behaves(says("Our astronauts ship penguins to Mars on Sundays.", 1))
    answering.answer(asked, patient=True)
    later.runs()
    assert not Message.objects.filter(role="assistant").exists()
    assert Conversation.objects.get().state in (State.REVIEW, State.QUEUED)


def test_the_sweep_never_waits_for_a_model(behaves: Any, asked: Timer) -> None:
    server = behaves(hangs())
    assert asked.due_at > now() + patience() - answering.GRACE
    flow.sweep()
    assert not Message.objects.filter(role="assistant").exists()
    with shifted(patience() + answering.GRACE):
        flow.sweep()
    assert said() == EMBEDDED.text
    assert server.requests == []


def test_what_comes_after_the_sweep_answered_is_dropped(asked: Timer, later: Later, behaves: Any) -> None:
    behaves(says(SURE, 1))
    answering.answer(asked, patient=True)
    answering.answer(asked)
    later.runs()
    assert said() == EMBEDDED.text


def test_without_a_model_the_embedded_engine_answers_at_once(asked: Timer, embedded: list[str]) -> None:
    answering.answer(asked, patient=True)
    assert said() == EMBEDDED.text
    assert len(embedded) == 1
