"""Making and ending drafts of a held conversation. At most one is open, so a new one ends the old."""

from typing import Any

from handoff.clock import now
from handoff.events import record
from handoff.models import Conversation, Draft, Event, Person
from handoff.vocabulary import ActorKind, DraftOrigin, DraftStatus, EventKind


def open_draft(conversation: Conversation) -> Draft | None:
    """The draft that waits in a conversation."""
    return Draft.objects.filter(conversation=conversation, status=DraftStatus.OPEN).first()


def add(conversation: Conversation, *, origin: DraftOrigin, text: str, **details: Any) -> Draft:
    """Put a new draft in front of the humans; it supersedes the one that is open."""
    end_open(conversation, DraftStatus.SUPERSEDED)
    return Draft.objects.create(
        conversation=conversation,
        origin=origin,
        text=text,
        answers=conversation.last_customer,
        created_at=now(),
        **details,
    )


def end_open(conversation: Conversation, status: DraftStatus, *, agent: Person | None = None) -> Event | None:
    """End the open draft without a verdict on it: superseded or expired. None where there was none."""
    draft = open_draft(conversation)
    if draft is None:
        return None
    finish(draft, status, agent=agent)
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
    draft.status, draft.ended_by, draft.ended_at = status, agent, now()
    for name, value in details.items():
        setattr(draft, name, value)
    draft.save()
