"""What only the HTTP transport has."""

import json
from datetime import datetime
from typing import Any

import pytest

from tests.front_end import FrontEnd, Poster, a_frame
from tests.stack import Key, Stack

MiB = 1024 * 1024


def count(stack: Stack, key: Key) -> int:
    """How many messages this front end has."""
    statement = (
        "SELECT count(*) FROM handoff_message m JOIN handoff_conversation c ON c.id = m.conversation_id "
        "JOIN handoff_source s ON s.id = c.source_id WHERE s.name = %s"
    )
    return int(stack.query(statement, key.source)[0][0])


async def test_one_frame_gets_one_reply(poster: Poster) -> None:
    answer = await poster.post(a_frame("message", conversation="c1"))
    assert (answer.status_code, answer.json()["type"]) == (200, "ok")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


async def test_an_array_gets_its_replies_in_order_with_null_where_there_is_none(poster: Poster) -> None:
    frames: list[Any] = [
        a_frame("message", conversation="c1", text="one"),
        {"type": "typing", "conversation": "c1", "on": True},
        {"type": "message", "id": "bad"},
        7,
        {"type": "ping"},
        a_frame("rate", conversation="c1", score=5),
        {"type": "ack", "seq": 0},
        {"type": "hello"},
    ]
    answer = await poster.post(frames)
    assert answer.status_code == 200
    told = [reply and (reply["type"], reply.get("code")) for reply in answer.json()]
    assert told == [
        ("ok", None),
        None,
        ("error", "invalid_frame"),
        ("error", "invalid_json"),
        ("pong", None),
        ("ok", None),
        None,
        ("welcome", None),
    ]


async def test_an_error_reply_is_200_too(poster: Poster) -> None:
    answer = await poster.post(a_frame("rate", conversation="nowhere", score=1))
    assert (answer.status_code, answer.json()["code"]) == (200, "unknown_conversation")


async def test_no_frames_get_no_replies(poster: Poster) -> None:
    answer = await poster.post([])
    assert (answer.status_code, answer.json()) == (200, [])


async def test_100_frames_are_taken_and_101_are_not(stack: Stack, key: Key, poster: Poster) -> None:
    frames = [a_frame("message", conversation="c1", text=f"line {n}") for n in range(101)]
    answer = await poster.post(frames)
    assert (answer.status_code, answer.json()["code"], count(stack, key)) == (413, "too_large", 0)
    answer = await poster.post(frames[:100])
    assert [reply["type"] for reply in answer.json()] == ["ok"] * 100
    assert count(stack, key) == 100


async def test_one_frame_over_1_mib_refuses_the_whole_request(stack: Stack, key: Key, poster: Poster) -> None:
    small = a_frame("message", conversation="c1")
    large = a_frame("message", conversation="c1", meta={"pad": "x" * MiB})
    for body in (large, [small, large]):
        answer = await poster.post(body)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert count(stack, key) == 0


async def test_many_frames_of_nearly_1_mib_are_taken(stack: Stack, key: Key, poster: Poster) -> None:
    pad = "x" * (MiB - 500)
    frames = [a_frame("message", conversation="c1", meta={"pad": pad}) for _ in range(6)]
    answer = await poster.post(frames)
    assert [reply["type"] for reply in answer.json()] == ["ok"] * 6


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b'{"type": "ping", "x": "\xff"}', b"[1, NaN]", b'[{"type": "ping"}', b""]
)
async def test_a_body_that_is_no_json_is_400(poster: Poster, body: bytes) -> None:
    answer = await poster.post(body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/frames"),
        ("PUT", "/api/v1/frames"),
        ("POST", "/api/v1/events"),
        ("GET", "/api/v1/tickets"),
    ],
)
async def test_another_method_is_405_in_json(poster: Poster, method: str, path: str) -> None:
    answer = await poster.http.request(method, path)
    assert (answer.status_code, answer.json()["type"]) == (405, "error")
    assert answer.headers["Allow"] in ("GET", "POST")


async def test_too_fast_is_429_with_retry_after_and_nothing_done(stack: Stack, poster: Poster) -> None:
    key = stack.source("Hasty")
    statuses = []
    async with Poster(stack.url, key) as hasty:
        for _ in range(12):
            answer = await hasty.post([{"type": "ping"}] * 100)
            statuses.append(answer.status_code)
            if answer.status_code == 429:
                break
        assert statuses[-1] == 429
        assert int(answer.headers["Retry-After"]) >= 1
        assert (answer.json()["code"], answer.json()["retryable"]) == ("rate_limited", True)
        assert (await poster.post({"type": "ping"})).status_code == 200, "another source is not slowed down"


async def test_a_ticket_is_told_with_its_end(poster: Poster) -> None:
    answer = await poster.post("", "/api/v1/tickets")
    assert answer.status_code == 201
    assert set(answer.json()) == {"ticket", "expires_at"}
    assert datetime.fromisoformat(answer.json()["expires_at"]).tzinfo is not None
    assert (await poster.post({"conversation": None}, "/api/v1/tickets")).status_code == 201


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ('{"conversation": ""}', "invalid_frame", "conversation"),
        ('{"conversation": 7}', "invalid_frame", "conversation"),
        (json.dumps({"conversation": "c" * 129}), "invalid_frame", "conversation"),
        ("[]", "invalid_frame", None),
        ("nonsense", "invalid_json", None),
    ],
)
async def test_a_ticket_for_a_bad_conversation_is_refused(
    poster: Poster, body: str, code: str, field: str | None
) -> None:
    answer = await poster.post(body, "/api/v1/tickets")
    assert (answer.status_code, answer.json()["code"], answer.json().get("field")) == (400, code, field)


async def test_begun_on_a_socket_and_finished_over_http(chat: FrontEnd, poster: Poster) -> None:
    await chat.ask("message", conversation="c1")
    assert (await poster.ask("escalate", conversation="c1"))["state"] == "queued"
    event = await chat.event()
    assert await poster.tell({"type": "ack", "seq": event["seq"]}) is None
    assert await poster.events(None) == []
