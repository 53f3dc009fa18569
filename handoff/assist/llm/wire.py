"""One call of a chat model: streamed, so that a silent server shows early; read defensively, as servers differ."""

import asyncio
import json
import math
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache
from ssl import SSLContext
from time import time
from typing import Any

import httpx2
import msgspec
from openai import APIConnectionError, APIError, APIStatusError, APITimeoutError, AsyncOpenAI

from handoff.assist.llm.endpoint import Endpoint
from handoff.assist.llm.failures import Failure, Unknown, Why

CONNECT_SECONDS = 3.0
LARGEST = 20_000
AGAIN = frozenset({408, 409, 429})
UNPAID = "insufficient_quota"

Hear = Callable[[str], None]


class _Token(msgspec.Struct):
    logprob: float = 0.0


class _Logprobs(msgspec.Struct):
    content: list[_Token] | None = None


class _Words(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    delta: _Words | None = None
    message: _Words | None = None
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Usage(msgspec.Struct):
    total_tokens: int | None = None


class _Chunk(msgspec.Struct):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None


class Told:
    """What the model said so far."""

    def __init__(self) -> None:
        self.text, self.refusal, self.finish = "", "", ""
        self.logprobs: list[float] = []
        self.tokens: int | None = None

    @property
    def sureness(self) -> float | None:
        """The geometric mean of the tokens' probabilities, 0 to 1; None where the server gives none."""
        return math.exp(min(0.0, sum(self.logprobs) / len(self.logprobs))) if self.logprobs else None

    def take(self, given: Any) -> None:
        """Add a chunk, or a whole completion. Raises Failure where it is neither."""
        try:
            chunk = msgspec.convert(given, _Chunk)
        except msgspec.ValidationError as wrong:
            raise Failure(Why.RUBBISH, f"no completion: {wrong}") from None
        if chunk.usage is not None:
            self.tokens = chunk.usage.total_tokens
        for choice in (chunk.choices or [])[:1]:
            words = choice.delta or choice.message or _Words()
            self.text += words.content or ""
            self.refusal += words.refusal or ""
            self.finish = choice.finish_reason or self.finish
            if choice.logprobs is not None:
                self.logprobs += [token.logprob for token in choice.logprobs.content or []]
        if len(self.text) > LARGEST:
            raise Failure(Why.RUBBISH, "it does not stop")


def client(endpoint: Endpoint) -> AsyncOpenAI:
    """A client that neither retries nor follows to another place: both are decided here."""
    limits = httpx2.Timeout(endpoint.seconds / 2, connect=min(CONNECT_SECONDS, endpoint.seconds / 2))
    return AsyncOpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.api_key or "none",
        max_retries=0,
        http_client=httpx2.AsyncClient(timeout=limits, verify=_trust(), follow_redirects=False),
    )


@lru_cache(maxsize=1)
def _trust() -> SSLContext:
    return httpx2.create_ssl_context()


async def call(asked: AsyncOpenAI, request: Mapping[str, Any], hear: Hear) -> Told:
    """The model's answer to `request`; `hear` is given all of its text so far whenever there is more.

    Raises Failure, or Unknown where the endpoint does not take a parameter.
    """
    try:
        return await _told(asked, request, hear)
    except APITimeoutError:
        raise Failure(Why.LATE, "it was silent", again=True) from None
    except APIStatusError as refused:
        raise _refused(refused) from None
    except APIConnectionError as lost:
        raise Failure(Why.BROKEN, str(lost.__cause__ or lost), again=True) from None
    except APIError as broke:
        raise Failure(Why.BROKEN, broke.message, again=True) from None
    except (
        ValueError,
        TypeError,
        AttributeError,
    ) as wrong:  # what the client makes of what no server should say
        raise Failure(Why.RUBBISH, f"no completion: {wrong}") from None
    except httpx2.HTTPError as lost:
        raise Failure(Why.BROKEN, str(lost), again=True) from None


async def _told(asked: AsyncOpenAI, request: Mapping[str, Any], hear: Hear) -> Told:
    told = Told()
    create: Any = asked.chat.completions.create
    stream = await create(**request, stream=True)
    try:
        kind = stream.response.headers.get("content-type", "")
        if "json" in kind:  # a server that does not stream, or a proxy before it
            told.take(json.loads(await stream.response.aread()))
            hear(told.text)
        elif "html" in kind:
            raise Failure(Why.RUBBISH, "a web page came back")
        else:
            async for chunk in stream:
                told.take(chunk.to_dict(warnings=False) if hasattr(chunk, "to_dict") else chunk)
                hear(told.text)
    finally:
        await asyncio.shield(stream.close())
    return told


def _refused(error: APIStatusError) -> Failure | Unknown:
    status, told = error.status_code, f"{error.status_code} {error.message}"
    if status in (400, 422):
        return Unknown(f"{error.param or ''} {told}")
    if UNPAID in (error.code, error.type):
        return Failure(Why.BROKEN, told)
    if status in AGAIN or status >= 500:
        why = Why.BUSY if status == 429 else Why.BROKEN
        return Failure(why, told, again=True, after=_after(error.response.headers))
    return Failure(Why.BROKEN, told)


def _after(headers: Mapping[str, str]) -> float:
    """The seconds to wait before the next try, 0 where nothing is said that can be read."""
    try:
        if (milliseconds := headers.get("retry-after-ms")) is not None:
            return max(0.0, float(milliseconds) / 1000)
        return max(0.0, float(headers.get("retry-after", "0")))
    except ValueError:
        return _until(headers.get("retry-after", ""))


def _until(date: str) -> float:
    try:
        return max(0.0, parsedate_to_datetime(date).timestamp() - time())
    except (ValueError, TypeError):
        return 0.0
