"""Frames: what is taken, what is refused and how it is said, on both transports."""

import json
from typing import Any

import pytest

from tests.front_end import Door, FrontEnd, Poster, a_frame

CUSTOMER = {"conversation": "c1", "role": "customer", "text": "Where are my poles?"}
LONG = "🏔" * 20_000

NOT_JSON = [
    "",
    "hello",
    '{"type": "ping"',
    '{"type": "ping"} {}',
    '{"type": "ping", "n": NaN}',
    '{"type": "ping", "n": Infinity}',
    '{"type": "ping", "n": -Infinity}',
    "{'type': 'ping'}",
    '{"type": "ping",}',
    "\ufeff" + '{"type": "ping"}',
    '{"type": "ping", "n": 01}',
    '{"type": "ping", "s": "a\nb"}',
]
NOT_AN_OBJECT = ["1", '"ping"', "true", "null", "0.5"]
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("message", {"role": "customer", "text": "Hi"}, "conversation"),
    ("message", {"conversation": "c1", "role": "customer", "text": None}, "text"),
    ("message", CUSTOMER | {"role": None}, "role"),
    ("message", CUSTOMER | {"role": "assistent"}, "role"),
    ("message", CUSTOMER | {"role": "note"}, "role"),
    ("message", CUSTOMER | {"role": ["customer"]}, "role"),
    ("message", CUSTOMER | {"text": ""}, "text"),
    ("message", CUSTOMER | {"text": 7}, "text"),
    ("message", CUSTOMER | {"text": LONG + "x"}, "text"),
    ("message", CUSTOMER | {"text": "poles\0"}, "text"),
    ("message", CUSTOMER | {"text": "\ud83c poles"}, "text"),
    ("message", CUSTOMER | {"conversation": ""}, "conversation"),
    ("message", CUSTOMER | {"conversation": "c" * 129}, "conversation"),
    ("message", CUSTOMER | {"conversation": 12}, "conversation"),
    ("message", CUSTOMER | {"message": ""}, "message"),
    ("message", CUSTOMER | {"at": "2026-11-21T14:06:00"}, "at"),
    ("message", CUSTOMER | {"at": "yesterday"}, "at"),
    ("message", CUSTOMER | {"at": 1_700_000_000}, "at"),
    ("message", CUSTOMER | {"at": "2026-02-30T14:06:00Z"}, "at"),
    ("message", CUSTOMER | {"customer": "Ingrid"}, "customer"),
    ("message", CUSTOMER | {"customer": {"name": 7}}, "customer.name"),
    ("message", CUSTOMER | {"context": []}, "context"),
    ("message", CUSTOMER | {"context": {"order": "a\0b"}}, "context.order"),
    ("message", CUSTOMER | {"meta": {"list": [1, {"x": "\udfff"}]}}, "meta.list[1].x"),
    ("propose", {"conversation": "c1", "confidence": 0.5}, "text"),
    ("propose", {"conversation": "c1", "text": "Hi"}, "confidence"),
    ("propose", {"conversation": "c1", "text": "Hi", "confidence": 1.01}, "confidence"),
    ("propose", {"conversation": "c1", "text": "Hi", "confidence": -0.01}, "confidence"),
    ("propose", {"conversation": "c1", "text": "Hi", "confidence": "0.5"}, "confidence"),
    ("propose", {"conversation": "c1", "text": "Hi", "confidence": True}, "confidence"),
    (
        "propose",
        {"conversation": "c1", "text": "Hi", "confidence": 1, "citations": [{}]},
        "citations[0].title",
    ),
    ("escalate", {"conversation": "c1", "mode": "medium"}, "mode"),
    ("escalate", {"conversation": "c1", "priority": "asap"}, "priority"),
    ("escalate", {"conversation": "c1", "skills": "tents"}, "skills"),
    ("escalate", {"conversation": "c1", "draft": {"text": "Hi"}}, "draft.confidence"),
    ("escalate", {"conversation": "c1", "draft": {"text": "", "confidence": 1}}, "draft.text"),
    (
        "escalate",
        {"conversation": "c1", "transcript": [{"role": "customer", "text": "x"}] * 2001},
        "transcript",
    ),
    (
        "escalate",
        {
            "conversation": "c1",
            "transcript": [{"role": "customer", "text": "x"}] * 3 + [{"role": "x", "text": "y"}],
        },
        "transcript[3].role",
    ),
    ("rate", {"conversation": "c1"}, "score"),
    ("rate", {"conversation": "c1", "score": 0}, "score"),
    ("rate", {"conversation": "c1", "score": 6}, "score"),
    ("rate", {"conversation": "c1", "score": 4.5}, "score"),
    ("close", {"conversation": "c1", "by": "agent"}, "by"),
    ("close", {"conversation": "c1", "outcome": "won"}, "outcome"),
    ("typing", {"conversation": "c1"}, "on"),
    ("typing", {"conversation": "c1", "on": "yes"}, "on"),
    ("ack", {}, "seq"),
    ("ack", {"seq": -1}, "seq"),
    ("ack", {"seq": 1.5}, "seq"),
    ("ack", {"seq": 10**400}, "seq"),
]


@pytest.mark.parametrize("text", NOT_JSON)
async def test_what_is_no_json_is_invalid_json(chat: FrontEnd, poster: Poster, text: str) -> None:
    reply = await chat.tell(text)
    assert (reply["code"], reply["retryable"]) == ("invalid_json", False)
    answer = await poster.post(text)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json")


