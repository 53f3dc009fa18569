"""What a customer may see of their own conversation, in the shape of the gateway's events.

Notes, decisions, drafts and who did what inside the house stay inside.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from handoff import attachments
from handoff.line import place_in_line
from handoff.models import Attachment, Conversation, Customer, Delivery, Event, Handoff, Message, Source
from handoff.vocabulary import FileState, MessageKind, Role, State
from inbox import links
from inbox.chat.visit import Visit

LATEST = 300
VISIBLE = frozenset({Role.CUSTOMER, Role.ASSISTANT, Role.AGENT})


def history(source: Source, visit: Visit) -> dict[str, Any]:
    """Where the conversation stands, what was said in it, and `seq`: all events up to it are told here."""
    told = {"conversation": visit.conversation, "name": _name(source, visit)}
    rows = Conversation.objects.filter(source=source, external_id=visit.conversation)
    conversation = rows.select_related("assignee", "merged_into__assignee").first()
    if conversation is None:
        return told | {"seq": 0, "boundary": 0, "rated": None, "now": {"state": State.AI}, "entries": []}
    # The number comes first: an event that falls between is told twice, which its own id shows, and never lost.
    seq = (
        Delivery.objects.filter(source=source, conversation=conversation).aggregate(last=Max("seq"))["last"]
        or 0
    )
    return told | {
        "seq": seq,
        "boundary": conversation.boundary,
        "rated": _rated(conversation),
        "now": _stands(conversation),
        "entries": list(_entries(conversation)),
    }


def _name(source: Source, visit: Visit) -> str:
    known = Customer.objects.filter(source=source, external_id=visit.visitor).values_list("name", flat=True)
    return known.first() or ""


def _rated(conversation: Conversation) -> int | None:
    """The score since it was last resolved."""
    if conversation.resolved_at is None:
        return None
    since = conversation.ratings.filter(at__gte=conversation.resolved_at).order_by("-at")
    return since.values_list("score", flat=True).first()


def _stands(conversation: Conversation) -> dict[str, Any]:
    goes_on = conversation.merged_into
    if goes_on is not None and goes_on.reply_to_id == conversation.pk:
        conversation = goes_on
    told: dict[str, Any] = {"state": conversation.state}
    if conversation.assignee is not None:
        told["agent"] = {"name": str(conversation.assignee)}
    if conversation.state == State.QUEUED:
        waiting = Handoff.objects.filter(
            conversation=conversation, ended_at__isnull=True, accepted_at__isnull=True
        ).select_related("conversation")
        if handoff := waiting.first():
            told["position"], told["eta_s"] = place_in_line(handoff)
    return told


def _entries(conversation: Conversation) -> Iterator[dict[str, Any]]:
    newest = (
        _of(conversation)
        .select_related("message__author")
        .prefetch_related(
            "deliveries",
            Prefetch("message__attachments", Attachment.objects.select_related("file").order_by("place")),
        )
    )
    for event in reversed(newest.order_by("-at", "-number")[:LATEST]):
        if event.message is not None and event.message.role in VISIBLE:
            yield _said(event.message)
        yield from _announced(event, conversation)


def _of(conversation: Conversation) -> QuerySet[Event]:
    """The events of a conversation; of the one in which a merged one goes on, those that came and went under its id."""
    if conversation.merged_into_id is None:
        return conversation.events.all()
    told = Delivery.objects.filter(event=OuterRef("pk"), conversation=conversation)
    here = Q(conversation=conversation)
    goes_on = Q(conversation=conversation.merged_into_id) & (Q(message__via=conversation) | Exists(told))
    return Event.objects.filter(here | goes_on)


def _announced(event: Event, here: Conversation) -> Iterator[dict[str, Any]]:
    for delivery in sorted(event.deliveries.all(), key=lambda one: one.seq):
        if delivery.type != "message" and delivery.conversation_id == here.pk:
            yield {"type": delivery.type, "seq": delivery.seq, **_outward(delivery.payload)}


def _outward(payload: dict[str, Any]) -> dict[str, Any]:
    """A hand-back's note is for the AI, not for the customer."""
    return {name: payload[name] for name in ("state", "agent") if name in payload}


def _said(message: Message) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "message",
        "message": message.ref,
        "role": message.role,
        "kind": message.kind,
        "text": message.text,
        "at": message.at.isoformat(),
    }
    if message.external_id and message.role == Role.CUSTOMER:
        told["own"] = message.external_id
    if message.kind == MessageKind.AGENT and message.author is not None:
        told["author"] = {"name": str(message.author)}
    if files := list(message.attachments.all()):
        told["attachments"] = _files(files)
    return told


def _files(files: list[Attachment]) -> list[dict[str, Any]]:
    """The files of a message. What is still looked at has a name and no link; what was refused says so."""
    clean = [one for one in files if one.state == FileState.CLEAN]
    linked = {one["attachment"]: one for one in links.for_customer(map(attachments.tell, clean))}
    return [linked.get(one.ref) or {"name": one.name, "state": one.state} for one in files]
