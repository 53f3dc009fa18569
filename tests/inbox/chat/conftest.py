"""Ingrid and Even have the chat page open, each in a browser of their own. Mira works at the desk."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from handoff import intake, sources
from handoff.models import Article, Conversation, Person, Queue, Source
from handoff.protocol import check
from handoff.results import Result
from inbox.chat import visit
from tests import factories

_numbers = count(1)


class Visitor:
    """Somebody's browser on the chat page."""

    def __init__(self, source: Source) -> None:
        self.client = Client()
        self.source = source
        page = self.client.get("/chat/")
        assert page.status_code == 200
        self.visit = visit.of(page.wsgi_request) or page.context["visit"]

    @property
    def conversation(self) -> Conversation:
        return Conversation.objects.get(source=self.source, external_id=self.visit.conversation)

    def ask(self, path: str, **body: Any) -> Any:
        return self.client.post(f"/chat/{path}/", body, content_type="application/json")

    def history(self) -> Any:
        answer = self.client.get("/chat/history/")
        assert answer.status_code == 200
        return answer.json()

    def texts(self) -> list[str]:
        return [entry["text"] for entry in self.history()["entries"] if entry["type"] == "message"]

    def says(self, text: str, **frame: Any) -> Result:
        """What the page sends to the gateway for the visitor's words."""
        return intake.hear(self.source, self.frame("message", role="customer", text=text, **frame))

    def wants_a_person(self) -> Result:
        """What the page sends when “Talk to a person” is pressed."""
        return intake.escalate(self.source, self.frame("escalate", mode="hard"))

    def frame(self, kind: str, **fields: Any) -> Any:
        base = {"type": kind, "id": f"frame-{next(_numbers)}", "conversation": self.visit.conversation}
        return check({**base, **fields})


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def committed(django_capture_on_commit_callbacks: Callable[..., Any], db: None) -> Callable[[], Any]:
    """`with committed():` what is done inside is told to the front end, as after a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def shop() -> Source:
    made = factories.source()
    sources.open_chat_page(made)
    return made


@pytest.fixture
def orders() -> Queue:
    return factories.queue("Orders", default=True, topics=["orders"])


@pytest.fixture
def mira(orders: Queue) -> Person:
    return factories.person("Mira Dahl", queues=(orders,))


@pytest.fixture
def ingrid(shop: Source) -> Visitor:
    return Visitor(shop)


@pytest.fixture
def even(shop: Source) -> Visitor:
    return Visitor(shop)


@pytest.fixture
def poles(db: None) -> Article:
    return Article.objects.create(
        key="missing-parts",
        title="Missing parts: what we replace",
        text="Poles, pegs and pole sets are sent at no cost. Keep the tent: only the missing part travels.",
        topic="orders",
        url="https://fjell.example/help/missing-parts",
    )
