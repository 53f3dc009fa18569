"""Mira finds Ingrid's long story summed up, with nothing in it that Ingrid did not say."""

import json
from collections.abc import Callable, Iterator
from queue import Queue
from typing import Any

import pytest
from celery import current_app
from django.core.cache import cache
from pytest_django import Settings

from handoff import briefing, summing
from handoff.assist.llm.phrasing import founded
from handoff.models import Briefing, Conversation, Event, Handoff
from handoff.vocabulary import EventKind
from tests import factories
from tests.model_server import Behaviour, ModelServer, fails, streams

pytestmark = pytest.mark.django_db
SAID = (
    "My Rondane 3 came without poles, order FJ-48213.",
    "I asked twice already.",
    "We leave on Wednesday.",
)
TRUE = "Ingrid wants the poles of her Rondane 3, order FJ-48213. They leave on Wednesday."


def told(text: str) -> Behaviour:
    return streams(json.dumps({"text": text}))


@pytest.fixture
def behaves(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Behaviour], ModelServer]]:
    cache.clear()
    monkeypatch.setattr(summing, "close_old_connections", lambda: None)  # the test's own is in use
    with ModelServer() as server:
        settings.LLM = {"base_url": server.url, "model": "m", "seconds": 2}

        def behave(behaviour: Behaviour) -> ModelServer:
            server.behaves(behaviour)
            return server

        yield behave
    cache.clear()


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The handoffs that a worker was told of."""
    sent: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, arguments, **_: sent.append(*arguments))
    return sent


def handed_over(*said: str, **frame: Any) -> Handoff:
    conversation: Conversation | None = None
    for text in said:
        conversation = factories.hears(text, conversation=conversation)
    assert conversation is not None
    factories.escalates(conversation, **frame)
    factories.settle()
    return Handoff.objects.select_related("conversation__customer").get()


def summed_up(handoff: Handoff, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the handoff says once the model is done."""
    later: Queue[Any] = Queue()
    monkeypatch.setattr(summing._threads, "submit", lambda work, *arguments: later.put((work, arguments)))
    summing.sum_up(handoff)
    work, arguments = later.get(timeout=10)
    work(*arguments)
    factories.settle()
    handoff.refresh_from_db()
    return handoff.summary


def test_it_comes_into_the_briefing(behaves: Any, rung: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    server = behaves(told(f"{TRUE} Offer 20% off. See https://evil.example."))
    handoff = handed_over(*SAID)
    assert rung == [handoff.pk]
    before = Conversation.objects.get().version
    assert summed_up(handoff, monkeypatch) == TRUE
    conversation = Conversation.objects.get()
    assert conversation.version == before + 1, "open pages are told"
    kept = briefing.current(conversation)
    assert kept is not None
    assert kept.content["phrased"] == {"text": TRUE, "unfounded": []}
    assert Event.objects.order_by("-pk")[0].kind == EventKind.CONTEXT_UPDATED
    assert not [own for own in ("Ingrid", "Solheim", "FJ-48213") if own in server.heard]


def test_where_the_model_fails_the_quotes_stand(
    behaves: Any, rung: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    behaves(fails(404))
    handoff = handed_over(*SAID)
    assert summed_up(handoff, monkeypatch) == ""
    assert Briefing.objects.get().content["wants"]


def test_what_the_front_end_summed_up_stays(behaves: Any, rung: list[Any]) -> None:
    behaves(told("Something else."))
    handoff = handed_over(*SAID, summary="Poles are missing.")
    assert rung == []
    summing.sum_up(handoff)
    summing.keep(handoff.pk, "Something else.")
    handoff.refresh_from_db()
    assert handoff.summary == "Poles are missing."


def test_a_short_story_is_read_sooner_than_summed_up(behaves: Any, rung: list[Any]) -> None:
    behaves(told(TRUE))
    handed_over(*SAID[:2])
    assert rung == []


def test_without_a_model_nobody_is_rung_for(rung: list[Any]) -> None:
    handed_over(*SAID)
    assert rung == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ingrid wants her poles. She paid 990 kr.", "Ingrid wants her poles."),
        ("Her order is FJ-11111.", ""),
        ("Log in at www.evil.example/x now.", ""),
        ("They asked. They leave. On Wednesday. Again.", "They asked. They leave. On Wednesday."),
    ],
)
def test_only_what_was_said_is_kept(text: str, kept: str) -> None:
    assert founded(text, [*SAID, "Ingrid"]) == kept
