"""What a front end says for each turn on record, and how a conversation ends."""

from typing import Any

import msgspec
import pytest

from handoff.protocol import Close, Error, Escalate, Message, Ok, Propose, Stored, parse
from handoff.vocabulary import Action, State
from inbox.replay.course import FAILING, SURE, UNSURE, Course, wire
from inbox.replay.recording import Recording


def recording(*turns: tuple[str, ...], **fields: Any) -> Recording:
    told = [dict(zip(("role", "text", "act"), turn, strict=False)) for turn in turns]
    return msgspec.convert({"id": "c1", "turns": told, **fields}, Recording)


def reply(action: Action | None = None) -> Ok:
    decision = {"action": action, "band": None, "confidence": None, "raw_confidence": None}
    told: dict[str, Any] = {"type": "ok", "id": "f", "conversation": "c1", "state": State.AI}
    if action:
        told["decision"] = {**decision, "triggers": [], "policy_version": 1}
    return msgspec.convert(told, Ok)


def frames(recording: Recording, *actions: Action) -> list[Stored]:
    """All frames of a conversation whose replies decide as told, and from then on `none`."""
    course, sent = Course(recording), []
    decided = iter(actions)
    while course.frame is not None:
        sent.append(course.frame)
        course.take(reply(next(decided, Action.NONE)))
    return sent


INGRID = ("customer", "My tent came without poles.")
BOT = ("bot", "Sorry! Which order?", "ask_order")
FAILS = ("bot", "I cannot find it.", "order_inform_nothing_found")


def test_each_role_becomes_its_frame() -> None:
    done, said = ("action", "Order 1043 pulled up"), ("agent", "Jonas here.")

    sent = frames(recording(INGRID, BOT, done, said, topic="orders"))

    assert [type(frame) for frame in sent] == [Message, Propose, Message, Message, Close]
    assert [frame.role for frame in sent if isinstance(frame, Message)] == ["customer", "system", "agent"]
    assert [frame.id for frame in sent] == ["c1/0", "c1/1", "c1/2", "c1/3", "c1/close"]
    assert isinstance(sent[1], Propose)
    assert (sent[1].text, sent[1].confidence, sent[1].topic) == (BOT[1], SURE, "orders")


def test_the_names_that_roles_have_on_the_wire_are_known_too() -> None:
    ours = frames(recording(("bot", "Hi"), ("action", "Order 1043 pulled up")))
    wires = frames(recording(("assistant", "Hi"), ("system", "Order 1043 pulled up"), meta=None))

    assert [wire(frame) for frame in wires] == [wire(frame) for frame in ours]


def test_the_gateway_takes_every_kind_of_frame_as_it_goes_over_the_wire() -> None:
    told = {"source": "STAR", "channel": "chat", "meta": {"task_success": False}}

    for frame in frames(recording(INGRID, BOT, topic="t" * 200, **told)):
        again = parse(wire(frame))
        assert (type(again), again.digest) == (type(frame), frame.digest)


@pytest.mark.parametrize(
    ("meta", "act", "confidence"),
    [
        ({}, "ask_name", SURE),
        ({}, None, SURE),
        ({}, "out_of_scope", FAILING),
        ({}, "hotel_unavailable", FAILING),
        ({}, "bank_inform_cannot_authenticate", FAILING),
        ({"first_failure_turn": 1}, "custom", FAILING),
        ({"first_failure_turn": 3}, "custom", SURE),
        ({"agent_unsure": True}, "custom", UNSURE),
        ({"agent_unsure": True}, "restaurant_inform_booking_failed", FAILING),
        ({"agent_unsure": None}, "custom", SURE),
    ],
)
def test_the_bot_is_as_sure_as_the_recording_lets_it_be(
    meta: dict[str, Any], act: str | None, confidence: float
) -> None:
    turn = ("bot", "Well.", act) if act else ("bot", "Well.")
    sent = frames(recording(INGRID, turn, INGRID, INGRID, meta=meta))[1]

    assert isinstance(sent, Propose)
    assert sent.confidence == confidence


@pytest.mark.parametrize(
    "meta",
    [
        {"task_success": False},
        {"customer_annoyed": True},
        {"first_failure_turn": 0},
        {"escalated_to_team": True},
    ],
)
def test_what_ended_badly_is_escalated_unless_a_human_was_pulled_in_before(meta: dict[str, Any]) -> None:
    bad = recording(INGRID, BOT, meta=meta)

    assert isinstance(frames(bad)[-1], Escalate)
    assert len(frames(bad, Action.HANDOFF)) == 2


@pytest.mark.parametrize(
    "meta", [{}, {"task_success": None, "customer_annoyed": False, "first_failure_turn": None}]
)
def test_what_ended_well_is_closed_unless_a_human_was_pulled_in(meta: dict[str, Any]) -> None:
    good = recording(INGRID, BOT, meta=meta)

    assert isinstance(frames(good)[-1], Close)
    assert isinstance(frames(good, Action.NONE, Action.HOLD)[-1], Close)
    assert len(frames(good, Action.NONE, Action.HANDOFF)) == 2


def test_after_a_handover_the_bot_goes_on_to_propose() -> None:
    sent = frames(recording(INGRID, FAILS, INGRID, BOT), Action.NONE, Action.HANDOFF, Action.HANDOFF)

    assert [type(frame) for frame in sent] == [Message, Propose, Message, Propose]


def test_a_refused_frame_is_left_behind() -> None:
    course = Course(recording(INGRID, BOT))

    course.take(Error(code="wrong_state", message="A human was faster.", retryable=False))

    assert isinstance(course.frame, Propose)


def test_the_same_recording_makes_the_same_frames() -> None:
    once, again = (frames(recording(INGRID, BOT, FAILS)) for _ in range(2))

    assert [frame.digest for frame in once] == [frame.digest for frame in again]


def test_ids_fit_however_long_that_of_the_conversation_is() -> None:
    ids = [frame.id for frame in frames(recording(INGRID, INGRID, INGRID, id="c" * 128))]

    assert len(set(ids)) == 4
    assert max(map(len, ids)) <= 128


def test_a_time_with_an_offset_is_told_and_any_other_left_out() -> None:
    turns = [
        {"role": "customer", "text": "Hi", "at": at}
        for at in ("2026-03-01T10:00:00+01:00", "2019-09-04 22:45:20")
    ]
    first, second, _ = frames(msgspec.convert({"id": "c1", "turns": turns}, Recording))

    assert '"at":"2026-03-01T09:00:00+00:00"' in wire(first)
    assert '"at"' not in wire(second)
