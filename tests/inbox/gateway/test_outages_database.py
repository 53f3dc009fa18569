"""With the database gone nothing is confirmed, and all can be sent again."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import required
from tests.front_end import FrontEnd, Poster, a_frame
from tests.inbox.gateway.outage import escalated, messages
from tests.stack import Key, Stack

pytestmark = [pytest.mark.slow, pytest.mark.processes]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Stack(tmp_path) as running:
        running.person("Mira Dahl", role="supervisor", queues=["Orders"])
        yield running


@pytest.fixture
def key(stack: Stack) -> Key:
    return stack.source()


def barred(stack: Stack, yes: bool) -> None:
    """Let nobody into the database, and throw out who is in."""
    with psycopg.connect(required.POSTGRESQL, autocommit=True) as connection:
        allow = "false" if yes else "true"
        connection.execute(f'ALTER DATABASE "{stack.database.name}" ALLOW_CONNECTIONS {allow}'.encode())
        if yes:
            kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(kill, [stack.database.name])


async def test_with_the_database_gone_a_frame_is_unavailable_never_ok_and_may_be_sent_again(
    stack: Stack, key: Key
) -> None:
    frame = a_frame("message", conversation="c1", text="Is anybody there?")
    async with FrontEnd(stack.ws, key) as chat, Poster(stack.url, key) as http:
        await chat.ask("message", conversation="c1", text="Hello")
        barred(stack, True)
        reply = await asyncio.wait_for(chat.tell(frame), 15)
        assert (reply["code"], reply["retryable"], reply["id"]) == ("unavailable", True, frame["id"])
        assert reply["retry_after"] > 0
        answer = await http.post(frame)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
        assert await chat.ask("ping") == {"type": "pong"}
        barred(stack, False)
        async with asyncio.timeout(15):
            while (again := await chat.tell(frame))["type"] != "ok":
                assert again["code"] == "unavailable"
                await asyncio.sleep(again["retry_after"])
        await escalated(chat)
    assert messages(stack) == ["Hello", "Is anybody there?"]


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
            reply = await asyncio.wait_for(held, 20)
            assert (reply["code"], reply["retryable"]) == ("unavailable", True)
        assert (await chat.tell(frame))["type"] == "ok"
