"""Waiting for a human, having one, passing on, giving back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from handoff import assignments, hops, sending
from handoff.clock import now
from handoff.conversations import end_handoff, give_to, open_handoff, route
from handoff.drafts import end_open
from handoff.errors import AlreadyAssigned, Invalid, WrongState
from handoff.events import changing, columns, record, save_changed
from handoff.guards import owned_by
from handoff.models import Conversation, Decision, Event, Handoff, Person, Queue
from handoff.policy.terms import Overrun
from handoff.renaming import queue_called
from handoff.tongue import say
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
    queue: str = "",
    told: Mapping[str, Any] = MappingProxyType({}),
) -> Event:
    """Offer a conversation to the humans; a hard offer makes a soft one hard. Returns the event that tells of it.

    `queue` names the one where it shall wait, else its topic says; `told` is kept with the event.
    """
    with changing(conversation) as held:
        handoff = open_handoff(held)
        before = held.state
        if held.assignee_id is None:
            held.queue = queue_called(queue) or (route(held.topic) if held.topic else held.queue)
            give_to(held, State.QUEUED, Speaker.AI if mode == Mode.SOFT else Speaker.NOBODY)
        held.waiting_since = held.waiting_since or now()
        if handoff is None:
            handoff = Handoff(conversation=held, tier=tier, skills=skills or [], offered_at=now())
        handoff.mode, handoff.decision = mode, decision
        handoff.reason, handoff.summary = reason or handoff.reason, summary or handoff.summary
        handoff.priority, handoff.rank = priority, PRIORITY_RANK[priority]
        handoff.save()
        _rank(held, handoff)
        return record(
            EventKind.HANDOFF_OFFERED,
            held,
            actor=ActorKind.AI,
            handoff=handoff,
            decision=decision,
            state_before=before,
            mode=str(mode),
            queue=held.queue.name,
            **told,
        )


def raise_to_supervisors(held: Conversation, handoff: Handoff) -> None:
    """Let an offered handoff be one for supervisors, who find it before others."""
    before = columns(handoff)
    handoff.tier = Tier.SUPERVISOR
    if handoff.rank < PRIORITY_RANK[Priority.HIGH]:
        handoff.priority, handoff.rank = Priority.HIGH, PRIORITY_RANK[Priority.HIGH]
    save_changed(handoff, before)
    _rank(held, handoff)


def _rank(held: Conversation, handoff: Handoff) -> None:
    """The desk sorts those who stand in line by the rank of their handoff."""
    if held.state == State.QUEUED:
        held.rank = handoff.rank


def move(held: Conversation, handoff: Handoff, queue: str) -> Handoff:
    """Let an offered handoff wait in another line instead, as a new one; in its own where there is no such queue."""
    line = queue_called(queue)
    if line is None or line.pk == held.queue_id:
        return handoff
    return assignments.requeue(held, line, mode=Mode(handoff.mode))


def silence(held: Conversation, handoff: Handoff) -> None:
    """Let the AI go on no longer while an offered handoff waits."""
    if handoff.mode == Mode.SOFT:
        handoff.mode = Mode.HARD
        handoff.save()
        give_to(held, State.QUEUED, Speaker.NOBODY)


def promise(handoff: Handoff, how: Overrun) -> None:
    """Note that the customer is promised an answer by other means."""
    before = columns(handoff)
    handoff.promise = how
    save_changed(handoff, before)


def accept(conversation_id: int, *, agent: Person) -> Conversation:
    """Give the conversation to `agent`, once; the slower of two agents gets AlreadyAssigned."""
    with changing(conversation_id) as held:
        if held.assignee_id == agent.pk:
            return held
        if held.assignee is not None:
            raise AlreadyAssigned(
                say("{assignee} has this conversation.", assignee=held.assignee), assignee=str(held.assignee)
            )
        if held.state == State.RESOLVED:
            raise WrongState(say("The conversation is resolved."), state=str(held.state))
        sending.before_others(held, by=agent)
        waited = (now() - held.waiting_since).total_seconds() if held.waiting_since else None
        handoff = open_handoff(held) or _taken_over(held)
        before = held.state
        handoff.accepted_by, handoff.accepted_at = agent, now()
        handoff.save()
        assignments.assign(held, agent, AssignmentCause.CLAIMED, by=agent)
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


def _taken_over(held: Conversation) -> Handoff:
    """The handoff of what was not offered yet: what the rung before people knows comes along."""
    hop = hops.open_hop(held)
    told = hop.wish if hop else {}
    return Handoff(
        conversation=held,
        mode=Mode.HARD,
        offered_at=now(),
        decision=hop.decision if hop else None,
        reason=told.get("reason") or "Taken over",
        summary=told.get("summary", ""),
        skills=told.get("skills", []),
    )


def transfer(
    conversation_id: int, *, by: Person, agent: Person | None = None, queue: Queue | None = None
) -> Conversation:
    """Pass a conversation to another agent, or back into a queue's line.

    Its assignee may, and whoever oversees. Raises NotYours, Invalid (nobody to pass it to) or WrongState.
    """
    if (agent is None) == (queue is None):
        raise Invalid(say("Choose an agent or a queue."), field="agent")
    with changing(conversation_id) as held:
        _may_move(held, by)
        if agent is not None and agent == held.assignee:
            return held
        sending.before_others(held, by=by)
        before, old = held.state, held.assignee
        handoff = open_handoff(held)
        if agent is not None:
            assignments.give(held, agent, by)
        elif queue is not None:
            assignments.requeue(held, queue)
        event = record(
            EventKind.TRANSFERRED,
            held,
            actor=ActorKind.AGENT,
            agent=by,
            state_before=before if queue else "",  # a new agent is news to the front end in the same state
            giver=str(old or ""),
            taker=str(agent or queue),
        )
        if queue is not None:
            hops.in_line(held, event, by=by, decision=handoff.decision if handoff else None)
        return held


def hand_back(conversation_id: int, *, agent: Person, note: str = "") -> Conversation:
    """Return a conversation to the AI. What was asked before it is dealt with and escalates no more."""
    with changing(conversation_id) as held:
        owned_by(held, agent)
        sending.before_others(held, by=agent)
        before = held.state
        end_open(held, DraftStatus.EXPIRED)
        end_handoff(held, HandoffOutcome.HANDED_BACK)
        give_to(held, State.AI, Speaker.AI)
        returned(held, actor=ActorKind.AGENT, agent=agent, state_before=before, note=note)
        return held


def returned(held: Conversation, *, actor: ActorKind, state_before: str, **told: Any) -> Event:
    """The AI has a held conversation again: what was asked before is dealt with."""
    held.boundary, held.failed_attempts, held.waiting_since = held.messages, 0, None
    return record(EventKind.HANDED_BACK, held, actor=actor, state_before=state_before, **told)


def resolve(conversation_id: int, *, agent: Person) -> Conversation:
    """End a conversation that is one's own. Its handoff, assignment and draft end with it."""
    with changing(conversation_id) as held:
        owned_by(held, agent)
        sending.before_others(held, by=agent)
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
        raise WrongState(say("The conversation is resolved."), state=str(held.state))
    if not by.oversees:
        owned_by(held, by)
