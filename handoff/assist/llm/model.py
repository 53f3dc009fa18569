"""A model on an endpoint, behind its guard: asked in the home for models, never in a caller's thread."""

import asyncio
from typing import Any
from weakref import WeakKeyDictionary

from django.core.cache.backends.base import BaseCache
from openai import AsyncOpenAI

from handoff.assist.llm import wire
from handoff.assist.llm.calls import Call, Question
from handoff.assist.llm.endpoint import Endpoint
from handoff.assist.llm.failures import Failure, Why
from handoff.assist.llm.guard import Guard
from handoff.assist.llm.prompt import Prompt, weight
from handoff.assist.llm.wire import Hear, Told

MOST_AT_ONCE = 16


class Model:
    """Safe to share between threads; connections are kept for each event loop."""

    def __init__(self, endpoint: Endpoint, cache: BaseCache) -> None:
        """`cache` is shared by all processes: in it the day's tokens and failures are counted."""
        self.endpoint = endpoint
        self._guard = Guard(cache, endpoint)
        self._running = 0
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncOpenAI] = WeakKeyDictionary()

    async def ask(self, prompt: Prompt, schema: dict[str, Any], hear: Hear | None = None) -> Told:
        """What the model says to `prompt`. Raises Failure.

        `hear`, where somebody watches, is given all of it so far whenever there is more.
        """
        if self._running >= MOST_AT_ONCE:
            raise Failure(Why.BUSY, "too many at once", own=True)
        self._running += 1
        try:
            return await self._counted(prompt, schema, hear)
        finally:
            self._running -= 1

    async def _counted(self, prompt: Prompt, schema: dict[str, Any], hear: Hear | None) -> Told:
        most = prompt.weight + self.endpoint.answer_tokens
        ways = await asyncio.to_thread(self._guard.admit, most)
        call = Call(self.endpoint, self._client(), ways, Question(prompt.messages, schema, hear is not None))
        heard: list[str] = []
        well: bool | None = None
        used: int | None = None
        try:
            told = await call.answer(lambda text: _hear(heard, text, hear))
            well, used = True, told.tokens
        except Failure as failed:
            well = failed.own
            raise
        finally:
            used = used or prompt.weight + weight("".join(heard[-1:]))
            release = asyncio.to_thread(self._guard.release, most, used, call.ways, well=well)
            await asyncio.shield(release)
        return told

    def _client(self) -> AsyncOpenAI:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = wire.client(self.endpoint)
        return self._clients[loop]


def _hear(heard: list[str], text: str, hear: Hear | None) -> None:
    heard[:] = [text]
    if hear is not None:
        hear(text)