@pytest.mark.parametrize("text", NOT_AN_OBJECT)
async def test_a_frame_is_an_object(door: Door, text: str) -> None:
    assert (await door.tell(text))["code"] == "invalid_json"


async def test_a_binary_message_is_invalid_json(chat: FrontEnd) -> None:
    assert (await chat.tell(b'{"type": "ping"}'))["code"] == "invalid_json"
    assert await chat.ask("ping") == {"type": "pong"}


@pytest.mark.parametrize(("kind", "fields", "field"), REFUSED)
async def test_a_bad_field_is_named(door: Door, kind: str, fields: dict[str, Any], field: str) -> None:
    frame = a_frame(kind) | fields
    frame = {name: value for name, value in frame.items() if value is not None}
    reply = await door.tell(json.dumps(frame))
    assert reply["type"] == "error"
    assert (reply["code"], reply.get("field"), reply["retryable"]) == ("invalid_frame", field, False)
    assert reply.get("id") == frame.get("id")
    assert reply["message"]


@pytest.mark.parametrize("bad", [None, "", "i" * 129, 7, "a\0b"])
async def test_an_id_is_1_to_128_characters_and_an_unusable_one_is_not_repeated(door: Door, bad: Any) -> None:
    frame = {
        key: value for key, value in {"type": "message", "id": bad, **CUSTOMER}.items() if value is not None
    }
    reply = await door.tell(json.dumps(frame))
    assert (reply["code"], reply["field"]) == ("invalid_frame", "id")
    assert "id" not in reply


@pytest.mark.parametrize("kind", ["", "shout", "Message", "welcome", "ok"])
async def test_an_unknown_type_is_told_so_with_its_id(door: Door, kind: str) -> None:
    reply = await door.tell({"type": kind, "id": "f-x"})
    assert (reply["code"], reply["id"], reply["retryable"]) == ("unknown_type", "f-x", False)


@pytest.mark.parametrize("kind", [None, 7, ["message"]])
async def test_a_type_is_a_text(door: Door, kind: Any) -> None:
    reply = await door.tell({"type": kind, "id": "f-x"})
    assert (reply["code"], reply["field"]) == ("invalid_frame", "type")


async def test_limits_are_counted_in_code_points_and_met_exactly(door: Door) -> None:
    reply = await door.ask("message", conversation="é" * 128, role="customer", text=LONG, message="m" * 128)
    assert reply["type"] == "ok"
    assert reply["conversation"] == "é" * 128


async def test_a_transcript_of_2000_messages_is_taken(door: Door) -> None:
    transcript = [{"role": "customer" if n % 2 else "assistant", "text": f"line {n}"} for n in range(2000)]
    reply = await door.ask("escalate", conversation="long", transcript=transcript)
    assert reply["type"] == "ok"


async def test_unknown_fields_are_ignored_and_null_is_as_if_absent(door: Door) -> None:
    reply = await door.ask(
        "message", **CUSTOMER, mood="cross", customer=None, at=None, language=None, meta={"x": None}
    )
    assert reply["type"] == "ok"


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-21T14:06:00Z",
        "2026-11-21t14:06:00.123456789z",
        "2026-11-21T14:06:00-09:30",
        "2016-12-31T23:59:60Z",
    ],
)
async def test_times_are_rfc_3339_with_an_offset(door: Door, at: str) -> None:
    assert (await door.ask("message", **CUSTOMER, at=at))["type"] == "ok"


@pytest.mark.parametrize(
    "text",
    [
        f'{{"type":"message","id":"{n}","conversation":"c","role":"customer","text":"x","context":{value}}}'
        for n, value in enumerate(
            ['{"a":' * 5000 + "1" + "}" * 5000, "[" * 100_000, '{"n":1e999}', '{"n":' + "9" * 5000 + "}"]
        )
    ],
    ids=["deep", "unclosed", "infinite", "huge"],
)
async def test_hostile_json_is_refused_and_harms_nothing(chat: FrontEnd, text: str) -> None:
    reply = await chat.tell(text)
    assert reply["code"] in ("invalid_json", "invalid_frame")
    assert await chat.ask("ping") == {"type": "pong"}


async def test_hostile_text_comes_back_as_it_was(chat: FrontEnd, mira: Any) -> None:
    text = "<script>alert(1)</script> {{7*7}} ' OR 1=1;-- \u202e evil \u200b %s \\u0000 \r\n\t 😀"
    await chat.ask("escalate", conversation="c1")
    mira("queueing.accept(pk, agent=mira); reply.send(pk, agent=mira, text=text, seen=0)", "c1", text=text)
    assert (await chat.event("message"))["text"] == text.replace("\r\n", "\n")


async def test_ping_gets_pong(door: Door) -> None:
    assert await door.ask("ping") == {"type": "pong"}


async def test_frames_of_many_conversations_share_a_connection(chat: FrontEnd) -> None:
    names = [f"c{n}" for n in range(20)]
    frames = [a_frame("message", **CUSTOMER | {"conversation": name}) for name in names]
    for frame in frames:
        await chat.send(frame)
    replies = [await chat.reply() for _ in frames]
    assert [(r["id"], r["conversation"]) for r in replies] == [(f["id"], f["conversation"]) for f in frames]
