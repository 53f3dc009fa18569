"""What races, once more on the embedded database: SQLite, with nothing installed or configured."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.front_end import FrontEnd, Poster, a_frame
from tests.stack import Key, Stack

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(Path(tmp_path_factory.mktemp("embedded")), sqlite=True) as running:
        running.person("Mira Dahl", role="supervisor", queues=["Orders"])
        yield running


@pytest.fixture
def key(embedded: Stack) -> Key:
    return embedded.source()


def texts(stack: Stack, conversation: str) -> list[str]:
    """What is stored of a conversation."""
    statement = (
        "SELECT text FROM handoff_message m JOIN handoff_conversation c ON c.id = m.conversation_id "
        "WHERE c.external_id = %s ORDER BY m.number"
    )
    return [text for (text,) in stack.query(statement, conversation)]


async def test_the_same_frame_at_once_on_many_sockets_takes_effect_once(embedded: Stack, key: Key) -> None:
    frame = a_frame("message", conversation="race", text="Anyone there?")

    async def one() -> Any:
        async with FrontEnd(embedded.ws, key) as socket:
            return await socket.tell(frame)

    replies = await asyncio.gather(*(one() for _ in range(12)))
    assert replies[0]["type"] == "ok"
    assert all(reply == replies[0] for reply in replies)
    assert texts(embedded, "race") == ["Anyone there?"]


async def test_many_front_ends_write_at_once(embedded: Stack, key: Key) -> None:
    async def one(number: int) -> list[str]:
        async with FrontEnd(embedded.ws, key) as socket:
            asked = (
                {"conversation": f"c{number % 4}", "role": "customer", "text": f"{number}-{line}"}
                for line in range(15)
            )
            return [(await socket.ask("message", **fields))["type"] for fields in asked]

    told = await asyncio.gather(*(one(number) for number in range(8)))
    assert told == [["ok"] * 15] * 8
    assert sum(len(texts(embedded, f"c{number}")) for number in range(4)) == 120


async def test_events_arrive_and_are_acknowledged(embedded: Stack, key: Key) -> None:
    async with FrontEnd(embedded.ws, key) as chat, Poster(embedded.url, key) as http:
        waiting = asyncio.create_task(http.events(0, wait=10))
        await asyncio.sleep(0.2)
        await chat.ask("escalate", conversation="warm")
        embedded.do(
            "pk = Conversation.objects.get(external_id='warm').pk; mira = Person.objects.get(username='mira')\n"
            "queueing.accept(pk, agent=mira); reply.send(pk, agent=mira, text='Hello Ingrid', seen=0)"
        )
        message = await chat.event("message")
        assert message["text"] == "Hello Ingrid"
        assert len(await waiting) >= 1
        await chat.send({"type": "ack", "seq": message["seq"]})
        await chat.ask("ping")
        assert await http.events(None) == []


async def test_a_revoked_key_is_cut_off(embedded: Stack) -> None:
    key = embedded.source("Short-lived")
    async with FrontEnd(embedded.ws, key) as chat:
        embedded.revoke(key.key_id)
        assert await chat.closed(3) == 4401
