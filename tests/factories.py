"""The cast of the tests and the scenes they are found in: everything goes through the domain's own verbs."""

from collections.abc import Sequence
from itertools import count
from typing import Any

import msgspec

from handoff import attachments, flow, intake, policies, queueing
from handoff.clock import now
from handoff.models import (
    Attachment,
    Conversation,
    Draft,
    Event,
    Message,
    Person,
    PolicyVersion,
    Publication,
    Queue,
    Source,
)
from handoff.policy.document import Exclusion, Setting, write
from handoff.policy.terms import Status
from handoff.protocol import Customer, Escalate, Propose
from handoff.protocol import Message as Said
from handoff.protocol.fields import WireRole
from handoff.vocabulary import DraftStatus, PersonRole, TriggerName
from tests import files

_numbers = count(1)


def queue(name: str = "Orders", **fields: Any) -> Queue:
    """The queue of that name, made where there is none."""
    return Queue.objects.get_or_create(name=name, defaults=fields)[0]


def person(
    name: str = "Mira Dahl",
    *,
    role: PersonRole = PersonRole.AGENT,
    queues: tuple[Queue, ...] = (),
    **fields: Any,
) -> Person:
    """Somebody of the house; their user name is their first name in small letters."""
    made = Person.objects.create(username=name.split(maxsplit=1)[0].lower(), name=name, role=role, **fields)
    made.queues.set(queues)
    return made


def source(name: str = "Web chat") -> Source:
    """The front end of that name, made where there is none."""
    return Source.objects.get_or_create(name=name)[0]


def hears(
    text: str = "My Rondane 3 came without poles.",
    *,
    conversation: Conversation | None = None,
    customer: str = "Ingrid Solheim",
    role: WireRole = "customer",
    **frame: Any,
) -> Conversation:
    """Somebody writes at the front end, in a new conversation unless one is given."""
    said = Said(
        id=_id("f"),
        conversation=conversation.external_id if conversation else _id("c"),
        role=role,
        text=text,
        customer=Customer(name=customer) if role == "customer" else None,
        **frame,
    )
    return intake.hear(conversation.source if conversation else source(), said).conversation


def uploads(
    conversation: Conversation, name: str = "tent.png", content: bytes = b"", **by: Any
) -> Attachment:
    """Somebody uploads a file for a conversation: its front end, unless `uploader` is given."""
    return attachments.upload(
        conversation.source,
        conversation.external_id,
        name=name,
        content=content or files.picture(),
        **by,
    )


def sends_file(conversation: Conversation, name: str = "tent.png", content: bytes = b"") -> Attachment:
    """The customer sends a file along with a few words."""
    one = uploads(conversation, name, content)
    hears("Look here.", conversation=conversation, attachments=[one.ref])
    one.refresh_from_db()
    return one


def proposes(
    conversation: Conversation,
    text: str = "We send a new pole set.",
    *,
    confidence: float = 0.72,
    topic: str | None = None,
    **frame: Any,
) -> Conversation:
    """The AI asks whether it may say `text`."""
    asked = Propose(
        id=_id("f"),
        conversation=conversation.external_id,
        text=text,
        confidence=confidence,
        topic=topic,
        **frame,
    )
    return intake.propose(conversation.source, asked).conversation


def escalates(
    conversation: Conversation, reason: str = "The customer is upset", **frame: Any
) -> Conversation:
    """The front end asks for a human."""
    asked = Escalate(id=_id("f"), conversation=conversation.external_id, reason=reason, **frame)
    return intake.escalate(conversation.source, asked).conversation


def held(text: str = "We send a new pole set.", *, to: Queue | None = None, **said: Any) -> Draft:
    """The draft of a conversation that waits for review, in the queue `to` where one is given."""
    return open_draft(proposes(_in(to, hears(**said)), text))


def queued(*, to: Queue | None = None, **said: Any) -> Conversation:
    """A conversation that waits for a human, in the queue `to` where one is given."""
    return escalates(_in(to, hears(**said)))


def assigned(agent: Person, *, to: Queue | None = None, **said: Any) -> Conversation:
    """A conversation that `agent` has claimed."""
    return queueing.accept(queued(to=to, **said).pk, agent=agent)


def open_draft(conversation: Conversation) -> Draft:
    """The draft that waits in a conversation."""
    return Draft.objects.get(conversation=conversation, status=DraftStatus.OPEN)


def texts(conversation: Conversation) -> list[str]:
    """All that was said in a conversation, in order."""
    return list(Message.objects.filter(conversation=conversation).values_list("text", flat=True))


def _in(queue: Queue | None, conversation: Conversation) -> Conversation:
    if queue is not None:
        conversation.queue = queue
        conversation.save(update_fields=["queue"])
    return conversation


def _id(kind: str) -> str:
    return f"{kind}-{next(_numbers)}"


def policy(why: str = "A test", **parts: Any) -> PolicyVersion:
    """A further version of the policy, live from now on: the live one with `parts` of its document replaced."""
    document = msgspec.structs.replace(policies.live().content, **parts)
    version = PolicyVersion.objects.create(
        status=Status.PUBLISHED, document=write(document), why=why, at=now(), saved_at=now()
    )
    Publication.objects.create(version=version, at=now(), why=why)
    return version


def excluding(*phrases: str, topics: Sequence[str] = ()) -> tuple[Exclusion, ...]:
    """Exclusions of plain phrases and topics, each its own sentence."""
    rules = [{"phrases": [phrase]} for phrase in phrases] + [{"topics": [topic]} for topic in topics]
    named = zip([*phrases, *topics], rules, strict=True)
    return tuple(Exclusion(key=name, sentence=name, rule=rule) for name, rule in named)


def triggers(**settings: Setting) -> dict[TriggerName, Setting]:
    """Settings of triggers, as a policy's document holds them."""
    return {TriggerName(name): setting for name, setting in settings.items()}


def settle() -> None:
    """Do what follows what happened, as is done after commit."""
    for event in Event.objects.filter(settled_at__isnull=True).order_by("pk"):
        flow.settle(event)
