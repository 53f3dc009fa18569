"""One example of everything on the wire, from the day of the demo shop."""

from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import msgspec

from handoff.protocol import (
    Ack,
    Attachment,
    Citation,
    Close,
    Context,
    Customer,
    DecisionReply,
    Error,
    Escalate,
    EscalateDraft,
    EventsPage,
    HandbackEvent,
    Hello,
    Instant,
    Limits,
    Message,
    MessageEvent,
    Name,
    Ok,
    Ping,
    Pong,
    Propose,
    Rate,
    StatusEvent,
    Ticket,
    TicketRequest,
    TranscriptMessage,
    Trigger,
    TurnEvent,
    Typing,
    TypingEvent,
    Uploaded,
    Welcome,
)
from handoff.vocabulary import Action, Band, FileState, Mode, Priority, State, TriggerName

_NOON = Instant.read("2026-11-21T13:05:40+01:00")
_INGRID = Customer(
    id="cu-771", name="Ingrid Solheim", email="ingrid@example.com", locale="nb-NO", tier="gold"
)
_RETURNS = Citation(title="Returns", url="https://fjell.example/returns")
_UNSURE = DecisionReply(
    action=Action.HANDOFF,
    band=Band.LOW,
    confidence=0.41,
    raw_confidence=0.58,
    triggers=[Trigger(trigger=TriggerName.LOW_CONFIDENCE, detail="0.41 is below 0.60")],
    policy_version=12,
)
_LABEL = Attachment(
    attachment="a-q8Zt0mXw2Lr5",
    name="return-label.pdf",
    media_type="application/pdf",
    size=48_213,
    url="/files/WyJhLXE4WnQi:kD3",
    expires_at=datetime(2026, 11, 21, 13, 30, tzinfo=UTC),
)
_REPLIED = MessageEvent(
    seq=43,
    conversation="FJ-48213",
    message="m17-6",
    kind="agent",
    text="I am sorry about the poles, Ingrid. A new set leaves today.",
    author=Name(name="Mira"),
    attachments=[_LABEL],
    at=datetime(2026, 11, 21, 12, 9, 2, tzinfo=UTC),
)

_STRUCTS: Final[tuple[msgspec.Struct, ...]] = (
    Hello(resume_after=41, client="fjell-bot 2.3"),
    Message(
        id="f-101",
        conversation="FJ-48213",
        role="customer",
        text="The tent came without its poles.",
        message="w-9",
        at=_NOON,
        language="en",
        customer=_INGRID,
        context={"order": "48213"},
    ),
    Propose(
        id="f-102",
        conversation="FJ-48213",
        text="You can send the tent back in its bag.",
        confidence=0.58,
        topic="returns",
        citations=[_RETURNS],
        model="fjell-2026-10",
    ),
    Escalate(
        id="f-103",
        conversation="FJ-48213",
        reason="The customer asks for a person.",
        mode=Mode.HARD,
        transcript=[
            TranscriptMessage(
                role="customer", text="The tent came without its poles.", message="w-9", at=_NOON
            ),
            TranscriptMessage(role="assistant", text="I am sorry to hear that. Shall I order new ones?"),
        ],
        customer=_INGRID,
        context={"order": "48213", "tried": ["order status"]},
        summary="Poles missing from order 48213; wants them sent, no refund.",
        draft=EscalateDraft(text="New poles can be sent today.", confidence=0.52, citations=[_RETURNS]),
        topic="returns",
        priority=Priority.HIGH,
        skills=["norwegian"],
    ),
    Context(id="f-104", conversation="FJ-48213", context={"page": "/orders/48213"}),
    Rate(id="f-105", conversation="FJ-48213", score=5, comment="Quick and kind."),
    Close(id="f-106", conversation="FJ-48213", by="customer", outcome="resolved"),
    Typing(conversation="FJ-48213", on=True),
    Ack(seq=43),
    Ping(),
    Ok(id="f-103", conversation="FJ-48213", state=State.QUEUED, decision=_UNSURE, position=2, eta_s=240),
    Error(
        id="f-107",
        code="invalid_frame",
        message="Missing required field",
        field="transcript[3].role",
        retryable=False,
    ),
    Welcome(source="fjell-web", last_seq=43, limits=Limits()),
    Pong(),
    _REPLIED,
    StatusEvent(seq=42, conversation="FJ-48213", state=State.ASSIGNED, agent=Name(name="Mira")),
    HandbackEvent(seq=44, conversation="FJ-48213", note="Poles are on their way; she wants no refund."),
    TurnEvent(
        seq=45,
        conversation="relay-q3Zr0Xw1",
        message="m17-1",
        role="customer",
        text="The tent came without its poles.",
        at=_NOON,
    ),
    TypingEvent(conversation="FJ-48213", on=True),
    EventsPage(events=[_REPLIED], last_seq=43),
    TicketRequest(conversation="FJ-48213"),
    Uploaded(
        attachment="a-7Hs2kPq9Vd1x",
        name="tent-bag.jpg",
        media_type="image/jpeg",
        size=312_044,
        state=FileState.CHECKING,
    ),
    Ticket(ticket="t-5u0c7Qe1", expires_at=datetime(2026, 11, 21, 12, 6, 40, tzinfo=UTC)),
)


@cache
def examples() -> dict[str, Any]:
    """The JSON value of each example, by the name of its struct. Read only."""
    return {
        type(struct).__name__: msgspec.json.decode(msgspec.json.encode(struct, enc_hook=datetime.isoformat))
        for struct in _STRUCTS
    }
