"""Waiting for a human, having one, passing on, giving back. An assignment is a row, so history is kept."""

from datetime import datetime

from handoff.clock import now
from handoff.conversations import end_handoff, give_to, open_handoff, route
from handoff.drafts import end_open
from handoff.errors import AlreadyAssigned, Invalid, WrongState
from handoff.events import changing, record
from handoff.guards import owned_by, require
from handoff.models import Assignment, Conversation, Decision, Event, Handoff, Person, Queue, Timer
from handoff.vocabulary import (
    PRIORITY_RANK,
    ActorKind,
    AssignmentCause,
    CloseOutcome,
    DraftStatus,
    EventKind,
    HandoffOutcome,
    Mode,
    Priority,
    Speaker,
    State,
    Tier,
    TimerKind,
    WaitingFor,
)


def offer(
    conversation: Conversation | int,
    *,
    decision: Decision | None,
    mode: Mode = Mode.HARD,
    reason: str = "",
    summary: str = "",
    skills: list[str] | None = None,
    priority: Priority = Priority.NORMAL,
    tier: Tier = Tier.HUMAN,
) -> Handoff:
    """Offer a conversation to the humans; a hard offer makes a soft one hard. Returns the open handoff."""
    with changing(conversation) as held:
        handoff = open_handoff(held)
        if handoff is not None and (handoff.mode == Mode.HARD or mode == Mode.SOFT):
            return handoff
        before = held.state
        if held.assignee_id is None:
            held.queue = route(held.topic) if held.topic else held.queue
            give_to(held, State.QUEUED, Speaker.AI if mode == Mode.SOFT else Speaker.NOBODY)
        held.waiting_since = held.waiting_since or now()
        if handoff is None:
            handoff = Handoff(conversation=held, tier=tier, skills=skills or [], offered_at=now())
        handoff.mode, handoff.decision = mode, decision
        handoff.reason, handoff.summary = reason or handoff.reason, summary or handoff.summary
        handoff.priority, handoff.rank = priority, PRIORITY_RANK[priority]
        handoff.save()
        record(
            EventKind.HANDOFF_OFFERED,
            held,
            actor=ActorKind.AI,
            handoff=handoff,
            decision=decision,
            state_before=before,
            mode=str(mode),
            queue=held.queue.name,
        )
        return handoff


def accept(conversation_id: int, *, agent: Person) -> Conversation:
    """Give the conversation to `agent`, once; the slower of two agents gets AlreadyAssigned."""
    with changing(conversation_id) as held:
        if held.assignee_id == agent.pk:
            return held
        if held.assignee is not None:
            raise AlreadyAssigned(f"{held.assignee} has this conversation.", assignee=str(held.assignee))
        if held.state == State.RESOLVED:
            raise WrongState("The conversation is resolved.", state=str(held.state))
        waited = (now() - held.waiting_since).total_seconds() if held.waiting_since else None
        handoff = open_handoff(held)
        before = held.state
        if handoff is None:
            handoff = Handoff(conversation=held, mode=Mode.HARD, offered_at=now(), reason="Taken over")
        handoff.accepted_by, handoff.accepted_at = agent, now()
        handoff.save()
        _assign(held, agent, AssignmentCause.CLAIMED, by=agent)
        record(
            EventKind.HANDOFF_ACCEPTED,
            held,
            actor=ActorKind.AGENT,
            agent=agent,
            handoff=handoff,
            state_before=before,
            waited_s=waited,
        )
        return held


def transfer(
    conversation_id: int, *, by: Person, agent: Person | None = None, queue: Queue | None = None
) -> Conversation:
    """Pass a conversation to another agent, or back into a queue's line.

    Its assignee may, and whoever oversees. Raises NotYours, Invalid (nobody to pass it to) or WrongState.
    """
    if (agent is None) == (queue is None):
        raise Invalid("Choose an agent or a queue.", field="agent")
    with changing(conversation_id) as held:
        _may_move(held, by)
        if agent is not None and agent == held.assignee:
            return held
        before, old = held.state, held.assignee
        if agent is not None:
            _give(held, agent, by)
        elif queue is not None:
            _requeue(held, queue)
        record(
            EventKind.TRANSFERRED,
            held,
            actor=ActorKind.AGENT,
            agent=by,
            state_before=before if queue else "",  # a new agent is news to the front end in the same state
            giver=str(old or ""),
            taker=str(agent or queue),
        )
        return held


def hand_back(conversation_id: int, *, agent: Person, note: str = "") -> Conversation:
    """Return a conversation to the AI. What was asked before it is dealt with and escalates no more."""
    with changing(conversation_id) as held:
        owned_by(held, agent)
        before = held.state
        end_open(held, DraftStatus.EXPIRED)
        end_handoff(held, HandoffOutcome.HANDED_BACK)
        give_to(held, State.AI, Speaker.AI)
        held.boundary, held.failed_attempts, held.waiting_since = held.messages, 0, None
        record(
            EventKind.HANDED_BACK, held, actor=ActorKind.AGENT, agent=agent, state_before=before, note=note
        )
        return held


