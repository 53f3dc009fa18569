"""Questions of the chat page and of agents go to a worker, who has the engine; nobody waits long for one."""

import time
from typing import Any

import pytest
from django.core.cache import cache
from kombu.exceptions import OperationalError
from pytest_django import Settings

from handoff import writing
from handoff.assist.engine import Citation, Proposal
from handoff.assist.finding import Found
from handoff.knowledge import answers, generations, upkeep
from handoff.models import Article
from inbox import errand, tasks
from inbox.desk.writing import known
from tests import factories
from tests.inbox.chat.conftest import Visitor

SAID = Proposal("Poles travel alone.", 0.93, "orders")
QUESTION = "The poles of my tent are missing"
FOUND = Found(Citation("No poles"), "Asked before: we sent them.", private=True)


class Worker:
    """A worker that does at once what it is sent."""

    def __init__(self) -> None:
        self.sent: list[list[Any]] = []
        self.at_work = True

    def send_task(self, name: str, arguments: list[Any], **options: Any) -> None:
        assert name == errand.TASK == tasks.ask.name
        assert 0 < options["expires"] < 1
        self.sent.append(arguments)
        if self.at_work:
            tasks.ask(*arguments)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Worker:
    found = Worker()
    settings.REDIS_URL = "redis://elsewhere"
    monkeypatch.setattr(errand, "current_app", found)
    monkeypatch.setattr(generations, "mark", lambda: generations.Mark(1, 1))
    monkeypatch.setattr(answers, "propose", lambda question, context: SAID)
    monkeypatch.setattr(answers, "find", lambda question, context, most: [FOUND][:most])
    return found


def test_a_worker_with_an_index_answers(ingrid: Visitor, poles: Article, worker: Worker) -> None:
    found = ingrid.ask("answer", question=QUESTION).json()
    assert (found["text"], found["confidence"], found["topic"]) == ("Poles travel alone.", 0.93, "orders")
    assert worker.sent[0][1:] == [QUESTION, [], 0]


def test_an_index_that_knows_nothing_is_believed(
    ingrid: Visitor, poles: Article, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "propose", lambda question, context: None)
    assert ingrid.ask("answer", question=QUESTION).json() is None


def test_before_there_is_an_index_words_answer_and_one_is_built(
    ingrid: Visitor, poles: Article, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[bool] = []
    monkeypatch.setattr(generations, "mark", lambda: None)
    monkeypatch.setattr(upkeep, "bring_up_to_date", lambda: built.append(True))
    assert ingrid.ask("answer", question=QUESTION).json()["text"].startswith("Poles, pegs and pole sets")
    assert built == [True]


def test_small_talk_bothers_no_worker(ingrid: Visitor, worker: Worker) -> None:
    assert ingrid.ask("answer", question="Hello!").json()["confidence"] > 0.9
    assert not worker.sent


def test_a_worker_that_is_busy_is_not_waited_for(
    ingrid: Visitor, poles: Article, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.at_work = False
    monkeypatch.setattr(errand, "PATIENCE", 0.05)
    began = time.monotonic()
    assert ingrid.ask("answer", question=QUESTION).json()["text"].startswith("Poles, pegs")
    assert time.monotonic() - began < 5


def test_without_a_broker_words_answer(
    ingrid: Visitor, poles: Article, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: Any, **__: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(worker, "send_task", lost)
    assert ingrid.ask("answer", question=QUESTION).json()["text"].startswith("Poles, pegs")


def test_nobody_reads_the_answer_to_another_errand(worker: Worker) -> None:
    tasks.ask("one", QUESTION, [])
    assert cache.get("errand:one")
    assert cache.get("errand:other") is None


def test_an_agent_who_wants_a_reply_gets_what_the_index_knows(poles: Article, worker: Worker) -> None:
    mira = factories.person()
    wanted = writing.wish(factories.assigned(mira, text=QUESTION), mira, known)
    assert wanted.proposal == SAID
    assert wanted.case.found == (FOUND,)
    assert worker.sent[0][1:] == [QUESTION, [], writing.MOST_FOUND]


def test_where_no_worker_answers_an_agent_gets_what_the_articles_say(
    poles: Article, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.at_work = False
    monkeypatch.setattr(errand, "PATIENCE", 0.05)
    mira = factories.person()
    wanted = writing.wish(factories.assigned(mira, text=QUESTION), mira, known)
    assert wanted.proposal is not None
    assert wanted.proposal.text is not None
    assert wanted.proposal.text.startswith("Poles, pegs")
    assert [found.citation.title for found in wanted.case.found] == [poles.title]
