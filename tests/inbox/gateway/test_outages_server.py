"""With the server gone nothing that it confirmed is lost, and nothing is doubled."""

import asyncio

import pytest

from tests.front_end import FrontEnd, Poster, a_frame
from tests.inbox.gateway.outage import escalated, iter_queue, messages, reconnected
from tests.processes import promptly
from tests.stack import Key, Stack

pytestmark = [pytest.mark.slow, pytest.mark.processes]


async def test_a_restart_closes_with_1012_and_loses_nothing(stack: Stack, key: Key) -> None:
    frames = [a_frame("message", conversation="c1", text=f"line {number}") for number in range(100)]
    async with FrontEnd(stack.ws, key) as chat:
        await escalated(chat, "c0")
        for frame in frames:
            await chat.send(frame)
        await asyncio.sleep(0.1)
        assert await asyncio.to_thread(stack.end, "server") == 0
        assert await chat.closed() == 1012
        answered = {reply["id"] for reply in iter_queue(chat.replies)}
    stack.start("server")
    again = await reconnected(stack, key)
    assert (await again.event("status"))["conversation"] == "c0", "it was never acknowledged"
    replies = [await again.tell(frame) for frame in frames if frame["id"] not in answered]
    assert all(reply["type"] == "ok" for reply in replies)
    assert messages(stack, key) == [f"line {number}" for number in range(100)]
    await again.__aexit__(None, None, None)


async def test_a_request_that_waits_is_answered_before_the_server_stops(stack: Stack, key: Key) -> None:
    async with Poster(stack.url, key) as http:
        waiting = asyncio.create_task(http.http.get("/api/v1/events?after=0&wait=30"))
        for _ in range(10):
            assert (await http.post({"type": "ping"})).status_code == 200, (
                "what waits has been taken in by now"
            )
        with promptly(2.5):
            assert await asyncio.to_thread(stack.end, "server") == 0
        assert (await waiting).json() == {"events": [], "last_seq": 0}


async def test_a_killed_server_loses_nothing_that_it_confirmed_and_doubles_nothing(
    stack: Stack, key: Key
) -> None:
    frames = [a_frame("message", conversation="c1", text=f"line {number}") for number in range(150)]
    left = list(frames)
    for pause in (0.15, 0.3, 0.2):
        chat = await reconnected(stack, key)
        for frame in left:
            await chat.send(frame)
        await asyncio.sleep(pause)
        await asyncio.to_thread(stack.kill, "server")
        await chat.closed()
        answered = {reply["id"] for reply in iter_queue(chat.replies) if reply["type"] == "ok"}
        assert set(messages(stack, key)) >= {frame["text"] for frame in frames if frame["id"] in answered}
        left = [frame for frame in left if frame["id"] not in answered]
        stack.start("server")
    chat = await reconnected(stack, key)
    for frame in left:
        assert (await chat.tell(frame))["type"] == "ok"
    await chat.__aexit__(None, None, None)
    assert messages(stack, key) == [f"line {number}" for number in range(150)]


async def test_a_client_that_never_reads_harms_nobody(stack: Stack, key: Key) -> None:
    async with FrontEnd(stack.ws, key) as reader, FrontEnd(stack.ws, key) as stuck:
        stuck.socket.transport.pause_reading()
        for number in range(60):
            kind = "close" if number % 2 else "escalate"
            await reader.ask(kind, conversation=f"c{number // 2}")
        assert [(await reader.event())["seq"] for _ in range(60)] == list(range(1, 61))
        stuck.socket.transport.resume_reading()
        assert [(await stuck.event())["seq"] for _ in range(60)] == list(range(1, 61))
