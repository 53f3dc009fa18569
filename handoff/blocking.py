"""Keeping out what is no question: conversations that are spam, customers who are blocked."""

from datetime import datetime

from django.db import IntegrityError, transaction

from handoff import blocks, sending
from handoff.clock import now
from handoff.conversations import end_handoff, give_to
from handoff.drafts import end_open
from handoff.errors import Invalid, NotYours, WrongState
from handoff.events import changing, record
from handoff.models import Block, Conversation, Person
from handoff.tongue import say
from handoff.vocabulary import (
    ActorKind,
    CloseOutcome,
    DraftStatus,
    EventKind,
    HandoffOutcome,
    Speaker,
    State,
)


def mark_spam(conversation_id: int, *, agent: Person) -> Conversation:
    """End a conversation as spam: nobody is asked for it any more, and its customer is told nothing.

    Raises NotYours where another agent has it and `agent` does not oversee, WrongState where it is over.
    """
    with changing(conversation_id) as held:
        _may_end(held, agent)
        if held.state == State.RESOLVED:
            raise WrongState(say("The conversation is resolved."), state=str(held.state))
        _end(held, agent)
        return held


def block(conversation_id: int, *, agent: Person, reason: str, until: datetime | None = None) -> Block:
    """Keep the customer of a conversation out, until a time if one is given: what they write is stored, no more.

    Their open conversations end with it, but for those that others have. Raises Invalid, NotYours, or WrongState
    where they are blocked already.
    """
    if not reason.strip():
        raise Invalid(say("Say why."), field="reason")
    if until is not None and until <= now():
        raise Invalid(say("Choose a time in the future."), field="until")
    with changing(conversation_id) as held:
        _may_end(held, agent)
        made = _keep(held, agent, reason.strip(), until)
        record(
            EventKind.BLOCKED,
            held,
            actor=ActorKind.AGENT,
            agent=agent,
            reason=made.reason,
            until=until.isoformat() if until else None,
        )
        if held.state != State.RESOLVED:
            _end(held, agent)
    for pk in _others(made, agent):
        with changing(pk) as other:
            if other.state != State.RESOLVED and other.assignee_id in (None, agent.pk):
                _end(other, agent)
    return made


def unblock(block_id: int, *, by: Person) -> Block:
    """Let a customer in again; a second time changes nothing. Raises WrongState where there is no such block."""
    found = Block.objects.filter(pk=block_id).first()
    if found is None:
        raise WrongState(say("There is no such block."))
    with changing(found.conversation_id) as held:
        open_ones = Block.objects.filter(pk=block_id, lifted_at__isnull=True)
        if open_ones.update(lifted_at=now(), lifted_by=by):
            record(EventKind.UNBLOCKED, held, actor=ActorKind.AGENT, agent=by)
    return Block.objects.get(pk=block_id)


def _may_end(held: Conversation, agent: Person) -> None:
    if held.assignee is not None and held.assignee != agent and not agent.oversees:
        raise NotYours(say("{name} has this conversation.", name=held.assignee), assignee=str(held.assignee))


def _keep(held: Conversation, agent: Person, reason: str, until: datetime | None) -> Block:
    """A new row; one whose time is over makes room for it."""
    there = Block.objects.filter(customer=held.customer_id, lifted_at__isnull=True)
    if blocks.open_block(held.customer_id):
        raise WrongState(say("This customer is blocked already."), state=str(held.state))
    there.update(lifted_at=now(), lifted_by=agent)
    try:
        with transaction.atomic():
            return Block.objects.create(
                customer_id=held.customer_id,
                conversation=held,
                reason=reason[:500],
                by=agent,
                at=now(),
                until=until,
            )
    except IntegrityError:
        raise WrongState(say("This customer is blocked already."), state=str(held.state)) from None


def _others(made: Block, agent: Person) -> list[int]:
    """The customer's other conversations that are open and in nobody else's hands."""
    rows = Conversation.objects.filter(customer=made.customer_id).exclude(state=State.RESOLVED)
    mine = rows.filter(assignee=None) | rows.filter(assignee=agent)
    return list(mine.order_by("pk").values_list("pk", flat=True))


def _end(held: Conversation, agent: Person) -> None:
    sending.before_others(held, by=agent)
    before = held.state
    end_open(held, DraftStatus.EXPIRED, agent=agent)
    end_handoff(held, HandoffOutcome.RESOLVED)
    give_to(held, State.RESOLVED, Speaker.AI)
    held.outcome, held.resolved_at, held.waiting_since = CloseOutcome.SPAM, now(), None
    held.boundary, held.failed_attempts = held.messages, 0
    record(
        EventKind.RESOLVED,
        held,
        actor=ActorKind.AGENT,
        agent=agent,
        state_before=before,
        outcome=str(CloseOutcome.SPAM),
    )
