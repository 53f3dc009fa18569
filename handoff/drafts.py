"""Making and ending drafts of a held conversation. At most one is open, so a new one ends the old."""

from typing import Any

from handoff.clock import now
from handoff.events import columns, record, save_changed
from handoff.models import Conversation, Draft, Event, Feedback, Person
from handoff.quick import insert, leave
from handoff.reads import lock
from handoff.vocabulary import ActorKind, DraftOrigin, DraftStatus, EventKind


def open_draft(conversation: Conversation) -> Draft | None:
    """The draft that waits in a conversation."""
    draft = lock(Draft, conversation_id=conversation.pk, status=DraftStatus.OPEN.value)
    if draft is not None:
        draft.conversation = conversation
    return draft


def add(conversation: Conversation, *, origin: DraftOrigin, text: str, **details: Any) -> Draft:
    """Put a new draft in front of the humans; it supersedes the one that is open."""
    end_open(conversation, DraftStatus.SUPERSEDED)
    draft = Draft(
        conversation=conversation,
        origin=origin,
        text=text,
        answers=conversation.last_customer,
        created_at=now(),
        **details,
    )
    return insert(draft)


def end_open(conversation: Conversation, status: DraftStatus, *, agent: Person | None = None) -> Event | None:
    """End the open draft without a verdict on it: superseded or expired. None where there was none.

    There being none, its feedback says little, and is written at once.
    """
    draft = open_draft(conversation)
    if draft is None:
        return None
    finish(draft, status, agent=agent)
    ended = draft.ended_at or now()
    leave(Feedback(draft=draft, outcome=status, agent=agent, seconds=draft.seconds, at=ended))
    return record(
        EventKind.DRAFT_ENDED,
        conversation,
        actor=ActorKind.AGENT if agent else ActorKind.SYSTEM,
        agent=agent,
        draft=draft,
        status=str(status),
    )


def finish(draft: Draft, status: DraftStatus, *, agent: Person | None = None, **details: Any) -> None:
    """Give a draft its final status, with who and when."""
    before = columns(draft)
    draft.status, draft.ended_by, draft.ended_at = status, agent, now()
    for name, value in details.items():
        setattr(draft, name, value)
    save_changed(draft, before)
