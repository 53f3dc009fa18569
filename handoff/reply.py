"""A human's own words: to the customer, or to colleagues."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from handoff import mentions, sending, speaking, typed
from handoff.events import changing, record, say
from handoff.guards import sayable
from handoff.models import Conversation, Message, Person
from handoff.vocabulary import ActorKind, EventKind, MessageKind, Role

NOW = timedelta()


def send(
    conversation_id: int,
    *,
    agent: Person,
    text: str,
    seen: int,
    key: str = "",
    attachments: Sequence[str] = (),
    delay: timedelta = NOW,
) -> Conversation:
    """Say `text` to the customer as `agent`, who had messages up to `seen` on screen, and may undo it for `delay`.

    `key` names this attempt: the same key again says nothing twice. `attachments` are files that the agent uploaded;
    with some, the text may be empty. Raises NotYours, Unseen (the customer wrote since; `facts["newest"]` is the
    message's number) or Invalid.
    """
    text = text if attachments and not text.strip() else sayable(text)
    with changing(conversation_id) as held:
        if sending.repeated(held, key):
            return held
        speaking.may_reply(held, agent, seen)
        if delay:
            said = sending.Said(text, seen, key=key, attachments=attachments)
            sending.begin(held, said, agent=agent, delay=delay)
            return held
        sending.before_others(held, by=agent, seen=seen)
        speaking.reply(held, agent=agent, text=text, key=key, attachments=attachments)
        typed.forget(agent, held.pk, typed.REPLY)
        return held


def note(conversation_id: int, *, agent: Person, text: str, key: str = "") -> Conversation:
    """Leave `text` for colleagues. It never leaves the house. Whom it names by @username is told.

    Raises Invalid, also where it names somebody who may not see the conversation.
    """
    text = sayable(text)
    with changing(conversation_id) as held:
        if key and Message.objects.filter(conversation=held, external_id=speaking.named(key)).exists():
            return held
        people = mentions.named(held, text, by=agent)
        message = say(held, Role.NOTE, MessageKind.NOTE, text, author=agent, external_id=speaking.named(key))
        mentions.keep(message, people)
        told: dict[str, Any] = {"mentioned": [one.username for one in people]} if people else {}
        record(EventKind.NOTED, held, actor=ActorKind.AGENT, agent=agent, message=message, **told)
        typed.forget(agent, held.pk, typed.NOTE)
        return held
