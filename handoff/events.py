"""The log of what happened, which is also the outbox: `record` writes a row, the rest comes after commit.

Every change of a conversation happens inside `changing`, which holds its row, or in an attempt, which fails where
another came before: so event and message numbers have no gaps, and two verbs never interleave on one conversation.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.dispatch import Signal

from handoff.attempt import once_committed
from handoff.clock import now
from handoff.errors import UnknownConversation
from handoff.models import Conversation, Decision, Draft, Event, Handoff, Message, Person
from handoff.quick import insert, update
from handoff.vocabulary import DELIVERED_KINDS, ActorKind, EventKind, MessageKind, Role

log = logging.getLogger(__name__)

committed = Signal()
"""Sent after commit with `event`: a hint that its conversation changed."""
settled = Signal()
"""Sent with `event` once what follows it is done too: its deliveries and its timers are written."""

_followed: Callable[[Event], bool] = lambda event: True  # noqa: E731
_follow: Callable[[Event], None] = lambda event: None  # noqa: E731
_complete: Callable[[Conversation], None] = lambda held: None  # noqa: E731

_later: ContextVar[list[Event] | None] = ContextVar("events_later", default=None)


def install(
    followed: Callable[[Event], bool],
    follow: Callable[[Event], None],
    complete: Callable[[Conversation], None],
) -> None:
    """Take from the flow whether anything follows an event, what does it after commit, and what completes a changed
    conversation before it is written.
    """
    global _followed, _follow, _complete
    _followed, _follow, _complete = followed, follow, complete


@contextmanager
def changing(conversation: Conversation | int) -> Iterator[Conversation]:
    """Hold a conversation's row for one transaction, and write what was changed of it at the end.

    Takes an id, or a conversation that is already held by an outer `changing`, which then does the writing.
    Raises UnknownConversation where there is none.
    """
    if isinstance(conversation, Conversation):
        yield conversation
        return
    with transaction.atomic():
        held = (
            Conversation.objects.select_for_update(of=("self",), no_key=True).filter(pk=conversation).first()
        )
        if held is None:
            raise UnknownConversation("There is no such conversation.")
        before = columns(held)
        yield held
        save_held(held, before)


def save_held(held: Conversation, before: dict[str, Any]) -> None:
    """Write what differs from `before` of a held conversation, and what follows from that."""
    _complete(held)
    save_changed(held, before)


def columns(row: Model) -> dict[str, Any]:
    """The present values of a row's columns."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def save_changed(row: Model, before: dict[str, Any]) -> None:
    """Write those columns of `row` that differ from `before`."""
    changed = [name for name, value in columns(row).items() if before[name] != value]
    if changed:
        update(row, changed)


def say(
    conversation: Conversation,
    role: Role,
    kind: MessageKind,
    text: str,
    *,
    author: Person | None = None,
    **details: Any,
) -> Message:
    """Add one message at the end of a held conversation and return it."""
    conversation.messages += 1
    conversation.last_at = now()
    if role == Role.CUSTOMER:
        conversation.last_customer = conversation.messages
    elif role == Role.AGENT:
        conversation.woken = ""
    message = Message(
        conversation=conversation,
        number=conversation.messages,
        role=role,
        kind=kind,
        text=text,
        author=author,
        at=conversation.last_at,
        **details,
    )
    return insert(message)


def record(
    kind: EventKind,
    conversation: Conversation,
    *,
    actor: ActorKind,
    agent: Person | None = None,
    message: Message | None = None,
    decision: Decision | None = None,
    draft: Draft | None = None,
    handoff: Handoff | None = None,
    state_before: str | None = None,
    **facts: Any,
) -> Event:
    """Write one event of a held conversation; what follows it runs after commit.

    `state_before` is given by verbs that may have moved the state: the front end is told where it did.
    """
    conversation.version += 1
    moved = state_before is not None and state_before != conversation.state
    if moved:
        facts |= _whereabouts(conversation)
    event = Event(
        conversation=conversation,
        number=conversation.version,
        kind=kind,
        actor=actor,
        agent=agent,
        message=message,
        decision=decision,
        draft=draft,
        handoff=handoff,
        facts=facts,
        at=now(),
        outward=moved or (message is not None and message.kind in DELIVERED_KINDS),
    )
    if not _followed(event):
        event.settled_at = event.at
    insert(event)
    once_committed(lambda: _after_commit(event))
    return event


def _whereabouts(conversation: Conversation) -> dict[str, str]:
    """What the front end is told of a conversation that moved."""
    assignee = {"assignee": str(conversation.assignee)} if conversation.assignee is not None else {}
    return {"state": str(conversation.state), **assignee}


@contextmanager
def deferring() -> Iterator[list[Event]]:
    """Nobody is told of the events committed inside, and nothing follows them: they are in the list that this gives.

    For who has an answer waiting that needs none of it. Pass them to `announce` and to `follow_up`; what is lost of
    either, those who listen find by looking, and the sweep does.
    """
    events: list[Event] = []
    token = _later.set(events)
    try:
        yield events
    finally:
        _later.reset(token)


def announce(events: Iterable[Event]) -> None:
    """Tell that these events were committed. Never waits."""
    for event in events:
        committed.send_robust(sender=Event, event=event)


def follow_up(events: Iterable[Event]) -> None:
    """Do what follows these committed events; where it fails, the sweep does it again."""
    for event in events:
        if event.settled_at is not None:
            continue
        try:
            _follow(event)
        except Exception:
            log.exception("what follows %s %s is left to the sweep", event.kind, event.pk)


def _after_commit(event: Event) -> None:
    later = _later.get()
    if later is not None:
        later.append(event)
        return
    if event.settled_at is None:
        _follow(event)
    announce([event])
