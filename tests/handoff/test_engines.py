"""Which engine answers: the articles alone, or a model with the articles behind it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from handoff import engines
from handoff.assist.engine import Citation, Proposal
from handoff.assist.finding import Found
from handoff.knowledge import answers
from handoff.models import Article
from tests.model_server import ModelServer, fails, says

pytestmark = pytest.mark.django_db
QUESTION = "How long does a refund take?"


@pytest.fixture(autouse=True)
def _refunds() -> Iterator[None]:
    Article.objects.create(key="refunds", title="Refunds", text="A refund takes 14 days.", topic="payment")
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _index(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that knows one thing."""
    monkeypatch.setattr(answers, "propose", lambda question, context=(): Proposal("The index knows.", 0.9))
    monkeypatch.setattr(answers, "find", lambda question, context=(), most=5: [])


def test_workers_look_up_what_the_index_finds_and_before_there_is_one_the_articles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (by_words,) = engines.finder().find(QUESTION)
    assert by_words.citation.title == "Refunds"
    known = Found(Citation("Money back"), "It takes 14 days.")
    monkeypatch.setattr(answers, "find", lambda question, context=(), most=5: [known])
    assert engines.finder().find("When am I reimbursed?") == [known]


def test_without_a_model_the_index_answers() -> None:
    proposal = engines.engine().propose(QUESTION)
    assert proposal is not None
    assert proposal.text == "The index knows."
    assert engines.writer() is None


def test_what_is_switched_off_is_not_found() -> None:
    assert engines.articles(QUESTION).find(QUESTION)
    Article.objects.update(active=False)
    assert not engines.articles(QUESTION).find(QUESTION)


def test_of_many_articles_the_likely_ones_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        Article.objects.create(key=f"k{number}", title=f"Boots {number}", text="A boot is made of leather.")
    few = engines.articles(QUESTION).find(QUESTION)
    monkeypatch.setattr(engines, "FEW", 3)
    monkeypatch.setattr(engines, "LIKELY", 2)
    many = engines.articles(QUESTION).find(QUESTION)
    assert [found.citation.title for found in many] == [found.citation.title for found in few] == ["Refunds"]
    follow_up = engines.articles("And?", [QUESTION]).find("And?", [QUESTION])
    assert [found.citation.title for found in follow_up] == ["Refunds"]
    assert not engines.articles("zzz").find("zzz")


def test_with_a_model_it_writes_and_the_index_stands_behind_it(settings: Settings) -> None:
    with ModelServer(says("Fourteen days.", 1), fails(404)) as server:
        settings.LLM = {"base_url": server.url, "model": "m", "seconds": 5}
        first, second = engines.engine().propose(QUESTION), engines.engine().propose(QUESTION)
    assert first is not None
    assert first.text == "Fourteen days."
    assert second is not None
    assert second.text == "The index knows."
