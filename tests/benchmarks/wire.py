"""The measuring end of a socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from time import perf_counter
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.benchmarks.house import House

Told = Callable[["Reply", float], None]
Door = Callable[[House], AbstractAsyncContextManager[ClientConnection]]


class Reply(msgspec.Struct):
    """As much of a reply as it takes to know what it answers."""

    type: str = ""
    id: str = ""


def gateway(source: str) -> Door:
    """The way to the gateway for the front end of that name."""
    return partial(to_gateway, source=source)


@asynccontextmanager
async def to_gateway(house: House, *, source: str) -> AsyncIterator[ClientConnection]:
    """A socket to the gateway that has said hello."""
    async with connect(
        f"{house.stack.ws}/gateway/v1",
        additional_headers=house.key(source).headers,
        subprotocols=[Subprotocol("handoff.v1")],
        compression=None,
    ) as socket:
        await socket.send('{"type": "hello"}')
        assert "welcome" in str(await socket.recv())
        yield socket


@asynccontextmanager
async def to_echo(house: House) -> AsyncIterator[ClientConnection]:
    """A socket to the echo."""
    async with connect(house.echo, compression=None) as socket:
        yield socket


async def timed(socket: ClientConnection, text: str) -> tuple[float, str]:
    """Send a text; the seconds until the next text came, and that text."""
    began = perf_counter()
    await socket.send(text)
    answer = await socket.recv()
    return perf_counter() - began, str(answer)


async def listen(socket: ClientConnection, told: Told) -> None:
    """Say of each reply when it came, for as long as the socket is open. Events are left out."""
    async for text in socket:
        now = perf_counter()
        reply = msgspec.json.decode(text, type=Reply)
        if reply.id:
            told(reply, now)


def a_propose(number: object, conversation: str, confidence: float = 0.95) -> str:
    """A `propose` as text."""
    return _frame("propose", number, conversation, text=ANSWER, confidence=confidence)


def a_message(number: object, conversation: str, text: str) -> str:
    """A customer's `message` as text."""
    return _frame("message", number, conversation, role="customer", text=text)


def an_escalation(number: object, conversation: str, text: str, topic: str) -> str:
    """An `escalate` with a short transcript, as text."""
    transcript = [{"role": "customer", "text": text}, {"role": "assistant", "text": ANSWER}]
    why = "The customer asks again"
    return _frame("escalate", number, conversation, reason=why, transcript=transcript, topic=topic)


def a_close(number: object, conversation: str) -> str:
    """A `close` as text."""
    return _frame("close", number, conversation, outcome="abandoned")


async def until(moment: float) -> None:
    """Sleep until the clock shows `moment`."""
    await asyncio.sleep(max(0.0, moment - perf_counter()))


def _frame(kind: str, number: object, conversation: str, **fields: Any) -> str:
    return json.dumps({"type": kind, "id": str(number), "conversation": conversation, **fields})


ANSWER = "Standard delivery in Norway takes two to four working days. You get a link to follow your parcel."
