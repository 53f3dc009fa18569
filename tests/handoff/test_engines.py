"""Which engine answers: the articles alone, or a model with the articles behind it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django import Settings

from handoff import engines
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


def test_without_a_model_the_articles_answer() -> None:
    proposal = engines.engine().propose(QUESTION)
    assert proposal is not None
    assert proposal.text == "A refund takes 14 days."
    assert engines.writer() is None


def test_what_is_switched_off_is_not_said() -> None:
    assert engines.embedded().find(QUESTION)
    Article.objects.update(active=False)
    assert not engines.embedded().find(QUESTION)


def test_with_a_model_it_writes_and_the_articles_stand_behind_it(settings: Settings) -> None:
    with ModelServer(says("Fourteen days.", 1), fails(404)) as server:
        settings.LLM = {"base_url": server.url, "model": "m", "seconds": 5}
        first, second = engines.engine().propose(QUESTION), engines.engine().propose(QUESTION)
    assert first is not None
    assert first.text == "Fourteen days."
    assert second is not None
    assert second.text == "A refund takes 14 days."
