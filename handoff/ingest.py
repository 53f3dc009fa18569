"""What comes in: messages, and what the front end knows of its customer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from handoff import attachments
from handoff.assist.quotes import GREETING, OPENING
from handoff.clock import now
from handoff.conversations import give_to, know_customer, route
from handoff.errors import WrongState
from handoff.events import record, say
from handoff.hearing import Heard, recent, sensed
from handoff.models import Conversation, Decision, Event, Message, Rating
from handoff.vocabulary import (
    ActorKind,
    CloseOutcome,
    EventKind,
    HandoffOutcome,
    MessageKind,
    Role,
    Speaker,
    State,
    Woken,
)

ACTORS = {
    Role.CUSTOMER: ActorKind.CUSTOMER,
    Role.ASSISTANT: ActorKind.AI,
    Role.AGENT: ActorKind.AGENT,
    Role.SYSTEM: ActorKind.SYSTEM,
}


class Said(msgspec.Struct, frozen=True):
    """One utterance as a front end tells of it; `id` is the front end's own."""

    role: Role
    text: str
    id: str | None = None
    at: datetime | None = None
    language: str | None = None
    meta: Mapping[str, Any] = {}
    attachments: Sequence[str] = ()


def hear(conversation: Conversation, said: Said, *, judge: Callable[[Heard], Decision]) -> Event | None:
    """Store a customer's message in a held conversation, decided by `judge`. None where it is stored already."""
    if _stored(conversation, said):
        return None
    before = conversation.state
    woken: dict[str, Any] = {"woken": str(Woken.CUSTOMER)} if before == State.WAITING else {}
    _take_up(conversation)
    before_it = recent(conversation)  # before anything is written, so that the writes still go out together
    message = _store(conversation, said)
    conversation.subject = conversation.subject or gist(said.text)
    conversation.waiting_since = conversation.waiting_since or now()
    heard = sensed(conversation, message, before_it)
    decision = judge(heard)
    return record(
        EventKind.MESSAGE_ADDED,
        conversation,
        actor=ActorKind.CUSTOMER,
        message=message,
        decision=decision,
        state_before=before,
        **woken,
    )


def note_down(conversation: Conversation, said: Said) -> Event | None:
    """Store what somebody else than the customer said. Raises WrongState where the AI may not speak."""
    if _stored(conversation, said):
        return None
    if said.role == Role.ASSISTANT and conversation.speaker != Speaker.AI:
        raise WrongState(
            "A human has this conversation: the AI may not speak.", state=str(conversation.state)
        )
    message = _store(conversation, said)
    if said.role in (Role.ASSISTANT, Role.AGENT):
        conversation.waiting_since = None
    return record(EventKind.MESSAGE_ADDED, conversation, actor=ACTORS[said.role], message=message)


def put_by(conversation: Conversation, said: Said) -> Event | None:
    """Store what a blocked customer wrote, which goes to nobody. What the AI alone would answer is over with it."""
    if _stored(conversation, said):
        return None
    message = _store(conversation, said)
    conversation.subject = conversation.subject or gist(said.text)
    if conversation.state == State.AI:
        give_to(conversation, State.RESOLVED, Speaker.AI)
        conversation.outcome, conversation.resolved_at = CloseOutcome.SPAM, now()
        conversation.waiting_since = None
    return record(
        EventKind.MESSAGE_ADDED, conversation, actor=ActorKind.CUSTOMER, message=message, put_by=True
    )


def add_transcript(conversation: Conversation, said: list[Said]) -> int:
    """Store those messages of a transcript that are not stored yet, in order; how many that were.

    The same message is one with the same id, or, where none is given, the same role and text at the same place.
    """
    heard = bool(conversation.messages or conversation.via)
    stored = list(_said_there(conversation).exclude(role=Role.NOTE).order_by("at", "number")) if heard else []
    known = {m.external_id for m in stored if m.external_id}
    added = 0
    for place, one in enumerate(said):
        if one.id in known or (one.id is None and _same_place(stored, place, one)):
            continue
        message = _store(conversation, one)
        known.add(one.id or message.ref)
        if one.role == Role.CUSTOMER:
            conversation.subject = conversation.subject or gist(one.text)
        record(EventKind.MESSAGE_ADDED, conversation, actor=ACTORS[one.role], message=message)
        added += 1
    return added


