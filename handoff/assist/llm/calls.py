"""A whole question to a model: what the endpoint takes is learned, one retry is made, and time is bounded."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec
from openai import AsyncOpenAI

from handoff.assist.llm import wire
from handoff.assist.llm.endpoint import Endpoint
from handoff.assist.llm.failures import Failure, Unknown, Why
from handoff.assist.llm.ways import Ways
from handoff.assist.llm.wire import Hear, Told

PAUSE_SECONDS = 0.25


class Question(msgspec.Struct, frozen=True):
    """The messages as the API has them, the named strict JSON schema of the answer, and whether somebody watches."""

    messages: Sequence[dict[str, str]]
    schema: dict[str, Any]
    watched: bool = False


class Call:
    """One question; `ways` is what was learned when it is over, whatever its end."""

    def __init__(self, endpoint: Endpoint, client: AsyncOpenAI, ways: Ways, question: Question) -> None:
        self.ways = ways
        self._seconds = endpoint.watched_seconds if question.watched else endpoint.seconds
        self._endpoint, self._client, self._question = endpoint, client, question
        self._heard = False
        self._retried = False

    async def answer(self, hear: Hear) -> Told:
        """What the model said, whole. Raises Failure, at the latest when the endpoint's time is over."""

        def hearing(text: str) -> None:
            self._heard = self._heard or bool(text)
            hear(text)

        try:
            async with asyncio.timeout(self._seconds) as limit:
                while True:
                    told = await self._try(hearing, limit)
                    if told is not None:
                        return _whole(told)
        except TimeoutError:
            raise Failure(Why.LATE, "it took too long") from None

    async def _try(self, hear: Hear, limit: asyncio.Timeout) -> Told | None:
        """One request. None where another one, with other parameters or after a pause, may do better."""
        try:
            return await wire.call(self._client, self._request(), hear)
        except Unknown as refused:
            left = self.ways.given(refused.told)
            if left is None:
                raise Failure(Why.BROKEN, refused.told) from None
            self.ways = left
        except Failure as failed:
            if not failed.again or self._retried or self._heard:
                raise
            await self._pause(failed, limit)
        return None

    async def _pause(self, failed: Failure, limit: asyncio.Timeout) -> None:
        """Wait before the retry, unless it could not end in time: then the failure stands at once."""
        self._retried = True
        pause = max(failed.after, min(PAUSE_SECONDS, self._endpoint.seconds / 20))
        if pause > (limit.when() or 0) - asyncio.get_running_loop().time():
            raise failed
        await asyncio.sleep(pause)

    def _request(self) -> dict[str, Any]:
        chosen = self.ways.parameters(self._question.schema, self._endpoint.answer_tokens)
        return {"model": self._endpoint.model, "messages": list(self._question.messages), **chosen}


def _whole(told: Told) -> Told:
    """In the order in which it matters: a refusal, an answer cut short, one held back, no answer at all."""
    if told.refusal:
        raise Failure(Why.REFUSED, told.refusal, own=True)
    if told.finish == "length":
        raise Failure(Why.RUBBISH, "it was cut short", own=True)
    if told.finish == "content_filter":
        raise Failure(Why.REFUSED, "its filter held it back", own=True)
    if not told.text.strip():
        raise Failure(Why.RUBBISH, "it said nothing")
    return told
