"""THE TABLE: what follows what. Stages do not know of each other; this page alone does.

The upper part answers a front end's frames, inside the caller's transaction. The lower part runs after
commit, from the event row: each follower may be repeated, and `sweep` does what a crash left undone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec

from handoff import (
    answering,
    audit,
    blocks,
    briefing,
    calibrations,
    care,
    climb,
    decide,
    deliver,
    drafting,
    drafts,
    exclusions,
    fallbacks,
    ingest,
    learn,
    overdue,
    overruns,
    policies,
    relaying,
    review,
    sending,
    silence,
    snooze,
    summing,
)
from handoff.attempt import must_hold
from handoff.batches import each
from handoff.clock import now
from handoff.conversations import end_handoff, find, find_or_open
from handoff.errors import WrongState
from handoff.events import changing, columns, save_changed, settled
from handoff.ingest import Said
from handoff.line import place_in_line
from handoff.models import Conversation, Event, Source, Timer
from handoff.policy.terms import RungKind
from handoff.protocol import Close, Context, Customer, Escalate, Message, Propose, Rate
from handoff.results import Result
from handoff.review import Proposal
from handoff.tongue import say
from handoff.vocabulary import (
    CloseOutcome,
    DraftStatus,
    EventKind,
    HandoffOutcome,
    Mode,
    Role,
    State,
    Tier,
    TimerKind,
)


@contextmanager
def _held(source: Source, external_id: str, *, make: bool = True) -> Iterator[Conversation]:
    """The conversation of a frame, its row held, written at the end."""
    conversation = find_or_open(source, external_id)[0] if make else find(source, external_id)
    before = columns(conversation)
    yield conversation
    save_changed(conversation, before)


def look_ahead(frame: Message | Propose) -> None:
    """Before a frame's transaction: ask what its text means, where the live policy has rules that go by meaning."""
    if isinstance(frame, Propose) or frame.role == "customer":
        exclusions.ahead(policies.lately().content.exclusions, [frame.text])


@relaying.or_asked
def hear(source: Source, frame: Message) -> Result:
    """A `message` frame. A customer's is decided on, and pulls a human in where it must."""
    details = (frame.meta or {}, frame.attachments or ())
    said = Said(Role(frame.role), frame.text, frame.message, frame.at, frame.language, *details)
    with _held(source, frame.conversation) as held:
        known = held.customer_id
        ingest.learn_context(held, customer=_told(frame.customer), context=frame.context)
        if said.role == Role.CUSTOMER and blocks.shut_out(held, known):
            ingest.put_by(held, said)
            return Result(held, blocks.nothing_decided(held))
        if said.role != Role.CUSTOMER:
            ingest.note_down(held, said)
            return Result(held)
        event = ingest.hear(held, said, judge=partial(decide.on_message, held))
        if event is None:
            return Result(held, held.decisions.order_by("-pk").first())
        if held.rung == RungKind.FORM:
            climb.take_answers(held, said.text, event.decision)
        if event.decision is not None:
            answering.pull_in_a_human(held, event.decision)
        return Result(held, event.decision)


@relaying.or_asked
def propose(source: Source, frame: Propose) -> Result:
    """A `propose` frame: may the AI say this?"""
    with _held(source, frame.conversation) as held:
        if held.state != State.AI:
            must_hold()  # it will be a draft, which may replace another one
        if held.state == State.RESOLVED:
            raise WrongState(say("The conversation is resolved; a new customer message opens it again."))
        ingest.learn_context(held, topic=frame.topic, intent=frame.intent)
        weighed = calibrations.weighed(held, frame.confidence)
        decision = decide.on_proposal(held, text=frame.text, weighed=weighed)
        proposal = Proposal(frame.text, weighed.confidence, weighed.raw, _citations(frame), frame.model or "")
        answering.carry_out(held, proposal, decision)
        return Result(held, decision)


@relaying.or_asked
def escalate(source: Source, frame: Escalate) -> Result:
    """An `escalate` frame: the warm handoff, everything the AI knows at once."""
    mode = frame.mode or Mode.HARD
    with _held(source, frame.conversation) as held:
        said = [
            Said(Role(m.role), m.text, m.message, m.at, attachments=m.attachments or ())
            for m in frame.transcript or ()
        ]
        known = held.customer_id
        ingest.add_transcript(held, said)
        ingest.learn_context(
            held,
            customer=_told(frame.customer),
            context=frame.context,
            topic=frame.topic,
            intent=frame.intent,
        )
        if blocks.shut_out(held, known):
            raise WrongState(
                say("The conversation is resolved: nobody takes it up."), state=str(State.RESOLVED)
            )
        decision = decide.on_request(held, mode=mode, reason=frame.reason or "")
        handoff = climb.begin(
            held,
            decision=decision,
            mode=mode,
            tier=Tier(frame.tier) if frame.tier in set(Tier) else None,
            reason=frame.reason,
            summary=frame.summary,
            skills=frame.skills,
            priority=frame.priority,
        )
        if frame.draft is not None:
            weighed = calibrations.weighed(held, frame.draft.confidence)
            proposal = Proposal(frame.draft.text, weighed.confidence, weighed.raw, _citations(frame.draft))
            review.put_escalation_draft(held, proposal, decision)
        waits = handoff is not None and handoff.accepted_at is None
        return Result(held, decision, place_in_line(handoff) if handoff and waits else (None, None))


@relaying.or_asked
def update_context(source: Source, frame: Context) -> Result:
    """A `context` frame."""
    with _held(source, frame.conversation) as held:
        ingest.update_context(held, customer=_told(frame.customer), context=frame.context)
        return Result(held)


@relaying.or_asked
def rate(source: Source, frame: Rate) -> Result:
    """A `rate` frame."""
    with _held(source, frame.conversation, make=False) as held:
        ingest.rate(held, score=frame.score, comment=frame.comment or "")
        return Result(held)


@relaying.or_asked
def close(source: Source, frame: Close) -> Result:
    """A `close` frame. Whatever was open in the conversation ends with it."""
    by = Role(frame.by) if frame.by else Role.CUSTOMER
    outcome = CloseOutcome(frame.outcome or CloseOutcome.RESOLVED)
    with _held(source, frame.conversation, make=False) as held:
        if held.via is not None:
            held.reply_to = None if held.reply_to_id == held.via.pk else held.reply_to
            return Result(held, state=State.RESOLVED)  # what goes on elsewhere is not over with it
        if ingest.close(held, by=by, outcome=outcome):
            drafts.end_open(held, DraftStatus.EXPIRED)
            abandoned = outcome == CloseOutcome.ABANDONED
            end_handoff(held, HandoffOutcome.ABANDONED if abandoned else HandoffOutcome.RESOLVED)
        return Result(held)


def _told(customer: Customer | None) -> dict[str, Any] | None:
    return msgspec.to_builtins(customer) if customer else None


def _citations(carrier: Any) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(citation) for citation in carrier.citations or ()]


# After commit

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
    }


def _fire(timer: Timer) -> None:
    DUE[TimerKind(timer.kind)](timer)
