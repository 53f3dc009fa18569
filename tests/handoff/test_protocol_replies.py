"""What goes out: every reply and event as the protocol's page shows it, what is absent left out."""

import json
from datetime import UTC, datetime
from typing import Any, get_args

import msgspec
import pytest

from handoff.protocol import (
    CLOSE_CODES,
    CODES,
    Code,
    DecisionReply,
    Error,
    Escalate,
    EventsPage,
    HandbackEvent,
    Instant,
    Limits,
    Message,
    MessageEvent,
    Name,
    Ok,
    Pong,
    ProtocolError,
    StatusEvent,
    Ticket,
    TranscriptMessage,
    Trigger,
    TypingEvent,
    Welcome,
    check,
    encode,
)
from handoff.protocol.fields import SpokenKind, WireRole
from handoff.vocabulary import DELIVERED_KINDS, Action, Band, Role, State, TriggerName

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
UNSURE = DecisionReply(
    action=Action.HANDOFF,
    band=Band.LOW,
    confidence=0.41,
    raw_confidence=0.58,
    triggers=[Trigger(trigger=TriggerName.LOW_CONFIDENCE, detail="0.41 is below 0.60")],
    policy_version=12,
)
SILENT = DecisionReply(
    action=Action.NONE, band=None, confidence=None, raw_confidence=None, triggers=[], policy_version=1
)
OK: dict[str, Any] = {"id": "f-1", "conversation": "c-1", "state": State.QUEUED}


