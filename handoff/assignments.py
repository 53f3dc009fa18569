"""Who has a conversation: each assignment and each handoff is a row, so history is kept."""

from handoff import hops
from handoff.clock import now
from handoff.conversations import end_handoff, give_to, open_handoff
from handoff.models import Assignment, Conversation, Handoff, Person, Queue
from handoff.vocabulary import (
    PRIORITY_RANK,
    AssignmentCause,
    HandoffOutcome,
    HopEnd,
    Mode,
    Priority,
    Speaker,
    State,
)


def give(held: Conversation, agent: Person, by: Person) -> None:
    """Pass a held conversation on to `agent`, which also accepts the handoff where nobody did."""
    handoff = open_handoff(held) or Handoff(
        conversation=held, mode=Mode.HARD, offered_at=now(), reason="Assigned"
    )
    if handoff.accepted_at is None:
        handoff.accepted_by, handoff.accepted_at = agent, now()
    handoff.save()
    assign(held, agent, AssignmentCause.REASSIGNED if by.oversees else AssignmentCause.TRANSFERRED, by=by)


def requeue(held: Conversation, queue: Queue, *, mode: Mode = Mode.HARD) -> Handoff:
    """Put a held conversation into a line: as a new handoff, so that the wait and the accept are counted anew."""
    old = open_handoff(held)
    end_handoff(held, HandoffOutcome.TRANSFERRED)
    held.queue = queue
    give_to(held, State.QUEUED, Speaker.AI if mode == Mode.SOFT else Speaker.NOBODY)
    held.waiting_since = held.waiting_since or now()
    held.rank = old.rank if old else PRIORITY_RANK[Priority.NORMAL]
    return Handoff.objects.create(
        conversation=held,
        mode=mode,
        decision=old.decision if old else None,
        reason=old.reason if old else "",
        summary=old.summary if old else "",
        priority=old.priority if old else Priority.NORMAL,
        rank=held.rank,
        skills=old.skills if old else [],
        offered_at=now(),
    )


def assign(held: Conversation, agent: Person, cause: AssignmentCause, *, by: Person) -> None:
    """Give a held conversation to `agent`; whoever had it has it no more."""
    hops.leave(held, HopEnd.ACCEPTED)
    held.assignments.filter(until__isnull=True).update(until=now())
    Assignment.objects.create(conversation=held, agent=agent, cause=cause, by=by, since=now())
    give_to(held, State.ASSIGNED, Speaker.AGENT, agent)
