"""What the HTTP doors take and give besides frames, replies and events."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from handoff.protocol.events import HandbackEvent, MessageEvent, StatusEvent, TurnEvent
from handoff.protocol.fields import Id, Seq, about


class EventsPage(Struct, kw_only=True):
    """The durable events after a seq, in order."""

    events: list[MessageEvent | StatusEvent | HandbackEvent | TurnEvent]
    last_seq: Annotated[Seq, about("Of the newest event there is.")]


class TicketRequest(Struct, kw_only=True, omit_defaults=True):
    """Asks for a ticket."""

    conversation: Annotated[Id | None, about("Bind the ticket to this conversation.")] = None


class Ticket(Struct, kw_only=True):
    """A one-use pass for a browser, offered to the WebSocket as the subprotocol `ticket.TOKEN`."""

    ticket: str
    expires_at: Annotated[datetime, Meta(tz=True)]
