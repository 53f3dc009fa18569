"""What the gateway tells a front end without being asked."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from handoff.protocol.fields import Anything, Seq, SpokenKind, WireRole, about
from handoff.protocol.frames import Customer
from handoff.vocabulary import State


class Name(Struct, kw_only=True):
    """Somebody as the customer may see them."""

    name: str


class Durable(Struct, kw_only=True, tag_field="type", omit_defaults=True):
    """An event that is sent again until it is acknowledged."""

    seq: Annotated[Seq, about("Only grows within the source.")]
    conversation: str


class Attachment(Struct, kw_only=True, omit_defaults=True):
    """A file that came with a message."""

    attachment: Annotated[str, about("Its id.")]
    name: str
    media_type: Annotated[str, about("Such as `image/png`, found by looking into it.")]
    size: Annotated[int, about("Bytes.")]
    width: Annotated[int | None, about("Of a picture.")] = None
    height: Annotated[int | None, about("Of a picture.")] = None
    url: Annotated[
        str, about("A link, relative to this host, that whoever has it may follow without a key. It expires.")
    ]
    expires_at: Annotated[datetime, Meta(tz=True)]


class MessageEvent(Durable, kw_only=True, tag="message"):
    """Show this to the customer, once for each `message` id."""

    message: Annotated[str, about("The id of the message: the same in every repetition.")]
    kind: Annotated[SpokenKind, about("Who or what speaks.")]
    text: str
    author: Name | None = None
    attachments: Annotated[list[Attachment] | None, about("Files that belong to it.")] = None
    at: Annotated[datetime, Meta(tz=True)]


class StatusEvent(Durable, kw_only=True, tag="status"):
    """The state of the conversation changed."""

    state: State
    position: Annotated[int | None, about("The place in the queue, 1 is next.")] = None
    eta_s: Annotated[float | None, about("Seconds until a human.")] = None
    agent: Annotated[Name | None, about("Who has it.")] = None


class HandbackEvent(Durable, kw_only=True, tag="handback"):
    """The AI has the conversation again. After `turn` events: it is asked about this one, which is another's."""

    note: Annotated[str | None, about("What the agent wants the AI to know; or the briefing, if asked.")] = (
        None
    )
    customer: Annotated[Customer | None, about("Who it is; only where it is asked.")] = None
    context: Annotated[Anything | None, about("What is known of the session; only where it is asked.")] = None


class TurnEvent(Durable, kw_only=True, tag="turn"):
    """One message of another front end's conversation, which this one is asked about on an escalation rung.

    Only a source that the policy's escalation tree names gets these. Each message so far comes as a `turn`, then a
    `handback`; later ones of the customer follow. The answer is one `propose`, `message` of the `assistant`,
    `escalate` or `close` for this conversation; after that, or once others were asked, it is `wrong_state`.
    """

    message: Annotated[str, about("The id of the message: the same in every repetition.")]
    role: Annotated[WireRole, about("Whose words they are.")]
    text: str
    attachments: Annotated[list[Attachment] | None, about("Files that belong to it.")] = None
    at: Annotated[datetime, Meta(tz=True)]


class TypingEvent(Struct, kw_only=True, tag_field="type", tag="typing"):
    """An agent types, or no longer does. Not kept, not repeated."""

    conversation: str
    on: bool


Event = MessageEvent | StatusEvent | HandbackEvent | TurnEvent | TypingEvent
