"""A front end of Fjell & Co sends frames; each is read into what it says, or refused with the place of the flaw."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handoff.protocol import (
    FRAMES,
    Ack,
    Citation,
    Close,
    Context,
    Customer,
    Escalate,
    EscalateDraft,
    Frame,
    Hello,
    Message,
    Ping,
    Propose,
    ProtocolError,
    Rate,
    TranscriptMessage,
    Typing,
    check,
)
from handoff.protocol.codes import SEQ_MOST
from handoff.vocabulary import Mode, Priority

STORED: dict[str, Any] = {"id": "f-1", "conversation": "FJ-48213"}
INGRID = STORED | {"type": "message", "role": "customer", "text": "The tent came without its poles."}
SURE = STORED | {"type": "propose", "text": "New poles leave today.", "confidence": 0.9}
WARM = STORED | {"type": "escalate"}


def refused(frame: dict[str, Any]) -> ProtocolError:
    with pytest.raises(ProtocolError) as caught:
        check(frame)
    return caught.value


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"type": "hello"}, Hello()),
        (
            {"type": "hello", "resume_after": 41, "client": "fjell-bot"},
            Hello(resume_after=41, client="fjell-bot"),
        ),
        ({"type": "hello", "client": {"name": "fjell-bot"}}, Hello(client={"name": "fjell-bot"})),
        (INGRID, Message(**STORED, role="customer", text="The tent came without its poles.")),
        (SURE, Propose(**STORED, text="New poles leave today.", confidence=0.9)),
        (WARM, Escalate(**STORED)),
        (STORED | {"type": "context"}, Context(**STORED)),
        (STORED | {"type": "rate", "score": 5, "comment": "Kind."}, Rate(**STORED, score=5, comment="Kind.")),
        (
            STORED | {"type": "close", "by": "customer", "outcome": "resolved"},
            Close(**STORED, by="customer", outcome="resolved"),
        ),
        (
            {"type": "typing", "conversation": "FJ-48213", "on": True},
            Typing(conversation="FJ-48213", on=True),
        ),
        ({"type": "ack", "seq": 0}, Ack(seq=0)),
        ({"type": "ping"}, Ping()),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_every_frame_is_read(sent: dict[str, Any], read: Frame) -> None:
    assert check(sent) == read


def test_an_escalation_carries_everything_the_ai_knows() -> None:
    citation = {"title": "Returns", "url": "https://fjell.example/returns"}
    frame = check(
        WARM
        | {
            "reason": "asks for a person",
            "mode": "soft",
            "transcript": [
                {"role": "customer", "text": "Hi", "message": "w-1", "at": "2026-11-21T14:06:00+01:00"},
                {"role": "assistant", "text": "Hello"},
            ],
            "customer": {"id": "7", "name": "Ingrid", "attributes": {"since": 2019}},
            "context": {"order": "48213"},
            "summary": "No poles.",
            "draft": {"text": "Sorry!", "confidence": 1, "citations": [citation]},
            "intent": "missing_part",
            "topic": "returns",
            "priority": "urgent",
            "tier": "human",
            "skills": ["norwegian"],
        }
    )
    assert frame == Escalate(
        **STORED,
        reason="asks for a person",
        mode=Mode.SOFT,
        transcript=[
            TranscriptMessage(role="customer", text="Hi", message="w-1", at=frame.transcript[0].at),  # type: ignore[union-attr,index]
            TranscriptMessage(role="assistant", text="Hello"),
        ],
        customer=Customer(id="7", name="Ingrid", attributes={"since": 2019}),
        context={"order": "48213"},
        summary="No poles.",
        draft=EscalateDraft(
            text="Sorry!",
            confidence=1.0,
            citations=[Citation(title="Returns", url="https://fjell.example/returns")],
        ),
        intent="missing_part",
        topic="returns",
        priority=Priority.URGENT,
        tier="human",
        skills=["norwegian"],
    )


def test_null_for_an_optional_field_is_as_if_absent() -> None:
    optional = ("message", "at", "language", "customer", "context", "meta")
    assert check(INGRID | dict.fromkeys(optional)) == check(INGRID)
    assert check(INGRID | {"customer": {"name": None}}) == check(INGRID | {"customer": {}})


def test_unknown_fields_are_ignored_wherever_they_stand() -> None:
    assert check(INGRID | {"mood": {"of": [1]}, "seq": "x"}) == check(INGRID)
    assert check(INGRID | {"customer": {"shoe": 39}}) == check(INGRID | {"customer": {}})
    assert check({"type": "rate", **STORED, "score": 3, "at": "yesterday"}) == Rate(**STORED, score=3)
    assert check({"type": "ping", "id": 12}) == Ping()
    assert check(INGRID | {"digest": "mine"}).digest != "mine"


@pytest.mark.parametrize(
    ("frame", "field"),
    [
        ({"id": "f-1", "conversation": "c"} | {"type": "message", "text": "x"}, "role"),
        ({"type": "message", "conversation": "c", "role": "customer", "text": "x"}, "id"),
        ({"type": "message", "id": "f", "role": "customer", "text": "x"}, "conversation"),
        (INGRID | {"text": None}, "text"),
        (INGRID | {"text": ""}, "text"),
        (INGRID | {"text": "x" * 20_001}, "text"),
        (INGRID | {"text": ["x"]}, "text"),
        (INGRID | {"role": "bot"}, "role"),
        (INGRID | {"role": "note"}, "role"),
        (INGRID | {"id": ""}, "id"),
        (INGRID | {"id": 7}, "id"),
        (INGRID | {"id": "f" * 129}, "id"),
        (INGRID | {"conversation": "c" * 129}, "conversation"),
        (INGRID | {"conversation": ""}, "conversation"),
        (INGRID | {"message": ""}, "message"),
        (INGRID | {"message": "m" * 129}, "message"),
        (INGRID | {"language": "x" * 65}, "language"),
        (INGRID | {"customer": []}, "customer"),
        (INGRID | {"customer": {"id": ""}}, "customer.id"),
        (INGRID | {"customer": {"name": "n" * 201}}, "customer.name"),
        (INGRID | {"customer": {"email": {}}}, "customer.email"),
        (INGRID | {"customer": {"attributes": "gold"}}, "customer.attributes"),
        (INGRID | {"context": []}, "context"),
        (INGRID | {"meta": "x"}, "meta"),
        (SURE | {"confidence": 1.01}, "confidence"),
        (SURE | {"confidence": -0.01}, "confidence"),
        (SURE | {"confidence": "0.9"}, "confidence"),
        (SURE | {"confidence": True}, "confidence"),
        (SURE | {"confidence": None}, "confidence"),
        (SURE | {"citations": [{"title": "a"}, {"url": "b"}]}, "citations[1].title"),
        (SURE | {"citations": [{"title": "a"}] * 51}, "citations"),
        (SURE | {"topic": "t" * 129}, "topic"),
        (WARM | {"mode": "warm"}, "mode"),
        (WARM | {"priority": 1}, "priority"),
        (WARM | {"skills": ["a", 3]}, "skills[1]"),
        (WARM | {"skills": ["a"] * 51}, "skills"),
        (WARM | {"draft": {"text": "x"}}, "draft.confidence"),
        (WARM | {"draft": {"text": "", "confidence": 1}}, "draft.text"),
        (WARM | {"summary": "s" * 20_001}, "summary"),
        (WARM | {"transcript": {}}, "transcript"),
        (WARM | {"transcript": [{"role": "customer", "text": "x"}] * 2_001}, "transcript"),
        (
            WARM | {"transcript": [{"role": "customer", "text": "x"}] * 3 + [{"text": "x"}]},
            "transcript[3].role",
        ),
        (WARM | {"transcript": [{"role": "x", "text": "x"}]}, "transcript[0].role"),
        (WARM | {"transcript": [{"role": "customer", "text": ""}]}, "transcript[0].text"),
        (WARM | {"transcript": ["x"]}, "transcript[0]"),
        ({"type": "rate", **STORED}, "score"),
        ({"type": "rate", **STORED, "score": 0}, "score"),
        ({"type": "rate", **STORED, "score": 6}, "score"),
        ({"type": "rate", **STORED, "score": 4.5}, "score"),
        ({"type": "rate", **STORED, "score": True}, "score"),
        ({"type": "close", **STORED, "by": "agent"}, "by"),
        ({"type": "close", **STORED, "outcome": "done"}, "outcome"),
        ({"type": "typing", "conversation": "c", "on": 1}, "on"),
        ({"type": "typing", "conversation": "c"}, "on"),
        ({"type": "ack"}, "seq"),
        ({"type": "ack", "seq": -1}, "seq"),
        ({"type": "ack", "seq": SEQ_MOST + 1}, "seq"),
        ({"type": "ack", "seq": 10**30}, "seq"),
        ({"type": "hello", "resume_after": False}, "resume_after"),
        ({"type": "hello", "resume_after": -1}, "resume_after"),
        ({"type": "hello", "client": 5}, "client"),
    ],
)
def test_a_bad_field_is_named_by_its_path(frame: dict[str, Any], field: str) -> None:
    error = refused(frame)
    assert (error.code, error.field) == ("invalid_frame", field)
    assert error.message
    assert not error.retryable


@pytest.mark.parametrize(
    "frame",
    [
        INGRID | {"id": "f" * 128, "conversation": "c" * 128, "message": "m" * 128},
        INGRID | {"text": "x" * 20_000},
        INGRID | {"text": "😀" * 20_000},
        INGRID | {"text": " "},
        SURE | {"confidence": 0},
        SURE | {"confidence": 1},
        SURE | {"citations": [{"title": "t"}] * 50},
        WARM | {"transcript": []},
        WARM | {"transcript": [{"role": "system", "text": "x"}] * 2_000},
        WARM | {"reason": "", "summary": "", "topic": "", "skills": []},
        {"type": "rate", **STORED, "score": 1},
        {"type": "rate", **STORED, "score": 5.0},
        {"type": "ack", "seq": SEQ_MOST},
    ],
)
def test_what_is_just_within_a_limit_is_taken(frame: dict[str, Any]) -> None:
    assert check(frame).digest


def test_a_bad_frame_is_answered_with_its_id_where_that_can_be_used() -> None:
    assert refused(INGRID | {"text": ""}).id == "f-1"
    assert refused({"type": "telepathy", "id": "f-2"}).id == "f-2"
    assert refused({"id": "f-3"}).id == "f-3"
    assert refused(INGRID | {"text": "\0"}).id == "f-1"
    for unusable in (None, 7, "", "x" * 129, "a\0", "\ud800", ["f"]):
        assert refused({"type": "telepathy", "id": unusable}).id is None


@pytest.mark.parametrize("kind", [None, 7, [], {}, True])
def test_a_frame_without_a_type_in_words_is_invalid(kind: Any) -> None:
    error = refused({"type": kind, "id": "f-1"})
    assert (error.code, error.field) == ("invalid_frame", "type")


@pytest.mark.parametrize("kind", ["", "Message", "ok", "status", "base", "stored", "x" * 10_000])
def test_a_type_that_does_not_exist_is_unknown(kind: str) -> None:
    error = refused({"type": kind})
    assert (error.code, error.field) == ("unknown_type", None)
    assert len(error.message) < 200


@pytest.mark.parametrize("value", [None, True, 1, 0.5, "hello", [], [{"type": "ping"}]])
def test_a_frame_is_an_object(value: object) -> None:
    with pytest.raises(ProtocolError) as caught:
        check(value)
    assert (caught.value.code, caught.value.id) == ("invalid_json", None)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21T13:06:00Z", datetime(2026, 11, 21, 13, 6, tzinfo=UTC)),
        ("2026-11-21t13:06:00z", datetime(2026, 11, 21, 13, 6, tzinfo=UTC)),
        ("2026-11-21T14:06:00+01:00", datetime(2026, 11, 21, 13, 6, tzinfo=UTC)),
        ("2026-11-21T13:06:00-00:00", datetime(2026, 11, 21, 13, 6, tzinfo=UTC)),
        ("2026-11-21T02:36:00.25-10:30", datetime(2026, 11, 21, 13, 6, 0, 250_000, tzinfo=UTC)),
        ("2026-11-21T13:06:00.123456789Z", datetime(2026, 11, 21, 13, 6, 0, 123_456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2016-12-31T18:59:60.5-05:00", datetime(2017, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_time_with_an_offset_is_a_moment(text: str, moment: datetime) -> None:
    frame = check(INGRID | {"at": text})
    assert isinstance(frame, Message)
    assert frame.at == moment
    assert frame.at is not None
    assert frame.at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T13:06:00",
        "2026-11-21 13:06:00Z",
        "2026-11-21T13:06Z",
        "2026-11-21",
        "20261121T130600Z",
        "2026-11-21T13:06:00+0100",
        "2026-11-21T13:06:00+01",
        "2026-11-21T13:06:00.Z",
        "2026-11-21T13:06:00,5Z",
        "2026-11-21T13:06:00Z\n",
        "2026-11-21T24:00:00Z",
        "2026-11-21T13:06:61Z",
        "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-11-21T13:06:00+24:00",
        "2026-11-21T13:06:00+01:60",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "9999-12-31T23:59:60Z",
        "٢٠٢٦-11-21T13:06:00Z",
        "now",
        "",
        1_795_266_360,
        True,
        {},
    ],
)
def test_what_names_no_moment_is_invalid(text: object) -> None:
    assert refused(INGRID | {"at": text}).field == "at"
    error = refused(WARM | {"transcript": [{"role": "customer", "text": "x", "at": text}]})
    assert (error.code, error.field) == ("invalid_frame", "transcript[0].at")


@pytest.mark.parametrize("bad", ["\0", "a\0b", "\ud800", "x\udfff", "\udc00\ud800"])
@pytest.mark.parametrize(
    ("place", "field"),
    [
        (lambda bad: INGRID | {"text": bad}, "text"),
        (lambda bad: INGRID | {"conversation": bad}, "conversation"),
        (lambda bad: INGRID | {"context": {"a": [{"b": bad}]}}, "context.a[0].b"),
        (
            lambda bad: INGRID | {"customer": {"attributes": {"order no": bad}}},
            'customer.attributes["order no"]',
        ),
        (lambda bad: INGRID | {"unknown": bad}, "unknown"),
        (lambda bad: WARM | {"transcript": [{"role": "customer", "text": bad}]}, "transcript[0].text"),
        (lambda bad: WARM | {"skills": ["a", bad]}, "skills[1]"),
    ],
)
def test_a_text_that_cannot_be_stored_is_found_anywhere(place: Any, field: str, bad: str) -> None:
    error = refused(place(bad))
    assert (error.code, error.field, error.id) == ("invalid_frame", field, "f-1")


def test_a_key_that_cannot_be_stored_is_shown_escaped() -> None:
    assert refused(INGRID | {"context": {"a\0": 1}}).field == 'context["a\\u0000"]'
    assert refused(INGRID | {"context": {"\ud800": 1}}).field == 'context["\\ud800"]'


def test_a_context_may_be_64_deep() -> None:
    def nested(depth: int) -> dict[str, Any]:
        return {"a": nested(depth - 1)} if depth > 1 else {}

    assert check(INGRID | {"context": nested(64)}).digest
    error = refused(INGRID | {"context": nested(65)})
    assert (error.code, error.id) == ("invalid_frame", "f-1")
    assert error.field is not None
    assert error.field.startswith("context.a.a.a")


def test_a_path_stays_short_however_long_the_keys_are() -> None:
    field = refused(INGRID | {"context": {"k" * 50_000: {"l" * 50_000: "\0"}}}).field
    assert field is not None
    assert len(field) <= 200


def test_a_refusal_does_not_repeat_long_values() -> None:
    assert len(refused(INGRID | {"role": "x" * 20_000}).message) <= 300


def test_every_frame_has_a_type_of_its_own() -> None:
    tags = [kind.__struct_config__.tag for kind in FRAMES]
    assert tags == [
        "hello", "message", "propose", "escalate", "context", "rate", "close", "typing", "ack", "ping",
    ]  # fmt: skip
