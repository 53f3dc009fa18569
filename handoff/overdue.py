"""Customers whom the AI leaves waiting: those it does not answer in time, and those whose promised time runs out.

A timer is set when such a wait begins, where the policy has something to be late for. When it is due, decisions are
made by the policy that is live then.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from handoff import answering, decide
from handoff.clock import now
from handoff.deadlines import promised_s
from handoff.events import changing
from handoff.models import Conversation, Event, Timer
from handoff.policies import live_for
from handoff.vocabulary import ActorKind, EventKind, State, TimerKind

WITH_THE_AI = (State.AI, State.REVIEW)


def wanted(event: Event) -> bool:
    """Whether `event` begins or goes on with a wait that may become too long."""
    if event.kind != EventKind.MESSAGE_ADDED or event.actor != ActorKind.CUSTOMER:
        return False
    return _due(event.conversation) is not None


def begin(event: Event) -> None:
    """Set the timer of the wait that `event` belongs to, unless one is set. A repetition changes nothing."""
    held = event.conversation
    due = _due(held)
    if due is None or Timer.objects.filter(_open(held)).exists():
        return
    Timer.objects.get_or_create(
        cause=event, kind=TimerKind.OVERDUE, step=1, defaults={"conversation": held, "due_at": due}
    )


def fire(timer: Timer) -> None:
    """Get a human where it is time by now; else set the timer anew, or let it go where nobody waits any more.

    Claimed in the transaction that hands over: however many workers try, it is decided once.
    """
    with changing(timer.conversation_id) as held:
        this = Timer.objects.filter(pk=timer.pk, fired_at__isnull=True, cancelled_at__isnull=True)
        due = _due(held)
        if due is None:
            this.update(cancelled_at=now())
        elif due > now():
            this.update(due_at=due)
        elif this.update(fired_at=now()) and (decision := decide.on_time(held, **_lateness(held))):
            answering.pull_in_a_human(held, decision)


def _open(held: Conversation) -> Q:
    return Q(conversation=held, kind=TimerKind.OVERDUE, fired_at__isnull=True, cancelled_at__isnull=True)


def _due(held: Conversation) -> datetime | None:
    """When it gets too late for the customer; None where nobody waits for the AI, or no limit is set."""
    if held.state not in WITH_THE_AI or held.waiting_since is None:
        return None
    after = min(_limits(held), default=None)
    return None if after is None else held.waiting_since + timedelta(seconds=after)


def _limits(held: Conversation) -> Iterator[float]:
    """Seconds of waiting after which it is too late, by each of the two triggers that is on."""
    line = live_for(held).policy.line_for(held.topic, held.source.name)
    if line.unanswered_after_s is not None and held.state == State.AI:
        yield line.unanswered_after_s
    if line.sla_before_s is not None:
        answer_s = promised_s(held)
        if answer_s is not None:
            yield max(0.0, answer_s - line.sla_before_s)


def _lateness(held: Conversation) -> dict[str, float | None]:
    """How long the customer waits for the AI, and how long is left of what was promised (seconds)."""
    waited = (now() - held.waiting_since).total_seconds() if held.waiting_since else 0.0
    answer_s = promised_s(held)
    return {
        "unanswered_s": waited if held.state == State.AI else None,
        "sla_s": None if answer_s is None else answer_s - waited,
    }
