"""What the HTTP doors take and give besides frames, replies and events."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from handoff.protocol.events import HandbackEvent, MessageEvent, StatusEvent, TurnEvent
from handoff.protocol.fields import Id, Seq, about
from handoff.vocabulary import FileState


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


class Uploaded(Struct, kw_only=True, omit_defaults=True):
    """A file was taken in. It goes to people with the `message` that names it; without one it is gone after a day."""

    attachment: Annotated[str, about("Its id, for the `attachments` of a `message`.")]
    name: Annotated[str, about("Without folders and without what could mislead.")]
    media_type: Annotated[str, about("Found by looking into it.")]
    size: Annotated[int, about("Bytes that are kept: a picture is drawn anew.")]
    state: Annotated[
        FileState,
        about(
            "`checking`: it may be sent, and people see it once it is `clean`. `refused`: nobody will see it."
        ),
    ]
    reason: Annotated[str | None, about("Why it was refused, for people.")] = None
