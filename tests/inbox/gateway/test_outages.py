"""With Redis gone, front ends and agents notice seconds, and never a lost word."""

import asyncio
import json
import time
from uuid import uuid4

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from tests.front_end import UNHURRIED, FrontEnd, Poster
from tests.inbox.gateway.outage import escalated, messages
from tests.processes import PATIENCE, promptly
from tests.stack import Key, Stack

pytestmark = [pytest.mark.slow, pytest.mark.processes]
MIRA = "Person.objects.get(username='mira')"
THE_ONE = "Conversation.objects.get(source__name=source, external_id=name)"


async def test_with_redis_dead_frames_are_taken_and_events_arrive(stack: Stack, key: Key) -> None:
    here = {"source": key.source, "name": "c1"}
    async with FrontEnd(stack.ws, key) as before:
        await escalated(before)
        stack.kill("redis")
        for number in range(20):
            with promptly(1):
                assert (await before.ask("message", conversation="c1", text=f"line {number}"))["type"] == "ok"
        await escalated(before, "c2")
        async with FrontEnd(stack.ws, key) as during, Poster(stack.url, key) as http:
            stack.do(f"queueing.accept({THE_ONE}.pk, agent={MIRA})", **here)
            seen = [
                await before.event("status"),
                await during.event("status"),
                await during.event("status"),
            ]
            assert seen[0]["state"] == "assigned"
            waiting = asyncio.create_task(http.events(3, wait=10))
            await asyncio.sleep(0.3)
            stack.do(f"queueing.resolve({THE_ONE}.pk, agent={MIRA})", **here)
            assert [event["state"] for event in await waiting] == ["resolved"]
        stack.start("redis")
        await escalated(before, "c3")
    assert len(messages(stack, key)) == 20


async def test_with_redis_dead_a_revoked_key_is_still_cut_off_within_2_seconds(
    stack: Stack, key: Key
) -> None:
    second = stack.source(key.source)
    async with FrontEnd(stack.ws, key) as cut, FrontEnd(stack.ws, second) as spared:
        stack.kill("redis")
        stack.revoke(key.key_id)
        with promptly(2):
            assert await cut.closed() == 4401
        assert await spared.ask("ping") == {"type": "pong"}
    async with Poster(stack.url, key) as http:
        assert (await http.post({"type": "ping"})).status_code == 401


async def test_a_key_that_runs_out_or_is_revoked_closes_all_its_sockets(stack: Stack, key: Key) -> None:
    async with (
        FrontEnd(stack.ws, key) as one,
        FrontEnd(stack.ws, key) as two,
        Poster(stack.url, key) as http,
    ):
        ticket = (await http.post("", "/api/v1/tickets")).json()["ticket"]
        async with (
            FrontEnd(stack.ws, ticket=ticket) as browser,
            FrontEnd(stack.ws, key, hello={}) as mute,  # last, as it has only ten seconds to say who it is
        ):
            waiting = asyncio.create_task(http.http.get("/api/v1/events?after=0&wait=20"))
            await asyncio.sleep(0.3)
            soon = "from datetime import timedelta; from handoff.clock import now\n"
            stack.do(
                soon + "sources.amend(key_id, label='', expires_at=now() + timedelta(seconds=1))",
                key_id=key.key_id,
            )
            codes = [await socket.closed() for socket in (one, two, mute, browser)]
            assert codes == [4401] * 4
            assert (await waiting).status_code == 401


async def test_with_redis_dead_or_frozen_an_open_desk_page_follows(stack: Stack, key: Key) -> None:
    cookie = {"Cookie": f"baton={stack.session('mira')}"}
    address = f"{stack.ws}/desk/socket?view=unassigned"
    for trouble, end in ((stack.pause, stack.resume), (stack.kill, stack.start)):
        async with (
            FrontEnd(stack.ws, key) as chat,
            connect(address, additional_headers=cookie, origin=Origin(stack.url), **UNHURRIED) as page,
        ):
            await page.recv()
            trouble("redis")
            for text in ("From our own process", "From another process"):
                if "own" in text:
                    await chat.ask(
                        "escalate",
                        conversation=trouble.__name__,
                        transcript=[{"role": "customer", "text": text}],
                    )
                else:
                    here = {"source": key.source, "name": trouble.__name__}
                    stack.do(f"c = {THE_ONE}; c.subject = text; c.save()", text=text, **here)
                    stack.do(f"reply.note({THE_ONE}.pk, agent={MIRA}, text=text)", text=text, **here)
                async with asyncio.timeout(PATIENCE):
                    while text not in json.loads(await page.recv()).get("html", ""):
                        pass
            end("redis")


async def test_a_server_that_starts_without_redis_serves(stack: Stack, key: Key) -> None:
    stack.kill("redis")
    stack.end("server")
    stack.start("server")
    async with FrontEnd(stack.ws, key) as chat:
        await escalated(chat)


async def test_another_server_s_changes_arrive_by_bell(stack: Stack, key: Key) -> None:
    stack.start("second")
    second = f"ws://127.0.0.1:{stack.ports['second']}"
    async with FrontEnd(stack.ws, key) as here, FrontEnd(second, key) as there:
        by_bell = await _took(there, here)
        stack.kill("redis")
        assert by_bell < await _took(there, here), "by the poll alone it takes half a second"


async def _took(there: FrontEnd, here: FrontEnd) -> float:
    """Median seconds from a frame at one server to its event at the other."""
    took = []
    for _ in range(9):
        name, began = str(uuid4()), time.monotonic()
        assert (await there.ask("escalate", conversation=name))["type"] == "ok"
        assert (await here.event("status"))["conversation"] == name
        took.append(time.monotonic() - began)
        await asyncio.sleep(0.13)
    return sorted(took)[4]
