"""Events over HTTP: at once, or when they come."""

import asyncio
import time

import httpx
import pytest

from tests.conformance.steps import makes_events, some
from tests.front_end import FrontEnd, Json, Poster
from tests.processes import promptly
from tests.stack import Key, Stack


async def test_events_over_http_at_once_where_there_are_some(chat: FrontEnd, poster: Poster) -> None:
    await makes_events(chat, 4)
    seqs = await some(chat, 4)
    async with asyncio.timeout(15):
        assert [event["seq"] for event in await poster.events(0, wait=20)] == seqs
        assert [event["seq"] for event in await poster.events(seqs[1], wait=20)] == seqs[2:]


async def test_events_over_http_are_the_very_same(chat: FrontEnd, poster: Poster) -> None:
    await makes_events(chat, 3)
    told: list[Json] = [await chat.event() for _ in range(3)]
    assert await poster.events(0) == told


async def test_a_request_waits_for_the_next_event(chat: FrontEnd, poster: Poster) -> None:
    waiting = asyncio.create_task(poster.events(0, wait=20))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    await makes_events(chat, 1)
    with promptly(1):
        assert len(await waiting) == 1


async def test_a_request_waits_no_longer_than_told(poster: Poster) -> None:
    for wait in (0, 1.5):
        began = time.monotonic()
        answer = await poster.http.get("/api/v1/events", params={"after": 0, "wait": wait})
        assert answer.json() == {"events": [], "last_seq": 0}
        assert time.monotonic() - began >= wait


async def test_many_requests_may_wait_at_once(stack: Stack, key: Key, chat: FrontEnd) -> None:
    limits = httpx.Limits(max_connections=60)
    async with httpx.AsyncClient(base_url=stack.url, headers=key.headers, timeout=30, limits=limits) as http:
        waiting = [asyncio.create_task(http.get("/api/v1/events?after=0&wait=20")) for _ in range(40)]
        await asyncio.sleep(1)
        with promptly(1):
            await makes_events(chat, 1)
        answers = await asyncio.gather(*waiting)
    assert all(len(answer.json()["events"]) == 1 for answer in answers)


async def test_asking_acknowledges_nothing_and_without_after_comes_what_was_not_acknowledged(
    chat: FrontEnd, poster: Poster
) -> None:
    await makes_events(chat, 4)
    seqs = await some(chat, 4)
    await poster.events(seqs[3])
    assert [event["seq"] for event in await poster.events(None)] == seqs
    assert await poster.tell({"type": "ack", "seq": seqs[1]}) is None
    assert [event["seq"] for event in await poster.events(None)] == seqs[2:]
    assert [event["seq"] for event in await poster.events(0)] == seqs


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("after=x", "after"),
        ("after=-1", "after"),
        ("after=1.5", "after"),
        ("after=", "after"),
        (f"after={10**30}", "after"),
        ("after=0&wait=x", "wait"),
        ("after=0&wait=-1", "wait"),
        ("after=0&wait=NaN", "wait"),
        ("after=0&wait=inf", "wait"),
        ("after=%00&wait=1", "after"),
        ("after=٣", "after"),
    ],
)
async def test_a_bad_parameter_is_named(poster: Poster, query: str, field: str) -> None:
    answer = await poster.http.get(f"/api/v1/events?{query}")
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (
        400,
        "invalid_frame",
        field,
    )
