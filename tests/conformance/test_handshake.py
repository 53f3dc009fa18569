"""Who gets in, and the first frame."""

import asyncio
import time
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from tests.front_end import FrontEnd, Poster, a_frame
from tests.stack import Key, Stack


async def refused(
    stack: Stack, *, headers: dict[str, str] | None = None, offered: tuple[str, ...], query: str = ""
) -> int:
    """The HTTP status with which a handshake is refused."""
    with pytest.raises(InvalidStatus) as refusal:
        async with connect(
            f"{stack.ws}/gateway/v1{query}",
            additional_headers=headers,
            subprotocols=[Subprotocol(name) for name in offered] or None,
        ):
            pass
    return refusal.value.response.status_code


async def ticket(stack: Stack, key: Key, conversation: str | None = None) -> str:
    """A fresh ticket."""
    async with Poster(stack.url, key) as http:
        answer = await http.post({"conversation": conversation} if conversation else "", "/api/v1/tickets")
    assert answer.status_code == 201
    return str(answer.json()["ticket"])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Bearer \u00ff\u00fe"},
        {"Authorization": "Basic KEY"},
        {"Authorization": "KEY"},
        {"Cookie": "key=KEY"},
    ],
)
async def test_without_a_valid_key_the_handshake_is_refused(
    stack: Stack, key: Key, headers: dict[str, str]
) -> None:
    sent = {name: value.replace("KEY", key.key) for name, value in headers.items()}
    assert await refused(stack, headers=sent, offered=("handoff.v1",)) in (401, 403)


async def test_a_key_in_the_address_is_no_key(stack: Stack, key: Key) -> None:
    for name in ("key", "token", "access_token", "Authorization"):
        assert await refused(stack, offered=("handoff.v1",), query=f"?{name}={key.key}") in (401, 403)


async def test_a_revoked_or_expired_key_is_refused(stack: Stack, key: Key) -> None:
    stack.do(
        "from handoff.clock import now; sources.amend(key_id, label='', expires_at=now())", key_id=key.key_id
    )
    assert await refused(stack, headers=key.headers, offered=("handoff.v1",)) in (401, 403)
    second = stack.source(key.source)
    stack.revoke(second.key_id)
    assert await refused(stack, headers=second.headers, offered=("handoff.v1",)) in (401, 403)
    async with Poster(stack.url, second) as http:
        assert (await http.http.get("/api/v1/events")).status_code == 401


@pytest.mark.parametrize("offered", [(), ("chat",), ("handoff.v2",), ("HANDOFF.V1",)])
async def test_the_subprotocol_must_be_offered(stack: Stack, key: Key, offered: tuple[str, ...]) -> None:
    assert await refused(stack, headers=key.headers, offered=offered) in (400, 401, 403)


async def test_the_subprotocol_is_echoed_and_nothing_else(stack: Stack, key: Key) -> None:
    token = await ticket(stack, key)
    async with FrontEnd(stack.ws, key, protocols=("chat", "handoff.v1")) as socket:
        assert socket.socket.subprotocol == "handoff.v1"
    async with FrontEnd(stack.ws, ticket=token) as socket:
        assert socket.socket.subprotocol == "handoff.v1"


async def test_a_front_end_may_come_from_any_origin(stack: Stack, key: Key) -> None:
    token = await ticket(stack, key)
    offered = [Subprotocol("handoff.v1"), Subprotocol(f"ticket.{token}")]
    shop = Origin("https://shop.example")
    async with connect(f"{stack.ws}/gateway/v1", subprotocols=offered, origin=shop) as socket:
        await socket.send('{"type": "hello"}')
        assert '"welcome"' in str(await socket.recv())


async def test_a_second_key_of_a_source_opens_the_same_door(stack: Stack, key: Key, chat: FrontEnd) -> None:
    await chat.ask("message", conversation="c1")
    async with FrontEnd(stack.ws, stack.source(key.source)) as socket:
        assert socket.welcome["source"] == key.source
        assert (await socket.ask("rate", conversation="c1", score=5))["type"] == "ok"


# Tickets


async def test_a_ticket_opens_one_socket(stack: Stack, key: Key) -> None:
    token = await ticket(stack, key)
    async with FrontEnd(stack.ws, ticket=token) as socket:
        assert (await socket.ask("message", conversation="c1"))["type"] == "ok"
    assert await refused(stack, offered=("handoff.v1", f"ticket.{token}")) in (401, 403)


async def test_of_two_that_come_at_once_with_a_ticket_one_gets_in(stack: Stack, key: Key) -> None:
    token = await ticket(stack, key)

    async def enters() -> bool:
        try:
            async with FrontEnd(stack.ws, ticket=token):
                return True
        except InvalidStatus:
            return False

    assert sum(await asyncio.gather(*(enters() for _ in range(8)))) == 1


@pytest.mark.parametrize(
    "offered", [("ticket.nonsense",), ("ticket.",), ("ticket",), ("ticket.a", "ticket.b")]
)
async def test_a_ticket_must_be_a_real_one(stack: Stack, offered: tuple[str, ...]) -> None:
    assert await refused(stack, offered=("handoff.v1", *offered)) in (401, 403)


