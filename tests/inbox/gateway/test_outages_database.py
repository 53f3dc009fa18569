"""With the database gone nothing is confirmed, and all can be sent again."""

import asyncio

import httpx
import psycopg
import pytest

from tests.front_end import FrontEnd, Poster, a_frame
from tests.inbox.gateway.conftest import barred
from tests.inbox.gateway.outage import escalated, messages, reconnected
from tests.processes import PATIENCE
from tests.stack import Key, Stack

HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
pytestmark = [pytest.mark.slow, pytest.mark.processes]


async def test_with_the_database_gone_a_frame_is_unavailable_never_ok_and_may_be_sent_again(
    stack: Stack, key: Key
) -> None:
    frame = a_frame("message", conversation="c1", text="Is anybody there?")
    async with FrontEnd(stack.ws, key) as chat, Poster(stack.url, key) as http:
        await chat.ask("message", conversation="c1", text="Hello")
        barred(stack, True)
        reply = await chat.tell(frame)
        assert (reply["code"], reply["retryable"], reply["id"]) == ("unavailable", True, frame["id"])
        assert reply["retry_after"] > 0
        answer = await http.post(frame)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
        assert await chat.ask("ping") == {"type": "pong"}
        barred(stack, False)
        async with asyncio.timeout(PATIENCE):
            while (again := await chat.tell(frame))["type"] != "ok":
                assert again["code"] == "unavailable"
                await asyncio.sleep(again["retry_after"])
        await escalated(chat)
    assert messages(stack, key) == ["Hello", "Is anybody there?"]


async def test_a_conversation_that_is_locked_for_long_is_unavailable_and_holds_up_no_other(
    stack: Stack, key: Key
) -> None:
    async with FrontEnd(stack.ws, key) as chat, FrontEnd(stack.ws, key) as other:
        await chat.ask("message", conversation="c1")
        with psycopg.connect(stack.database.url) as holder:
            holder.execute("SELECT * FROM handoff_conversation FOR UPDATE")
            frame = a_frame("message", conversation="c1", text="Hello?")
            held = asyncio.create_task(chat.tell(frame))
            await asyncio.sleep(0.2)
            assert (await other.ask("message", conversation="c2"))["type"] == "ok"
            assert not held.done()
            reply = await asyncio.wait_for(held, PATIENCE)
            assert (reply["code"], reply["retryable"]) == ("unavailable", True)
        assert (await chat.tell(frame))["type"] == "ok"


async def test_with_the_database_gone_nobody_is_let_in_and_all_are_told_to_come_again(
    stack: Stack, key: Key
) -> None:
    desk = {"Cookie": f"baton={stack.session('mira')}", "Origin": stack.url}
    doors = {"gateway/v1": key.headers | {"Sec-WebSocket-Protocol": "handoff.v1"}, "desk/socket": desk}
    said_before = len(stack.log("server"))
    barred(stack, True)
    async with httpx.AsyncClient(base_url=stack.url, headers=HANDSHAKE, timeout=PATIENCE) as http:
        for path, headers in doors.items():
            assert (await http.get(path, headers=headers)).status_code == 503, path
    assert "Traceback" not in stack.log("server")[said_before:]
    barred(stack, False)
    chat = await reconnected(stack, key)
    assert await chat.ask("ping") == {"type": "pong"}
    await chat.__aexit__(None, None, None)
