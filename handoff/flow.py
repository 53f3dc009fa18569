"""THE TABLE: what follows what. Stages do not know of each other; this page alone does.

It runs after commit, from the event row: each follower may be repeated, and `sweep` does what a crash left undone.
"""

from collections.abc import Callable
from datetime import timedelta

from handoff import (
    answering,
    audit,
    briefing,
    care,
    climb,
    deadlines,
    deliver,
    drafting,
    drafts,
    fallbacks,
    learn,
    overdue,
    overruns,
    relaying,
    sending,
    silence,
    snooze,
    summing,
)
from handoff.batches import each
from handoff.clock import now
from handoff.events import changing, settled
from handoff.models import Event, Timer
from handoff.vocabulary import EventKind, State, TimerKind

Follower = Callable[[Event], None]


def _offer_after_rejection(event: Event) -> None:
    """A refused draft leaves the customer without an answer: a human gives it."""
    with changing(event.conversation_id) as held:
        if held.state == State.REVIEW and drafts.open_draft(held) is None:
            reason = str(event.facts.get("reason", "")).replace("_", " ")
            climb.begin(held, decision=event.decision, reason=f"Draft rejected: {reason}")


TABLE: dict[EventKind, tuple[Follower, ...]] = {
    EventKind.HANDOFF_OFFERED: (fallbacks.on_offer, briefing.write, care.begin, summing.begin),
    EventKind.TRANSFERRED: (care.begin,),
    EventKind.WAITING_STARTED: (care.begin,),
    EventKind.DRAFT_APPROVED: (learn.keep, learn.teach),
    EventKind.DRAFT_REJECTED: (learn.keep, _offer_after_rejection),
}
DUE: dict[TimerKind, Callable[[Timer], None]] = {
    TimerKind.REASSURANCE: care.reassure,
    TimerKind.WAKE: snooze.ring,
    TimerKind.ANSWER: answering.answer,
    TimerKind.OVERDUE: overdue.fire,
}


def followers(event: Event) -> tuple[Follower, ...]:
    """What has to happen after `event`, in this order."""
    if event.facts.get("put_by"):
        return ()
    then = TABLE.get(EventKind(event.kind), ())
    if audit.drawn(event):
        then = (audit.mark,)
    if answering.wanted(event) or answering.second_wanted(event):
        then = (*then, answering.begin)
    if relaying.wanted(event):
        then = (*then, relaying.tell)
    if climb.promised(event):
        then = (climb.tell_promise,)
    if overdue.wanted(event):
        then = (*then, overdue.begin)
    return (deliver.announce, *then) if event.outward else then


def settle(event: Event) -> None:
    """Do what follows `event`, and note that it is done. Repeating it changes nothing."""
    for follower in followers(event):
        follower(event)
    Event.objects.filter(pk=event.pk, settled_at__isnull=True).update(settled_at=now())
    settled.send_robust(sender=Event, event=event)


def sweep(*, older_than: timedelta = timedelta(seconds=3), most: int = 200) -> dict[str, int]:
    """Do what is due and what a crash left undone; how much that was. Any number may run at once."""
    late = Event.objects.filter(settled_at__isnull=True, at__lt=now() - older_than)
    due = Timer.objects.filter(due_at__lte=now(), fired_at__isnull=True, cancelled_at__isnull=True)
    rungs = overruns.stand() + overruns.run_out() + silence.give_on()
    events = each(settle, late.select_related("conversation").order_by("pk")[:most])
    timers = each(_fire, due.select_related("cause").order_by("due_at")[:most])
    sent = sending.go_out()
    return {
        "sent": sent,
        "rungs": rungs,
        "events": events,
        "timers": timers,
        "policies": drafting.publish_due(),
        "promises": deadlines.renew(),
    }


def _fire(timer: Timer) -> None:
    DUE[TimerKind(timer.kind)](timer)
