"""Waiting for somebody else: for the customer or a third party, until a time if one is set."""

from datetime import datetime

from handoff import sending
from handoff.clock import now
from handoff.conversations import give_to
from handoff.errors import Invalid
from handoff.events import changing, record
from handoff.guards import owned_by, require
from handoff.models import Conversation, Event, Person, Timer
from handoff.tongue import say
from handoff.vocabulary import ActorKind, EventKind, Speaker, State, TimerKind, WaitingFor, Woken


def wait(
    conversation_id: int, *, agent: Person, waiting_for: WaitingFor, until: datetime | None = None
) -> Conversation:
    """Let a conversation wait for the customer or a third party, until a time if one is given."""
    if until is not None and until <= now():
        raise Invalid(say("Choose a time in the future."), field="until")
    with changing(conversation_id) as held:
        owned_by(held, agent)
        sending.before_others(held, by=agent)
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
            held.woken = Woken.TIME
            record(EventKind.WOKEN, held, actor=ActorKind.SYSTEM, state_before=State.WAITING, why="time")
