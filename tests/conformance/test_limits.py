"""Too large, too many, too bad: what closes a connection, and what only gets an error."""

import asyncio
import contextlib
import json

import pytest
from websockets.exceptions import ConnectionClosed

from tests.front_end import FrontEnd, Poster, a_frame
from tests.processes import promptly
from tests.stack import Key, Stack

MiB = 1024 * 1024


def padded(size: int) -> str:
    """A frame of exactly so many bytes, full of letters of two bytes."""
    frame = a_frame("message", conversation="c1", meta={"pad": ""})
    room = size - len(json.dumps(frame))
    frame["meta"]["pad"] = "é" * (room // 2) + "x" * (room % 2)
    return json.dumps(frame, ensure_ascii=False)


async def test_a_frame_of_1_mib_is_taken_and_one_byte_more_closes_with_1009(chat: FrontEnd) -> None:
    largest, too_large = padded(MiB), padded(MiB + 1)
    assert (len(largest.encode()), len(too_large.encode())) == (MiB, MiB + 1)
    assert (await chat.tell(largest))["type"] == "ok"
    await chat.send(too_large)
    assert await chat.closed() == 1009


async def test_a_much_larger_one_too_also_in_pieces(stack: Stack, key: Key, chat: FrontEnd) -> None:
    await chat.socket.send(["x" * 65_536] * 64)
    assert await chat.closed() == 1009
    async with FrontEnd(stack.ws, key, hello={}) as other:
        await other.send(b"x" * 2 * MiB)
        assert await other.closed() == 1009


async def test_20_bad_frames_in_a_row_close_with_4400(chat: FrontEnd) -> None:
    bad: list[str | bytes] = ["nonsense", '{"type": "shout"}', '{"type": "message", "id": "x"}', b"\0"]
    for number in range(20):
        reply = await chat.tell(bad[number % 4])
        assert reply["type"] == "error"
    assert await chat.closed() == 4400


async def test_a_good_frame_between_them_starts_the_count_anew(chat: FrontEnd) -> None:
    for _ in range(3):
        for _ in range(19):
            await chat.tell("nonsense")
        assert await chat.ask("ping") == {"type": "pong"}


async def test_refusals_of_good_frames_close_nothing(chat: FrontEnd) -> None:
    for _ in range(45):
        assert (await chat.ask("rate", conversation="nowhere", score=1))["code"] == "unknown_conversation"
    assert await chat.ask("ping") == {"type": "pong"}


async def test_bad_frames_before_hello_close_too(stack: Stack, key: Key) -> None:
    async with FrontEnd(stack.ws, key, hello={}) as socket:
        for _ in range(20):
            await socket.send("nonsense")
        assert await socket.closed() == 4400


async def test_a_burst_over_the_limit_is_told_to_slow_down_and_may_go_on(
    stack: Stack, chat: FrontEnd
) -> None:
    burst = chat.welcome["limits"]["burst"]
    frames = [a_frame("rate", conversation="nowhere", score=1) for _ in range(burst + 100)]
    stack.pause("server")  # so that they come at once, however slowly we send
    for frame in frames:
        await chat.send(frame)
    stack.resume("server")
    replies = [await chat.reply() for _ in frames]
    limited = [reply for reply in replies if reply["code"] == "rate_limited"]
    assert 0 < len(limited) <= 100
    assert all(reply["retryable"] and reply["retry_after"] > 0 and reply["id"] for reply in limited)
    assert {reply["id"] for reply in replies} == {frame["id"] for frame in frames}
    await asyncio.sleep(limited[0]["retry_after"])
    again = next(frame for frame in frames if frame["id"] == limited[0]["id"])
    assert (await chat.tell(again))["code"] == "unknown_conversation"


async def test_a_flood_closes_with_4429_and_harms_nobody_else(stack: Stack, key: Key, chat: FrontEnd) -> None:
    async with FrontEnd(stack.ws, key) as flood:
        with contextlib.suppress(ConnectionClosed):
            for number in range(20_000):
                await flood.send(
                    f'{{"type": "message", "id": "flood-{number}"}}' if number % 2 else '{"type":"ping"}'
                )
                if number % 50 == 0:
                    await asyncio.sleep(0)  # whoever never looks up would not see that the door is closed
        assert await flood.closed() == 4429
    with promptly(1):
        assert await chat.ask("ping") == {"type": "pong"}


async def test_frames_sent_as_fast_as_the_limit_allows_are_all_taken(chat: FrontEnd) -> None:
    rate = chat.welcome["limits"]["frames_per_second"]
    for number in range(3 * rate):
        await chat.send({"type": "ping"})
        if number % 20 == 19:
            await asyncio.sleep(20 / rate)
    assert [await chat.reply() for _ in range(3 * rate)] == [{"type": "pong"}] * 3 * rate


# Over HTTP


@pytest.mark.parametrize("key_of", ["nobody", "another", "revoked"])
@pytest.mark.parametrize("request_", ["POST /api/v1/frames", "GET /api/v1/events", "POST /api/v1/tickets"])
async def test_without_a_valid_key_every_request_is_401_in_json(
    stack: Stack, poster: Poster, request_: str, key_of: str
) -> None:
    key = stack.source("Dead")
    stack.revoke(key.key_id)
    headers = {
        "nobody": {"Authorization": ""},
        "another": {"Authorization": "Bearer x"},
        "revoked": key.headers,
    }
    method, path = request_.split()
    answer = await poster.http.request(method, path, headers=headers[key_of], content='{"type": "ping"}')
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["type"] == "error"
