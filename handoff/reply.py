"""A human's own words: to the customer, or to colleagues."""

from collections.abc import Sequence
from typing import Any

from handoff import mentions
from handoff.attachments import attach, caption, chosen
from handoff.conversations import give_to
from handoff.drafts import end_open
from handoff.events import changing, record, say
from handoff.guards import nothing_unseen, owned_by, sayable
from handoff.models import Conversation, Message, Person
from handoff.vocabulary import ActorKind, DraftStatus, EventKind, MessageKind, Role, Speaker, State


def send(
    conversation_id: int,
    *,
    agent: Person,
    text: str,
    seen: int,
    key: str = "",
    attachments: Sequence[str] = (),
) -> Conversation:
    """Say `text` to the customer as `agent`, who had messages up to `seen` on screen.

    `key` names this attempt: the same key again says nothing twice. `attachments` are files that the agent uploaded;
    with some, the text may be empty. Raises NotYours, Unseen (the customer wrote since; `facts["newest"]` is the
    message's number) or Invalid.
    """
    text = text if attachments and not text.strip() else sayable(text)
    with changing(conversation_id) as held:
        if key and _said(held, key):
            return held
        owned_by(held, agent)
        nothing_unseen(held, seen)
        files = chosen(held, attachments, by=agent)
        text = text if text.strip() else caption(files)
        before = held.state
        message = say(held, Role.AGENT, MessageKind.AGENT, text, author=agent, external_id=_id(key))
        attach(message, files)
        give_to(held, State.ASSIGNED, Speaker.AGENT, agent)
        held.waiting_since = None
        held.seen = message.number
        end_open(held, DraftStatus.SUPERSEDED, agent=agent)
        record(
            EventKind.REPLIED, held, actor=ActorKind.AGENT, agent=agent, message=message, state_before=before
        )
        return held


def note(conversation_id: int, *, agent: Person, text: str, key: str = "") -> Conversation:
    """Leave `text` for colleagues. It never leaves the house. Whom it names by @username is told.

    Raises Invalid, also where it names somebody who may not see the conversation.
    """
    text = sayable(text)
    with changing(conversation_id) as held:
        if key and _said(held, key):
            return held
        people = mentions.named(held, text, by=agent)
        message = say(held, Role.NOTE, MessageKind.NOTE, text, author=agent, external_id=_id(key))
        mentions.keep(message, people)
        told: dict[str, Any] = {"mentioned": [one.username for one in people]} if people else {}
        record(EventKind.NOTED, held, actor=ActorKind.AGENT, agent=agent, message=message, **told)
        return held


def _said(held: Conversation, key: str) -> bool:
    return Message.objects.filter(conversation=held, external_id=_id(key)).exists()


def _id(key: str) -> str | None:
    return f"desk:{key}"[:128] if key else None
