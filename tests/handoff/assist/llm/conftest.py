"""Ingrid asks the shop; a model on loopback writes; the shop's own lexical engine stands behind it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.core.cache.backends.locmem import LocMemCache

from handoff.assist.lexical import LexicalEngine
from handoff.assist.llm.endpoint import Endpoint
from handoff.assist.llm.engine import LLMEngine
from handoff.assist.llm.model import Model
from handoff.assist.llm.writer import Writer
from tests.model_server import Behaviour, ModelServer

REFUNDS = {
    "id": "refunds",
    "title": "Refunds",
    "url": "https://fjell.example/help/refunds",
    "topic": "payment",
    "text": "A refund takes 14 days from the day we receive the parcel. It goes to the card you paid with.",
}
BOOTS = {
    "id": "boots",
    "title": "Resoling boots",
    "url": "https://fjell.example/help/boots",
    "topic": "repair",
    "text": "We resole boots in our own workshop. It takes three weeks and costs 690 kr.",
}
QUESTION = "How long does a refund take?"
FALLBACK = "A refund takes 14 days from the day we receive the parcel. It goes to the card you paid with."
SECONDS = 0.6


class Shop:
    """An engine whose model is a server of the test's own."""

    def __init__(self, server: ModelServer, cache: LocMemCache, seconds: float, daily_tokens: int) -> None:
        self.server = server
        self.endpoint = Endpoint(server.url, "test-model", "key", seconds, 200, daily_tokens)
        self.lexical = LexicalEngine([REFUNDS, BOOTS])
        self.writer = Writer(Model(self.endpoint, cache))
        self.engine = LLMEngine(self.writer, self.lexical, self.lexical)

    @property
    def asked(self) -> int:
        """How many requests came."""
        return len(self.server.requests)


Opens = Callable[..., Shop]


@pytest.fixture
def cache() -> LocMemCache:
    cache = LocMemCache("models", {})
    cache.clear()
    return cache


@pytest.fixture
def opens(cache: LocMemCache) -> Iterator[Opens]:
    """`opens(says("14 days.", 1))`: a shop whose model behaves like that."""
    with ExitStack() as stack:

        def shop(*behaviours: Behaviour, seconds: float = 5, daily_tokens: int = 0) -> Shop:
            server = stack.enter_context(ModelServer(*behaviours))
            return Shop(server, cache, seconds, daily_tokens)

        yield shop