async def test_a_ticket_dies_after_its_minute_and_with_its_key(stack: Stack, key: Key) -> None:
    old, orphan = await ticket(stack, key), await ticket(stack, key)
    told = stack.query("SELECT max(expires_at - now()) FROM handoff_ticket WHERE used_at IS NULL")[0][0]
    assert 50 < told.total_seconds() <= 60
    stack.do("Ticket.objects.filter(digest=sources._digest(t)).update(expires_at='2020-01-01T00:00Z')", t=old)
    assert await refused(stack, offered=("handoff.v1", f"ticket.{old}")) in (401, 403)
    stack.revoke(key.key_id)
    assert await refused(stack, offered=("handoff.v1", f"ticket.{orphan}")) in (401, 403)


async def test_a_key_is_no_ticket_and_a_ticket_no_key(stack: Stack, key: Key) -> None:
    token = await ticket(stack, key)
    assert await refused(stack, offered=("handoff.v1", f"ticket.{key.key}")) in (401, 403)
    async with Poster(stack.url, Key(key.source, token, "")) as posing:
        assert (await posing.http.get("/api/v1/events")).status_code == 401


FRAMES_OF_ANOTHER: list[tuple[str, dict[str, Any]]] = [
    ("message", {}),
    ("propose", {"text": "Hi", "confidence": 0.9}),
    ("escalate", {}),
    ("context", {}),
    ("rate", {"score": 5}),
    ("close", {}),
    ("typing", {"on": True}),
]


@pytest.mark.parametrize(("kind", "fields"), FRAMES_OF_ANOTHER)
async def test_a_bound_ticket_knows_no_other_conversation(
    stack: Stack, key: Key, chat: FrontEnd, kind: str, fields: dict[str, Any]
) -> None:
    await chat.ask("message", conversation="hers")
    async with FrontEnd(stack.ws, ticket=await ticket(stack, key, "mine")) as browser:
        for conversation in ("hers", "new"):
            reply = await browser.tell(a_frame(kind, conversation=conversation, **fields))
            assert reply["code"] == "unknown_conversation"
        assert (await browser.ask("message", conversation="mine"))["type"] == "ok"
    assert (await chat.ask("rate", conversation="new", score=1))["code"] == "unknown_conversation"


async def test_a_bound_ticket_hears_and_acknowledges_its_own_conversation_only(
    stack: Stack, key: Key, chat: FrontEnd
) -> None:
    for name in ("hers", "mine", "hers too"):
        await chat.ask("escalate", conversation=name)
    seqs = {event["conversation"]: event["seq"] for event in [await chat.event() for _ in range(3)]}
    async with FrontEnd(stack.ws, ticket=await ticket(stack, key, "mine")) as browser:
        assert browser.welcome["last_seq"] == seqs["mine"]
        assert (await browser.event())["conversation"] == "mine"
        assert (await browser.ask("ack", seq=seqs["hers too"]))["field"] == "seq"
        await browser.send({"type": "ack", "seq": seqs["mine"]})
        await browser.ask("ping")
        await chat.ask("close", conversation="hers")
        await chat.ask("close", conversation="mine")
        assert (await browser.event())["conversation"] == "mine"
        assert await browser.quiet()
    async with FrontEnd(stack.ws, key) as later:
        left = [await later.event() for _ in range(4)]
    assert [event["conversation"] for event in left] == ["hers", "hers too", "hers", "mine"]


# Hello


async def test_welcome_names_the_source_its_last_seq_and_the_limits(key: Key, chat: FrontEnd) -> None:
    assert (chat.welcome["type"], chat.welcome["source"], chat.welcome["last_seq"]) == (
        "welcome",
        key.source,
        0,
    )
    assert chat.welcome["limits"]["frame_bytes"] == 1024 * 1024
    assert "seq" not in chat.welcome


async def test_any_other_frame_before_hello_gets_hello_required(stack: Stack, key: Key) -> None:
    async with FrontEnd(stack.ws, key, hello={}) as socket:
        for frame in (a_frame("message", conversation="c1"), {"type": "ping"}, {"type": "ack", "seq": 0}):
            reply = await socket.tell(frame)
            assert (reply["code"], reply.get("id")) == ("hello_required", frame.get("id"))
        assert (await socket.tell("nonsense"))["code"] == "invalid_json"
        assert (await socket.tell({"type": "hello", "client": "fjell-bot 2.3"}))["type"] == "welcome"
        assert (await socket.ask("message", conversation="c1"))["type"] == "ok"


@pytest.mark.slow
async def test_without_hello_the_socket_is_closed_after_10_seconds(stack: Stack, key: Key) -> None:
    began = time.monotonic()
    async with FrontEnd(stack.ws, key, hello={}) as mute, FrontEnd(stack.ws, key, hello={}) as rude:
        await rude.tell({"type": "ping"})
        assert (await mute.closed(), await rude.closed()) == (4400, 4400)
    assert time.monotonic() - began > 9


@pytest.mark.slow
async def test_with_hello_an_idle_socket_lives(stack: Stack, chat: FrontEnd) -> None:
    await asyncio.sleep(31)
    assert await chat.ask("ping") == {"type": "pong"}
