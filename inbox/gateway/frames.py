"""One frame in, its reply out: the same for every transport, and exactly once for every frame id.

A frame's effect and its reply are committed together. The hot path does not look whether the id was answered
before: the row that holds the reply is written last, and where it exists already all is rolled back. What comes most
is attempted first without holding the conversation's row.
"""

import logging
import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Any, Final, cast

from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError

from handoff import intake
from handoff.attempt import Overtaken, attempting
from handoff.clock import now
from handoff.errors import DomainError, UnknownConversation
from handoff.flight import gathering
from handoff.models import Conversation, Decision, Source
from handoff.models import Frame as FrameRow
from handoff.protocol import (
    Ack,
    Close,
    Code,
    Context,
    DecisionReply,
    Escalate,
    Frame,
    Hello,
    Limits,
    Message,
    Ok,
    Ping,
    Pong,
    Propose,
    ProtocolError,
    Rate,
    Stored,
    Trigger,
    Typing,
    Welcome,
    encode,
)
from handoff.quick import leave
from handoff.results import Result
from inbox import realtime
from inbox.bells import Typing as TypingRing
from inbox.gateway import outbox
from inbox.gateway.auth import Caller

EFFECTS: Final[dict[type[Stored], Callable[[Source, Any], Result]]] = {
    Message: intake.hear,
    Propose: intake.propose,
    Escalate: intake.escalate,
    Context: intake.update_context,
    Rate: intake.rate,
    Close: intake.close,
}
PATIENCE: Final = (0.02, 0.1, 0.4)
"""How long to wait, at most, before each new try."""
PASSING: Final = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock time-out: the same again may well succeed."""

log = logging.getLogger(__name__)


def answer(caller: Caller, frame: Frame) -> str | None:
    """The reply to a frame, durable when this returns; None for a frame that gets none. Never raises."""
    try:
        return _answered(caller, frame)
    except DomainError as refused:
        return _refusal(frame, refused)
    except DatabaseError as failed:
        log.warning("%s of %s: %s", type(frame).__name__, caller.source.name, failed)
    except Exception:
        log.exception("%s of %s", type(frame).__name__, caller.source.name)
    return unavailable(frame)


def unavailable(frame: Frame) -> str:
    """The reply that says: nothing was done, send it again."""
    return encode(ProtocolError("unavailable", id=_id(frame), retry_after=1.0).reply)


def _answered(caller: Caller, frame: Frame) -> str | None:
    match frame:
        case Hello():
            return encode(_welcome(caller))
        case Ping():
            return encode(Pong())
        case Ack():
            outbox.ack(caller, frame.seq)
            return None
        case Typing():
            _pass_on(caller, frame)
            return None
    return _done_once(caller, frame)


def _welcome(caller: Caller) -> Welcome:
    limits = Limits(
        frame_bytes=settings.GATEWAY_MAX_FRAME_BYTES,
        frames_per_second=settings.GATEWAY_FRAMES_PER_SECOND,
        burst=settings.GATEWAY_BURST,
        retention_days=settings.EVENT_RETENTION_DAYS,
        attachment_bytes=settings.ATTACHMENT_BYTES,
    )
    return Welcome(source=caller.source.name, last_seq=outbox.last_seq(caller), limits=limits)


def _pass_on(caller: Caller, frame: Typing) -> None:
    """Let agents see that the customer types. In a conversation that does not exist nobody looks."""
    _within_reach(caller, frame.conversation)
    known = Conversation.objects.filter(source=caller.source, external_id=frame.conversation)
    for pk, goes_on in known.values_list("pk", "merged_into"):
        realtime.tell_typing(TypingRing(goes_on or pk, caller.source.pk, frame.conversation, on=frame.on))


def _within_reach(caller: Caller, conversation: str) -> None:
    if not caller.may_see(conversation):
        raise UnknownConversation(f"There is no conversation “{conversation}”.")


def _done_once(caller: Caller, frame: Stored) -> str:
    _within_reach(caller, frame.conversation)
    if caller.only:
        _say_who_no_more(frame)
    if isinstance(frame, Message | Propose):
        intake.look_ahead(frame)
    for patience in PATIENCE:
        try:
            return _take(caller.source, frame)
        except DatabaseError as failed:
            if not _passes(failed):
                raise
            time.sleep(random.uniform(0, patience))  # noqa: S311 - a delay, no secret
    return _take(caller.source, frame)


def _say_who_no_more(frame: Stored) -> None:
    """A browser with a pass to one conversation may tell of its customer, but not that it is another one."""
    customer = getattr(frame, "customer", None)
    if customer is not None:
        customer.id = None


def _take(source: Source, frame: Stored) -> str:
    try:
        if isinstance(frame, Message | Propose):
            with suppress(Overtaken):
                return _taken(source, frame, attempting)
        return _taken(source, frame, gathering)
    except (IntegrityError, DomainError):
        before = FrameRow.objects.filter(source=source, frame_id=frame.id).first()
        if before is None:
            raise
    if before.digest != frame.digest:
        raise ProtocolConflict("This id was used before, for a frame with another content.")
    return before.reply


def _taken(source: Source, frame: Stored, so: Callable[[], AbstractContextManager[None]]) -> str:
    with so():
        reply = encode(_ok(frame, EFFECTS[type(frame)](source, frame)))
        leave(FrameRow(source=source, frame_id=frame.id, digest=frame.digest, reply=reply, at=now()))
    return reply


class ProtocolConflict(DomainError):
    """One id, two contents."""

    code = "conflict"


def _passes(failed: DatabaseError) -> bool:
    """Whether to try again: also where a row was made by somebody else in the same moment."""
    if isinstance(failed, IntegrityError):
        return True
    code = getattr(failed.__cause__, "sqlstate", None)
    return code in PASSING or (isinstance(failed, OperationalError) and "is locked" in str(failed))


def _ok(frame: Stored, result: Result) -> Ok:
    reply = Ok(id=frame.id, conversation=frame.conversation, state=result.state or result.conversation.state)
    if result.decision is not None:
        reply.decision = _decision(result.decision)
    if result.place is not None:
        reply.position, reply.eta_s = result.place
    return reply


def _decision(row: Decision) -> DecisionReply:
    return DecisionReply(
        action=row.action,
        band=row.band,
        confidence=row.confidence,
        raw_confidence=row.raw_confidence,
        triggers=[Trigger(trigger=one["trigger"], detail=one["detail"]) for one in row.triggers],
        policy_version=row.policy_id,
    )


def _refusal(frame: Frame, refused: DomainError) -> str:
    field = refused.facts.get("field")
    code = cast(Code, refused.code)
    return encode(ProtocolError(code, refused.message, field=field, id=_id(frame)).reply)


def _id(frame: Frame) -> str | None:
    return frame.id if isinstance(frame, Stored) else None
