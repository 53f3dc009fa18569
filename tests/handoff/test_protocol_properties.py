"""Whatever a stranger sends, the answer is a frame or an error of the protocol."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.protocol import CODES, Frame, ProtocolError, Stored, check, encode, load, parse, usable_id
from handoff.protocol.canonical import digest, plain, sound

texts = st.text(st.characters(), max_size=20)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
FULL: dict[str, dict[str, Any]] = {
    "hello": {"resume_after": 41, "client": "fjell-bot"},
    "message": {"role": "customer", "text": "Hi", "message": "w-1", "at": "2026-11-21T13:06:00Z", "meta": {}},
    "propose": {"text": "Sure.", "confidence": 0.9, "citations": [{"title": "Returns"}], "model": "fjell-1"},
    "escalate": {
        "mode": "hard",
        "transcript": [{"role": "customer", "text": "Hi"}],
        "customer": {"name": "Lucía"},
        "draft": {"text": "Sorry", "confidence": 0.5},
        "skills": ["spanish"],
    },
    "context": {"context": {"order": "48213"}},
    "rate": {"score": 5},
    "close": {"by": "customer"},
    "typing": {"on": True},
    "ack": {"seq": 3},
    "ping": {},
}
names = st.sampled_from(
    sorted({key for fields in FULL.values() for key in fields} | {"id", "conversation", "type"})
)


def complete(kind: str) -> dict[str, Any]:
    return copy.deepcopy({"type": kind, "id": "f-1", "conversation": "c-1", **FULL[kind]})


def refusal(text: str | bytes) -> ProtocolError | None:
    try:
        parse(text)
    except ProtocolError as error:
        return error
    return None


def outcome(value: object) -> Frame | ProtocolError:
    try:
        return check(value)
    except ProtocolError as error:
        return error


@given(st.text(st.characters()) | st.binary())
def test_any_text_is_a_frame_or_an_error(text: str | bytes) -> None:
    error = refusal(text)
    assert error is not None
    assert error.code in CODES
    assert json.loads(encode(error.reply))["code"] == error.code


@given(values)
def test_any_value_is_a_frame_or_an_error(value: Any) -> None:
    with pytest.raises(ProtocolError) as caught:
        check(value)
    assert caught.value.code in {"invalid_json", "invalid_frame", "unknown_type"}
    encode(caught.value.reply)


@given(st.sampled_from(sorted(FULL)), st.dictionaries(names | texts, values, max_size=3))
def test_a_frame_with_anything_in_its_fields_is_read_or_refused(kind: str, changes: dict[str, Any]) -> None:
    frame = complete(kind) | changes
    read = outcome(frame)
    if isinstance(read, ProtocolError):
        assert read.code in {"invalid_frame", "unknown_type"}
        assert read.id == usable_id(frame)
        assert (read.field is not None) == (read.code == "invalid_frame")
        encode(read.reply)
    else:
        assert isinstance(read, Stored) == (frame["type"] not in {"hello", "typing", "ack", "ping"})
        assert read.digest == digest(plain(frame))


@given(st.sampled_from(sorted(FULL)), st.integers(0, 400), st.text(st.characters(), max_size=3))
def test_a_frame_with_a_slip_of_the_pen_is_read_or_refused(kind: str, place: int, slip: str) -> None:
    text = json.dumps(complete(kind))
    error = refusal(text[:place] + slip + text[place + 1 :])
    assert error is None or error.code in {"invalid_json", "invalid_frame", "unknown_type"}


@given(st.text(st.sampled_from('{}[]":,.\\/ \n\teE+-0123456789tfnrualsud"')))
def test_the_fast_reader_takes_what_the_standard_one_takes(text: str) -> None:
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(ProtocolError):
            load(text)
    else:
        assert load(text) == expected


@given(values)
def test_a_value_survives_being_written_and_read(value: Any) -> None:
    try:
        tidy = plain(value)
    except ValueError:
        return
    for ascii_only in (True, False):
        assert load(json.dumps(tidy, ensure_ascii=ascii_only)) == tidy
    assert plain(tidy) == tidy
    assert tidy == value


@given(values, values)
def test_digests_are_equal_exactly_where_values_are(one: Any, other: Any) -> None:
    try:
        first, second = plain(one), plain(other)
    except ValueError:
        return
    same = json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)
    assert (digest(first) == digest(second)) == same


@given(st.text(st.characters()))
def test_a_sound_text_is_one_that_can_be_stored(text: str) -> None:
    storable = "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
    assert sound(text) == storable
