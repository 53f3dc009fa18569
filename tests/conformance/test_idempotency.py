"""The same frame again changes nothing and gets the same reply."""

import asyncio
from collections.abc import Callable
from typing import Any

from tests.front_end import Door, FrontEnd, Json, Poster, a_frame
from tests.processes import until
from tests.stack import Key, Stack


def stored(stack: Stack, key: Key, table: str = "message") -> int:
    """How many rows there are of this front end."""
    via = "" if table == "conversation" else f"JOIN handoff_{table} t ON t.conversation_id = c.id"
    [(count,)] = stack.query(
        f"SELECT count(*) FROM handoff_conversation c {via} JOIN handoff_source s ON s.id = c.source_id "
        "WHERE s.name = %s",
        key.source,
    )
    return int(count)


async def test_again_on_any_transport_and_connection(
    stack: Stack, key: Key, chat: FrontEnd, poster: Poster
) -> None:
    frame = a_frame("message", conversation="c1", text="Where are my poles?")
    first = await chat.tell(frame)
    assert await chat.tell(frame) == first
    assert await poster.tell(frame) == first
    assert (await poster.post([frame, frame])).json() == [first, first]
    async with FrontEnd(stack.ws, key) as other:
        assert await other.tell(frame) == first
    assert (stored(stack, key), stored(stack, key, "event")) == (1, 1)


async def test_the_order_of_keys_does_not_matter(door: Door) -> None:
    frame = a_frame("message", conversation="c1", context={"a": 1, "b": [1, 2]})
    first = await door.tell(frame)
    turned = dict(reversed(list(frame.items()))) | {"context": {"b": [1, 2], "a": 1}}
    assert await door.tell(turned) == first


async def test_another_content_is_a_conflict(stack: Stack, key: Key, door: Door) -> None:
    frame = a_frame("message", conversation="c1", text="Where are my poles?")
    first = await door.tell(frame)
    others: list[Json] = [
        {"text": "Where are my pegs?"},
        {"conversation": "c2"},
        {"context": {}},
        {"extra": 1},
    ]
    for other in others:
        reply = await door.tell(frame | other)
        assert (reply["type"], reply["code"], reply["id"]) == ("error", "conflict", frame["id"])
    assert await door.tell(frame) == first
    assert (stored(stack, key), stored(stack, key, "conversation")) == (1, 1)


async def test_another_type_with_the_same_id_is_a_conflict(door: Door) -> None:
    frame = a_frame("message", conversation="c1")
    await door.tell(frame)
    reply = await door.ask("close", conversation="c1", id=frame["id"])
    assert (reply["code"], reply["id"]) == ("conflict", frame["id"])


async def test_an_id_whose_frame_was_refused_is_not_used_up(door: Door) -> None:
    frame = a_frame("rate", conversation="c1", score=5)
    assert (await door.tell(frame))["code"] == "unknown_conversation"
    assert (await door.tell(frame | {"score": 9}))["code"] == "invalid_frame"
    await door.ask("message", conversation="c1")
    assert (await door.tell(frame))["type"] == "ok"


async def test_every_kind_of_frame_is_answered_the_same_again(stack: Stack, key: Key, door: Door) -> None:
    frames = [
        a_frame("message", conversation="c1", text="Hi"),
        a_frame("propose", conversation="c1", text="Hello!", confidence=0.99),
        a_frame("context", conversation="c1", context={"order": "FJ-1"}),
        a_frame("propose", conversation="c1", text="Perhaps.", confidence=0.7),
        a_frame("escalate", conversation="c1", transcript=[{"role": "customer", "text": "Hi"}]),
        a_frame("rate", conversation="c1", score=4),
        a_frame("close", conversation="c1"),
    ]
    first = [await door.tell(frame) for frame in frames]
    rows = stored(stack, key, "event")
    again = [await door.tell(frame) for frame in reversed(frames)]
    assert [reply["type"] for reply in first] == ["ok"] * len(frames)
    assert again == first[::-1]
    assert stored(stack, key, "event") == rows


async def test_at_once_on_many_sockets_it_takes_effect_once(stack: Stack, key: Key) -> None:
    frame = a_frame("message", conversation="race", text="Anyone there?")

    async def one() -> Any:
        async with FrontEnd(stack.ws, key) as socket:
            return await socket.tell(frame)

    replies = await asyncio.gather(*(one() for _ in range(16)))
    assert all(reply == replies[0] for reply in replies)
    assert replies[0]["type"] == "ok"
    assert stored(stack, key) == 1


async def test_frames_that_make_the_same_conversation_at_once_make_one(stack: Stack, key: Key) -> None:
    async def one(number: int) -> Any:
        async with Poster(stack.url, key) as http:
            return await http.ask(
                "message", conversation="new", text=f"line {number}", customer={"id": "ingrid"}
            )

    replies = await asyncio.gather(*(one(number) for number in range(12)))
    assert [reply["type"] for reply in replies] == ["ok"] * 12
    assert (stored(stack, key, "conversation"), stored(stack, key)) == (1, 12)


async def test_an_id_is_unique_within_its_source_only(stack: Stack, chat: FrontEnd) -> None:
    frame = a_frame("message", conversation="c1", text="Mine")
    await chat.tell(frame)
    async with FrontEnd(stack.ws, stack.source("Another shop")) as other:
        reply = await other.tell(frame | {"text": "Not yours"})
    assert (reply["type"], reply["id"]) == ("ok", frame["id"])


async def test_a_reply_lost_with_its_connection_is_had_again(
    stack: Stack, key: Key, check: Callable[[Any], None]
) -> None:
    frames = [a_frame("message", conversation="c1", text=f"line {n}") for n in range(50)]
    async with FrontEnd(stack.ws, key) as hasty:
        for frame in frames:
            await hasty.send(frame)
    async with FrontEnd(stack.ws, key, check=check) as patient:
        replies = [await patient.tell(frame) for frame in frames]
    assert [reply["type"] for reply in replies] == ["ok"] * 50
    assert stored(stack, key) == 50


async def test_what_was_sent_before_a_farewell_is_done(stack: Stack, key: Key) -> None:
    async with FrontEnd(stack.ws, key) as brief:
        for number in range(60):
            await brief.send(a_frame("message", conversation="c1", text=f"line {number}"))
    await asyncio.to_thread(until, lambda: stored(stack, key) == 60, 10)
    texts = stack.query(
        "SELECT text FROM handoff_message m JOIN handoff_conversation c ON c.id = m.conversation_id "
        "JOIN handoff_source s ON s.id = c.source_id WHERE s.name = %s ORDER BY m.number",
        key.source,
    )
    assert [text for (text,) in texts] == [f"line {number}" for number in range(60)]