def learn_context(
    conversation: Conversation,
    *,
    customer: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
    topic: str | None = None,
    intent: str | None = None,
    language: str | None = None,
) -> None:
    """Take over what a frame tells beside its main purpose; a new topic may route a conversation elsewhere."""
    if customer:
        know_customer(conversation, dict(customer))
    if context:
        conversation.context = {**conversation.context, **context}
    conversation.intent = intent or conversation.intent
    conversation.language = language or conversation.language
    if topic and topic != conversation.topic:
        conversation.topic = topic
        if conversation.assignee_id is None:
            conversation.queue = route(topic)


def update_context(conversation: Conversation, **told: Any) -> Event:
    """A `context` frame: what is known of the customer and the session changed."""
    learn_context(conversation, **told)
    return record(EventKind.CONTEXT_UPDATED, conversation, actor=ActorKind.AI)


def rate(conversation: Conversation, *, score: int, comment: str = "") -> Event:
    """Keep what the customer thought of it, 1 to 5."""
    Rating.objects.create(conversation=conversation, score=score, comment=comment, at=now())
    return record(EventKind.RATED, conversation, actor=ActorKind.CUSTOMER, score=score, comment=comment[:200])


def close(conversation: Conversation, *, by: Role, outcome: CloseOutcome) -> Event | None:
    """The front end ends it. None where it is resolved already."""
    if conversation.state == State.RESOLVED:
        return None
    before = conversation.state
    give_to(conversation, State.RESOLVED, Speaker.AI)
    conversation.outcome, conversation.resolved_at, conversation.waiting_since = outcome, now(), None
    ended = HandoffOutcome.ABANDONED if outcome == CloseOutcome.ABANDONED else HandoffOutcome.RESOLVED
    return record(
        EventKind.RESOLVED,
        conversation,
        actor=ACTORS[by],
        state_before=before,
        outcome=str(outcome),
        handoff_outcome=str(ended),
    )


def gist(text: str) -> str:
    """The first line of a text without its greeting, cut at 200 characters; empty where it only greets."""
    for part in text.splitlines():
        line = OPENING.sub("", part.strip()).strip()
        if line and not GREETING.match(part):
            line = line[0].upper() + line[1:]
            return line if len(line) <= 200 else f"{line[:199]}…"
    return ""


def _take_up(conversation: Conversation) -> None:
    """A customer's message opens a resolved conversation again and wakes one that waits."""
    if conversation.state == State.RESOLVED:
        give_to(conversation, State.AI, Speaker.AI)
        conversation.boundary, conversation.failed_attempts = conversation.messages, 0
    elif conversation.state == State.WAITING:
        give_to(conversation, State.ASSIGNED, Speaker.AGENT, conversation.assignee)
        conversation.woken = Woken.CUSTOMER


def _store(conversation: Conversation, said: Said) -> Message:
    sent = MessageKind.SENT if said.role == Role.ASSISTANT else MessageKind.HEARD
    if said.role == Role.CUSTOMER and said.language:
        conversation.language = said.language
    files = attachments.chosen(conversation, said.attachments)
    message = say(
        conversation,
        said.role,
        sent,
        said.text,
        external_id=said.id,
        said_at=said.at,
        language=said.language or "",
        meta=dict(said.meta),
        via=conversation.via,
    )
    if said.role == Role.CUSTOMER:
        conversation.reply_to = conversation.via
    attachments.attach(message, files)
    return message


def _stored(conversation: Conversation, said: Said) -> bool:
    if said.id is None or not (conversation.messages or conversation.via):
        return False
    return _said_there(conversation).filter(external_id=said.id).exists()


def _said_there(conversation: Conversation) -> QuerySet[Message]:
    """What was said under the id by which a frame speaks: of a merged conversation, before and since."""
    via = conversation.via
    if via is None:
        return conversation.thread.filter(via__isnull=True)
    before, since = Q(conversation=via, via__isnull=True), Q(conversation=conversation, via=via)
    return Message.objects.filter(before | since)


def _same_place(stored: list[Message], place: int, said: Said) -> bool:
    if place >= len(stored):
        return False
    return (stored[place].role, stored[place].text) == (said.role, said.text)


__all__ = [
    "Heard",
    "Said",
    "add_transcript",
    "close",
    "hear",
    "learn_context",
    "note_down",
    "put_by",
    "rate",
    "update_context",
]