@pytest.mark.parametrize(
    ("struct", "sent"),
    [
        (Ok(**OK), {"type": "ok", "id": "f-1", "conversation": "c-1", "state": "queued"}),
        (
            Ok(**OK, decision=UNSURE, position=1, eta_s=None),
            {
                "type": "ok",
                "id": "f-1",
                "conversation": "c-1",
                "state": "queued",
                "decision": {
                    "action": "handoff",
                    "band": "low",
                    "confidence": 0.41,
                    "raw_confidence": 0.58,
                    "triggers": [{"trigger": "low_confidence", "detail": "0.41 is below 0.60"}],
                    "policy_version": 12,
                },
                "position": 1,
                "eta_s": None,
            },
        ),
        (
            Ok(**OK, decision=SILENT, position=None, eta_s=240),
            {
                "type": "ok",
                "id": "f-1",
                "conversation": "c-1",
                "state": "queued",
                "decision": {
                    "action": "none",
                    "band": None,
                    "confidence": None,
                    "raw_confidence": None,
                    "triggers": [],
                    "policy_version": 1,
                },
                "position": None,
                "eta_s": 240,
            },
        ),
        (
            Error(code="conflict", message="Used before", retryable=False),
            {"type": "error", "code": "conflict", "message": "Used before", "retryable": False},
        ),
        (
            Error(id="f", code="rate_limited", message="Slow", field="x", retryable=True, retry_after=0.5),
            {
                "type": "error",
                "id": "f",
                "code": "rate_limited",
                "message": "Slow",
                "field": "x",
                "retryable": True,
                "retry_after": 0.5,
            },
        ),
        (
            Welcome(source="fjell-web", last_seq=0, limits=Limits(burst=7)),
            {
                "type": "welcome",
                "source": "fjell-web",
                "last_seq": 0,
                "limits": {
                    "frame_bytes": 1_048_576,
                    "text": 20_000,
                    "transcript": 2_000,
                    "id": 128,
                    "attachments": 10,
                    "attachment_bytes": 10_000_000,
                    "frames_per_second": 200,
                    "burst": 7,
                    "retention_days": 7,
                },
            },
        ),
        (Pong(), {"type": "pong"}),
        (
            MessageEvent(seq=4, conversation="c-1", message="m1-2", kind="fallback", text="Hi", at=NOON),
            {
                "type": "message",
                "seq": 4,
                "conversation": "c-1",
                "message": "m1-2",
                "kind": "fallback",
                "text": "Hi",
                "at": "2026-11-21T12:00:00Z",
            },
        ),
        (
            MessageEvent(
                seq=4,
                conversation="c",
                message="m",
                kind="agent",
                text="Hi",
                author=Name(name="Mira"),
                at=NOON,
            ),
            {
                "type": "message",
                "seq": 4,
                "conversation": "c",
                "message": "m",
                "kind": "agent",
                "text": "Hi",
                "author": {"name": "Mira"},
                "at": "2026-11-21T12:00:00Z",
            },
        ),
        (
            StatusEvent(seq=1, conversation="c", state=State.AI),
            {"type": "status", "seq": 1, "conversation": "c", "state": "ai"},
        ),
        (
            StatusEvent(
                seq=1, conversation="c", state=State.QUEUED, position=1, eta_s=0, agent=Name(name="Jonas")
            ),
            {
                "type": "status",
                "seq": 1,
                "conversation": "c",
                "state": "queued",
                "position": 1,
                "eta_s": 0,
                "agent": {"name": "Jonas"},
            },
        ),
        (HandbackEvent(seq=0, conversation="c"), {"type": "handback", "seq": 0, "conversation": "c"}),
        (
            HandbackEvent(seq=2, conversation="c", note=""),
            {"type": "handback", "seq": 2, "conversation": "c", "note": ""},
        ),
        (TypingEvent(conversation="c", on=False), {"type": "typing", "conversation": "c", "on": False}),
        (EventsPage(events=[], last_seq=9), {"events": [], "last_seq": 9}),
        (Ticket(ticket="t", expires_at=NOON), {"ticket": "t", "expires_at": "2026-11-21T12:00:00Z"}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, msgspec.Struct) else "",
)
def test_what_is_sent_is_what_the_page_shows(struct: msgspec.Struct, sent: dict[str, Any]) -> None:
    assert json.loads(encode(struct)) == sent


def test_the_type_comes_first_so_that_people_can_read_along() -> None:
    assert encode(Ok(**OK)).startswith('{"type":"ok","id":"f-1"')
    assert encode(HandbackEvent(seq=2, conversation="c")) == '{"type":"handback","seq":2,"conversation":"c"}'


@pytest.mark.parametrize("code", get_args(Code))
def test_only_passing_troubles_are_retryable(code: Code) -> None:
    reply = ProtocolError(code, id="f-1").reply
    assert reply.retryable == (code in {"rate_limited", "unavailable"})
    assert reply.message == CODES[code].text
    assert reply.id == "f-1"


def test_bad_frames_are_those_that_the_front_end_wrote_wrong() -> None:
    assert {code for code in CODES if ProtocolError(code).bad} == {
        "invalid_json",
        "invalid_frame",
        "unknown_type",
    }


def test_every_code_has_a_meaning() -> None:
    assert set(CODES) == set(get_args(Code))
    assert [int(code) for code in CLOSE_CODES] == [1009, 1012, 4400, 4401, 4429]


def test_the_words_of_the_wire_are_words_of_the_domain() -> None:
    assert set(get_args(SpokenKind)) == {kind.value for kind in DELIVERED_KINDS}
    assert set(get_args(WireRole)) == {role.value for role in Role} - {Role.NOTE}


def test_a_frame_made_in_code_has_the_digest_of_its_text() -> None:
    made = Escalate(
        id="f-1",
        conversation="c-1",
        transcript=[TranscriptMessage(role="customer", text="Hi", at=Instant.read("2026-11-21T12:00:00Z"))],
    )
    sent = {
        "type": "escalate",
        "id": "f-1",
        "conversation": "c-1",
        "transcript": [{"role": "customer", "text": "Hi", "at": "2026-11-21T12:00:00+00:00"}],
    }
    assert made.digest == check(sent).digest
    assert made.digest != Message(id="f-1", conversation="c-1", role="customer", text="Hi").digest
