"""What an AI front end sends: one struct a frame, and the parts that frames are made of."""

from datetime import datetime
from functools import cached_property
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from handoff.protocol.canonical import digest
from handoff.protocol.codes import ATTACHMENTS, TRANSCRIPT_LENGTH
from handoff.protocol.fields import (
    Address,
    Anything,
    Closer,
    Closing,
    Confidence,
    Id,
    Instant,
    Label,
    Line,
    Prose,
    Score,
    Seq,
    Text,
    Title,
    WireRole,
    Word,
    about,
)
from handoff.vocabulary import Mode, Priority


class Customer(Struct, kw_only=True, omit_defaults=True):
    """What the front end knows of the one who needs help. What is absent stays as it was."""

    id: Annotated[
        Id | None, about("The front end's own id of the customer; it joins their conversations.")
    ] = None
    name: Annotated[str, Meta(max_length=200)] | None = None
    email: Line | None = None
    phone: Word | None = None
    locale: Annotated[Word | None, about("Such as `nb-NO`.")] = None
    timezone: Annotated[Word | None, about("Such as `Europe/Oslo`.")] = None
    tier: Annotated[Label | None, about("How the business ranks the customer, such as `gold`.")] = None
    attributes: Annotated[Anything | None, about("Anything else that an agent should see.")] = None


class Citation(Struct, kw_only=True, omit_defaults=True):
    """What an AI's text rests on."""

    title: Title
    url: Address | None = None


Citations = Annotated[list[Citation], Meta(max_length=50)]


Attachments = Annotated[
    Annotated[list[Id], Meta(max_length=ATTACHMENTS)] | None,
    about("Files that were uploaded for this conversation before, each in one message only."),
]


class TranscriptMessage(Struct, kw_only=True, omit_defaults=True):
    """One utterance of the exchange so far."""

    role: WireRole
    text: Text
    message: Annotated[Id | None, about("The front end's own id of it.")] = None
    at: Annotated[Instant | None, about("When it was said.")] = None
    attachments: Attachments = None


class EscalateDraft(Struct, kw_only=True, omit_defaults=True):
    """What the AI would have said, for the agent to start from."""

    text: Text
    confidence: Confidence
    citations: Citations | None = None


class Base(Struct, kw_only=True, tag_field="type", tag=str.lower, omit_defaults=True, dict=True):
    """What every frame has in common."""

    @cached_property
    def digest(self) -> str:
        """Tells frames of different content apart: a parsed frame has that of the JSON value as it came."""
        return digest(msgspec.to_builtins(self, enc_hook=datetime.isoformat))


class Stored(Base, kw_only=True):
    """A frame that takes effect once for its `id` and gets a reply."""

    id: Annotated[
        Id, about("Chosen by the front end, unique within its source. Sent again, it changes nothing.")
    ]
    conversation: Annotated[Id, about("The front end's own id of the conversation.")]


class Hello(Base, kw_only=True):
    """Opens a WebSocket: its first frame, within 10 seconds. Answered by `welcome`, then by events."""

    resume_after: Annotated[
        Seq | None, about("Send the events after this one; without it, those that were never acknowledged.")
    ] = None
    client: Annotated[Label | Anything | None, about("What the front end is, for the log.")] = None


class Message(Stored, kw_only=True):
    """Adds one message to the conversation, which is made where it is new."""

    role: Annotated[WireRole, about("Whose words they are.")]
    text: Text
    message: Annotated[Id | None, about("The front end's own id of the message.")] = None
    at: Annotated[Instant | None, about("When it was said.")] = None
    language: Annotated[Word | None, about("Of the text, such as `nb` or `es-MX`.")] = None
    customer: Customer | None = None
    context: Annotated[Anything | None, about("Session parameters, order numbers, what the AI tried.")] = None
    meta: Annotated[Anything | None, about("Kept with the message.")] = None
    attachments: Attachments = None


class Propose(Stored, kw_only=True):
    """Asks: may the AI say this to the customer? The reply's `decision` is the answer."""

    text: Text
    confidence: Annotated[Confidence, about("How sure the AI is that the text is right.")]
    intent: Label | None = None
    topic: Label | None = None
    citations: Citations | None = None
    model: Annotated[Label | None, about("What wrote the text.")] = None


class Escalate(Stored, kw_only=True):
    """The warm handoff: everything the AI knows in one frame."""

    reason: Prose | None = None
    mode: Annotated[
        Mode | None, about("`hard`: to a human now. `soft`: a human is offered, the AI may go on meanwhile.")
    ] = None
    transcript: Annotated[
        Annotated[list[TranscriptMessage], Meta(max_length=TRANSCRIPT_LENGTH)] | None,
        about("The exchange so far. What is already stored is not stored twice."),
    ] = None
    customer: Customer | None = None
    context: Annotated[Anything | None, about("Session parameters, order numbers, what the AI tried.")] = None
    summary: Prose | None = None
    draft: EscalateDraft | None = None
    intent: Label | None = None
    topic: Label | None = None
    priority: Priority | None = None
    tier: Annotated[Label | None, about("Where on the escalation tree to go.")] = None
    skills: Annotated[
        Annotated[list[Label], Meta(max_length=50)] | None, about("What the agent should be able to do.")
    ] = None


class Context(Stored, kw_only=True):
    """Updates what is known of the customer and the session; a new conversation is made."""

    customer: Customer | None = None
    context: Annotated[Anything | None, about("Session parameters, order numbers, what the AI tried.")] = None


class Rate(Stored, kw_only=True):
    """The customer's satisfaction, from 1 to 5."""

    score: Score
    comment: Prose | None = None


class Close(Stored, kw_only=True):
    """The front end ends the conversation."""

    by: Annotated[Closer | None, about("Who ended it.")] = None
    outcome: Closing | None = None


class Typing(Base, kw_only=True):
    """The customer types, or no longer does. Passed on, not stored, gets no reply."""

    conversation: Id
    on: bool


class Ack(Base, kw_only=True):
    """All events up to `seq` were delivered. Gets no reply."""

    seq: Seq


class Ping(Base, kw_only=True):
    """Gets `pong`."""


Frame = Hello | Message | Propose | Escalate | Context | Rate | Close | Typing | Ack | Ping

FRAMES: Final[tuple[type[Frame], ...]] = (
    Hello, Message, Propose, Escalate, Context, Rate, Close, Typing, Ack, Ping,
)  # fmt: skip
