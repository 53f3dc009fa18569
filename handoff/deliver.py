"""What goes out to front ends: durable rows, numbered per source under its lock, sent until acknowledged."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from handoff.attachments import told
from handoff.clock import now
from handoff.line import place_in_line
from handoff.models import Conversation, Delivery, Event, Handoff, Message, Source
from handoff.vocabulary import DELIVERED_KINDS, EventKind, MessageKind, State


def announce(event: Event) -> None:
    """Tell the source of this event and of all earlier ones of its conversation that it was not told of yet.

    Per conversation in order: an earlier event was committed before a later one got its number. A repetition
    finds nothing left to do.
    """
    with transaction.atomic():
        source_id = event.conversation.source_id
        source = Source.objects.select_for_update(no_key=True).get(pk=source_id)
        unannounced = Event.objects.filter(
            conversation_id=event.conversation_id,
            number__lte=event.number,
            outward=True,
            announced_at__isnull=True,
        ).select_related("conversation__reply_to", "message__author")
        pending = list(unannounced.order_by("number"))
        rows = []
        for one in pending:
            for payload in _payloads(one):
                for reference in _references(one.conversation, payload):
                    source.last_seq += 1
                    rows.append(_row(source, one, dict(payload), reference))
        if rows:
            Delivery.objects.bulk_create(rows)
            source.save(update_fields=["last_seq"])
        Event.objects.filter(pk__in=[one.pk for one in pending]).update(announced_at=now())


def _references(conversation: Conversation, payload: dict[str, Any]) -> list[Conversation]:
    """Under whose ids the front end is told: words go to where the customer last wrote, all else there as well."""
    merged = conversation.reply_to
    if merged is None:
        return [conversation]
    return [merged] if payload["type"] == "message" else [conversation, merged]


def _row(source: Source, event: Event, payload: dict[str, Any], reference: Conversation) -> Delivery:
    payload["conversation"] = reference.external_id
    return Delivery(
        source=source,
        seq=source.last_seq,
        conversation=reference,
        event=event,
        type=payload["type"],
        payload=payload,
        at=now(),
    )


def _payloads(event: Event) -> Iterator[dict[str, Any]]:
    if event.message is not None and event.message.kind in DELIVERED_KINDS:
        yield _message(event.message)
    if event.kind == EventKind.HANDED_BACK:
        note = event.facts.get("note")
        yield {"type": "handback"} | ({"note": note} if note else {})
    if "state" in event.facts:
        yield _status(event)


def _message(message: Message) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "type": "message",
        "message": message.ref,
        "kind": message.kind,
        "text": message.text,
        "at": message.at.isoformat(),
    }
    if message.kind == MessageKind.AGENT and message.author is not None:
        payload["author"] = {"name": str(message.author)}
        if files := told(message):
            payload["attachments"] = files
    return payload


def _status(event: Event) -> dict[str, Any]:
    payload: dict[str, Any] = {"type": "status", "state": event.facts["state"]}
    if payload["state"] == State.QUEUED:
        handoff = Handoff.objects.filter(
            conversation=event.conversation_id, ended_at__isnull=True, accepted_at__isnull=True
        ).select_related("conversation")
        if waiting := handoff.first():
            payload["position"], payload["eta_s"] = place_in_line(waiting)
    if payload["state"] in (State.ASSIGNED, State.WAITING) and (name := event.facts.get("assignee")):
        payload["agent"] = {"name": name}
    return payload
