"""The gateway protocol, version 1: what AI front ends send, what they get, and how text becomes frames."""

import msgspec

from handoff.protocol.codes import BAD, CLOSE_CODES, CODES, SUBPROTOCOL, TICKET_PREFIX, CloseCode, Code
from handoff.protocol.errors import ProtocolError
from handoff.protocol.events import (
    Attachment,
    Event,
    HandbackEvent,
    MessageEvent,
    Name,
    StatusEvent,
    TurnEvent,
    TypingEvent,
)
from handoff.protocol.fields import Instant
from handoff.protocol.frames import (
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
    Rate,
    Stored,
    TranscriptMessage,
    Typing,
)
from handoff.protocol.http import EventsPage, Ticket, TicketRequest, Uploaded
from handoff.protocol.parse import Batch, check, load, parse, read, split, usable_id
from handoff.protocol.replies import DecisionReply, Error, Limits, Ok, Pong, Reply, Trigger, Welcome


def encode(struct: msgspec.Struct) -> str:
    """A reply or an event as it goes on the wire: what is absent is left out."""
    return msgspec.json.encode(struct).decode()


__all__ = [
    "BAD",
    "CLOSE_CODES",
    "CODES",
    "FRAMES",
    "SUBPROTOCOL",
    "TICKET_PREFIX",
    "Ack",
    "Attachment",
    "Batch",
    "Citation",
    "Close",
    "CloseCode",
    "Code",
    "Context",
    "Customer",
    "DecisionReply",
    "Error",
    "Escalate",
    "EscalateDraft",
    "Event",
    "EventsPage",
    "Frame",
    "HandbackEvent",
    "Hello",
    "Instant",
    "Limits",
    "Message",
    "MessageEvent",
    "Name",
    "Ok",
    "Ping",
    "Pong",
    "Propose",
    "ProtocolError",
    "Rate",
    "Reply",
    "StatusEvent",
    "Stored",
    "Ticket",
    "TicketRequest",
    "TranscriptMessage",
    "Trigger",
    "TurnEvent",
    "Typing",
    "TypingEvent",
    "Uploaded",
    "Welcome",
    "check",
    "encode",
    "load",
    "parse",
    "read",
    "split",
    "usable_id",
]
