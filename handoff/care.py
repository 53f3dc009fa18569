"""Keeping warm: honest, timed updates to a customer who waits. Never after a human wrote, each once."""

from datetime import datetime

from django.conf import settings

from handoff.clock import now
from handoff.events import changing, record, say
from handoff.line import place_in_line
from handoff.models import Conversation, Event, Handoff, Timer
from handoff.policies import live
from handoff.policy.document import Care
from handoff.policy.warmth import after, whereabouts, wording
from handoff.vocabulary import ActorKind, EventKind, MessageKind, Role, State, TimerKind, WaitingFor

ENDS_A_WAIT = (
    EventKind.REPLIED,
    EventKind.DRAFT_APPROVED,
    EventKind.HANDOFF_OFFERED,
    EventKind.HANDOFF_ACCEPTED,
    EventKind.HANDED_BACK,
    EventKind.RESOLVED,
    EventKind.WOKEN,
    EventKind.TRANSFERRED,
    EventKind.WAITING_STARTED,
)


def begin(event: Event) -> None:
    """Set the first timer of a wait that `event` began; a repetition changes nothing.

    What was said already while the customer waits for the same answer is not said again: it goes on from there.
    """
    if Timer.objects.filter(cause=event, kind=TimerKind.REASSURANCE).exists():
        return
    step = 1 + _said(event.conversation)
    due = _due(event, step)
    if due is not None and _still_waits(event.conversation, event):
        Timer.objects.get_or_create(
            cause=event,
            kind=TimerKind.REASSURANCE,
            step=step,
            defaults={"conversation_id": event.conversation_id, "due_at": due},
        )


def reassure(timer: Timer) -> None:
    """A reassurance is due: say it if the customer still waits as when it was set, and set the next.

    The timer is claimed in the transaction that writes the message: however many workers try, it is said once.
    """
    with changing(timer.conversation_id) as held:
        open_timers = Timer.objects.filter(pk=timer.pk, fired_at__isnull=True, cancelled_at__isnull=True)
        if not _still_waits(held, timer.cause):
            open_timers.update(cancelled_at=now())
            return
        if not open_timers.update(fired_at=now()):
            return
        message = say(held, Role.ASSISTANT, MessageKind.REASSURANCE, _text(held, timer.step))
        record(
            EventKind.REASSURED,
            held,
            actor=ActorKind.SYSTEM,
            message=message,
            step=timer.step,
            most=rules().most,
        )
        if due := _due(timer.cause, timer.step + 1):
            Timer.objects.create(
                conversation=held, cause=timer.cause, kind=timer.kind, step=timer.step + 1, due_at=due
            )


def rules() -> Care:
    """When a waiting customer hears from us: as the live policy says, else as the settings do."""
    return live().content.care or Care(
        after=tuple(settings.REASSURANCE_SCHEDULE),
        every=settings.REASSURANCE_EVERY,
        most=settings.REASSURANCE_MOST,
    )


def _said(held: Conversation) -> int:
    """How often the customer was told to have patience since they began to wait."""
    if held.waiting_since is None:
        return 0
    return Event.objects.filter(
        conversation=held, kind=EventKind.REASSURED, at__gte=held.waiting_since
    ).count()


def _due(cause: Event, step: int) -> datetime | None:
    due = after(rules(), step)
    return cause.at + due if due is not None else None


def _still_waits(held: Conversation, cause: Event) -> bool:
    if not (
        held.state == State.QUEUED
        or (held.state == State.WAITING and held.waiting_for == WaitingFor.THIRD_PARTY)
    ):
        return False
    since = Event.objects.filter(conversation=held, number__gt=cause.number, kind__in=ENDS_A_WAIT)
    return not since.exists()


def _text(held: Conversation, step: int) -> str:
    language = held.language or held.customer.locale
    text = wording(step, language, third_party=held.state != State.QUEUED)
    return f"{text} {place}" if (place := _place(held, language)) else text


def _place(held: Conversation, language: str) -> str:
    handoff = Handoff.objects.filter(conversation=held, ended_at__isnull=True, accepted_at__isnull=True)
    waiting = handoff.select_related("conversation").first()
    if held.state != State.QUEUED or waiting is None:
        return ""
    return whereabouts(*place_in_line(waiting), language)