def wait(
    conversation_id: int, *, agent: Person, waiting_for: WaitingFor, until: datetime | None = None
) -> Conversation:
    """Let a conversation wait for the customer or a third party, until a time if one is given."""
    if until is not None and until <= now():
        raise Invalid("Choose a time in the future.", field="until")
    with changing(conversation_id) as held:
        owned_by(held, agent)
        before = held.state
        give_to(held, State.WAITING, Speaker.AGENT, agent)
        held.waiting_for, held.waiting_until = waiting_for, until
        event = record(
            EventKind.WAITING_STARTED,
            held,
            actor=ActorKind.AGENT,
            agent=agent,
            state_before=before,
            waiting_for=str(waiting_for),
            until=until.isoformat() if until else None,
        )
        if until is not None:
            Timer.objects.create(conversation=held, cause=event, kind=TimerKind.WAKE, due_at=until)
        return held


def wake(conversation_id: int, *, agent: Person | None = None) -> Conversation:
    """End a wait: by its agent, or by its timer where `agent` is None."""
    with changing(conversation_id) as held:
        if agent is not None:
            owned_by(held, agent)
        require(held, State.WAITING)
        give_to(held, State.ASSIGNED, Speaker.AGENT, held.assignee)
        record(
            EventKind.WOKEN,
            held,
            actor=ActorKind.AGENT if agent else ActorKind.SYSTEM,
            agent=agent,
            state_before=State.WAITING,
        )
        return held


def ring(timer: Timer) -> None:
    """A wake timer is due: wake what still waits because of its cause."""
    with changing(timer.conversation_id) as held:
        claimed = Timer.objects.filter(pk=timer.pk, fired_at__isnull=True, cancelled_at__isnull=True)
        if not claimed.update(fired_at=now()):
            return
        since = Event.objects.filter(conversation=held, number__gt=timer.cause.number)
        if held.state == State.WAITING and not since.filter(kind=EventKind.WAITING_STARTED).exists():
            give_to(held, State.ASSIGNED, Speaker.AGENT, held.assignee)
            record(EventKind.WOKEN, held, actor=ActorKind.SYSTEM, state_before=State.WAITING, why="time")


def resolve(conversation_id: int, *, agent: Person) -> Conversation:
    """End a conversation that is one's own. Its handoff, assignment and draft end with it."""
    with changing(conversation_id) as held:
        owned_by(held, agent)
        before = held.state
        end_open(held, DraftStatus.EXPIRED, agent=agent)
        end_handoff(held, HandoffOutcome.RESOLVED)
        give_to(held, State.RESOLVED, Speaker.AI)
        held.outcome, held.resolved_at, held.waiting_since = CloseOutcome.RESOLVED, now(), None
        held.boundary, held.failed_attempts = held.messages, 0
        record(EventKind.RESOLVED, held, actor=ActorKind.AGENT, agent=agent, state_before=before)
        return held


def _may_move(held: Conversation, by: Person) -> None:
    if held.state == State.RESOLVED:
        raise WrongState("The conversation is resolved.", state=str(held.state))
    if not by.oversees:
        owned_by(held, by)


def _give(held: Conversation, agent: Person, by: Person) -> None:
    handoff = open_handoff(held) or Handoff(
        conversation=held, mode=Mode.HARD, offered_at=now(), reason="Assigned"
    )
    if handoff.accepted_at is None:
        handoff.accepted_by, handoff.accepted_at = agent, now()
    handoff.save()
    _assign(held, agent, AssignmentCause.REASSIGNED if by.oversees else AssignmentCause.TRANSFERRED, by=by)


def _requeue(held: Conversation, queue: Queue) -> None:
    """Back into a line: as a new handoff, so that the wait and the accept are counted anew."""
    old = open_handoff(held)
    end_handoff(held, HandoffOutcome.TRANSFERRED)
    held.queue = queue
    give_to(held, State.QUEUED, Speaker.NOBODY)
    held.waiting_since = held.waiting_since or now()
    Handoff.objects.create(
        conversation=held,
        mode=Mode.HARD,
        decision=old.decision if old else None,
        reason=old.reason if old else "",
        summary=old.summary if old else "",
        priority=old.priority if old else Priority.NORMAL,
        rank=old.rank if old else PRIORITY_RANK[Priority.NORMAL],
        offered_at=now(),
    )


def _assign(held: Conversation, agent: Person, cause: AssignmentCause, *, by: Person) -> None:
    held.assignments.filter(until__isnull=True).update(until=now())
    Assignment.objects.create(conversation=held, agent=agent, cause=cause, by=by, since=now())
    give_to(held, State.ASSIGNED, Speaker.AGENT, agent)
