"""Keeping warm: honest, timed updates to a customer who waits. Never after a human wrote, each once."""

from datetime import datetime, timedelta

from django.conf import settings

from handoff.clock import now
from handoff.events import changing, record, say
from handoff.line import place_in_line
from handoff.models import Conversation, Event, Handoff, Timer
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
QUEUED_TEXTS = (
    "Nothing to repeat: a colleague gets all you wrote.",
    "Still here: your message is in line and has not been forgotten.",
    "Thank you for your patience. A colleague will read everything you wrote.",
    "We know you are waiting. You keep your place, there is nothing to do on your side.",
    "It takes longer than we would like. A person will still answer you here.",
)
THIRD_PARTY_TEXTS = (
    "We have asked, and are waiting for an answer ourselves. You will hear from us here.",
    "No answer yet from those we asked. We keep at it.",
    "We are still waiting for others, and have not forgotten you.",
    "Still no answer from the other side. Your case stays open with us.",
    "We are sorry this takes so long. The moment we know more, you will read it here.",
)


def begin(event: Event) -> None:
    """Set the first timer of a wait that `event` began. A repetition changes nothing."""
    due = _due(event, 1)
    if due is not None and _still_waits(event.conversation, event):
        Timer.objects.get_or_create(
            cause=event,
            kind=TimerKind.REASSURANCE,
            step=1,
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
            most=settings.REASSURANCE_MOST,
        )
        if due := _due(timer.cause, timer.step + 1):
            Timer.objects.create(
                conversation=held, cause=timer.cause, kind=timer.kind, step=timer.step + 1, due_at=due
            )


def schedule(step: int) -> timedelta | None:
    """How long after a wait began its reassurance number `step` is due; None where there is no such step."""
    if step > settings.REASSURANCE_MOST:
        return None
    first = settings.REASSURANCE_SCHEDULE
    if step <= len(first):
        return timedelta(minutes=first[step - 1])
    last = first[-1] if first else 0
    return timedelta(minutes=last + settings.REASSURANCE_EVERY * (step - len(first)))


def _due(cause: Event, step: int) -> datetime | None:
    after = schedule(step)
    return cause.at + after if after is not None else None


def _still_waits(held: Conversation, cause: Event) -> bool:
    if not (
        held.state == State.QUEUED
        or (held.state == State.WAITING and held.waiting_for == WaitingFor.THIRD_PARTY)
    ):
        return False
    since = Event.objects.filter(conversation=held, number__gt=cause.number, kind__in=ENDS_A_WAIT)
    return not since.exists()


def _text(held: Conversation, step: int) -> str:
    texts = QUEUED_TEXTS if held.state == State.QUEUED else THIRD_PARTY_TEXTS
    text = texts[(step - 1) % len(texts)]
    return f"{text} {place}" if (place := _place(held)) else text


def _place(held: Conversation) -> str:
    handoff = Handoff.objects.filter(conversation=held, ended_at__isnull=True, accepted_at__isnull=True)
    waiting = handoff.select_related("conversation").first()
    if held.state != State.QUEUED or waiting is None:
        return ""
    place, eta_s = place_in_line(waiting)
    line = "You are next in line" if place == 1 else f"You are number {place} in line"
    return f"{line}, about {max(1, round(eta_s / 60))} min." if eta_s is not None else f"{line}."
