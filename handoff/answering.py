"""Answering the customers of a source from here, where the source's front end does not do it itself.

A customer's message leaves a timer, which is the promise that it is answered once, and a ring for a worker. The
worker thinks outside of any transaction and then claims the timer in the one that says, holds or hands over: so
however many workers think, one answer is given, and a ring that is lost is made up for by the sweep.

A model is asked by the worker that was rung for, which does not wait for it: what it says is taken up by a thread of
its own. Where it fails the embedded engine answers, and so it does in the sweep, where its time is over.
"""

import logging
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any, Final, NamedTuple

import msgspec
from celery import current_app
from django.db import close_old_connections
from kombu.exceptions import OperationalError

from handoff import calibrations, decide, ingest, queueing, review, writing
from handoff.assist.engine import Proposal
from handoff.assist.llm.failures import Failure
from handoff.clock import now
from handoff.events import changing
from handoff.models import Conversation, Decision, Event, Message, Timer
from handoff.vocabulary import Action, Answering, EventKind, MessageKind, Role, State, TimerKind

GRACE: Final = timedelta(seconds=3)
"""How long the ring has to bring an answer about before the sweep does."""
LOOKED_BACK: Final = 6
"""How many earlier customer messages a question is read with."""
TASK: Final = "handoff.tasks.answer"
ENGINE: Final = "embedded"
MODEL: Final = "model"
NOTHING: Final = Proposal(None, 0.0)

log = logging.getLogger(__name__)
_threads = ThreadPoolExecutor(2, "answers")  # in which what models said is taken up


class Question(NamedTuple):
    """What is to be answered, and what the customer wrote before it, oldest first."""

    text: str
    context: list[str]


def wanted(event: Event) -> bool:
    """Whether `event` is a customer's message that is ours to answer: one that pulled in a human is not."""
    if event.kind != EventKind.MESSAGE_ADDED or event.decision is None or event.decision.triggers:
        return False
    held = event.conversation
    return _answering(held) != Answering.NONE


def begin(event: Event) -> None:
    """Promise an answer to the message of `event`, and ring for it. A repetition changes nothing."""
    timer, new = Timer.objects.get_or_create(
        cause=event,
        kind=TimerKind.ANSWER,
        step=1,
        defaults={"conversation_id": event.conversation_id, "due_at": now() + _grace(event.conversation)},
    )
    if new:
        _ring(timer.pk)


def answer(timer: Timer, *, patient: bool = False) -> None:
    """Answer the message that set `timer`, unless that is done or has no sense any more.

    Who is `patient` lets a model have its time, if the source wants one; the answer then comes after this returns.
    """
    if (question := _question(timer)) is None:
        return
    begun = _begun(timer, question) if patient else None
    if begun is None:
        _settle(timer, _proposed(question), ENGINE)
    else:
        begun.add_done_callback(lambda done: _threads.submit(_take_up, timer, question, done))


def _begun(timer: Timer, question: Question) -> Future[Proposal] | None:
    held = Conversation.objects.select_related("source", "customer").get(pk=timer.conversation_id)
    if held.source.answering != Answering.MODEL:
        return None
    return writing.begin(held, question.text, question.context)


def _take_up(timer: Timer, question: Question, done: Future[Proposal]) -> None:
    """What a model said, or, where it failed, what the embedded engine says. Runs in a thread of its own."""
    try:
        try:
            proposal, engine = done.result(), MODEL
        except (Failure, CancelledError) as failed:
            log.warning("the model gave no answer, the embedded engine does: %s", failed)
            proposal, engine = _proposed(question), ENGINE
        _settle(timer, proposal, engine)
    except Exception:
        log.exception("timer %s stays due", timer.pk)
    finally:
        close_old_connections()


def _settle(timer: Timer, proposal: Proposal, engine: str) -> None:
    with changing(timer.conversation_id) as held:
        open_timers = _open(timer)
        if _moot(held, timer.cause):
            open_timers.update(cancelled_at=now())
        elif open_timers.update(fired_at=now()):
            _say(held, proposal, engine)


def carry_out(
    held: Conversation, proposal: review.Proposal, decision: Decision, *, kind: MessageKind = MessageKind.SENT
) -> None:
    """Do what was decided on a proposal; `kind` says whether its text goes out from here or was said already."""
    review.put(held, proposal, decision, kind=kind)
    if decision.action == Action.HANDOFF:
        pull_in_a_human(held, decision)


def pull_in_a_human(held: Conversation, decision: Decision, *, reason: str = "") -> None:
    """Offer the conversation, unless a human has it or it waits for one already."""
    if (decision.triggers or reason) and not decide.human_holds(held):
        queueing.offer(held, decision=decision, reason=reason)


def _say(held: Conversation, proposal: Proposal, engine: str) -> None:
    ingest.learn_context(held, topic=proposal.topic)
    text = proposal.text or ""
    weighed = calibrations.weighed(held, proposal.confidence, engine=engine)
    decision = decide.on_proposal(
        held, text=text, weighed=weighed if text else weighed._replace(confidence=0.0), engine=engine
    )
    if not text:
        pull_in_a_human(held, decision, reason="Nothing known answers this")
        return
    citations: list[dict[str, Any]] = [msgspec.to_builtins(cited) for cited in proposal.citations]
    made = review.Proposal(text, weighed.confidence, weighed.raw, citations, engine)
    carry_out(held, made, decision, kind=MessageKind.AI)


def _proposed(question: Question) -> Proposal:
    """What the engine says; nothing where it fails, so that a human answers."""
    from handoff.knowledge import answers

    try:
        return answers.propose(question.text, question.context) or NOTHING
    except Exception:
        log.exception("the engine failed")
        return NOTHING


def _answering(held: Conversation) -> str:
    return held.answering or held.source.answering


def _grace(held: Conversation) -> timedelta:
    """How long the sweep leaves it to the ring: a model may use all of its time."""
    return GRACE + (writing.patience() if _answering(held) == Answering.MODEL else timedelta())


def _question(timer: Timer) -> Question | None:
    """None where the timer has been seen to, or nothing is to be said any more: that is then noted."""
    if not _open(timer).exists():
        return None
    held = Conversation.objects.get(pk=timer.conversation_id)
    if _moot(held, timer.cause):
        _open(timer).update(cancelled_at=now())
        return None
    asked = _asked(timer.cause)
    before = held.thread.filter(role=Role.CUSTOMER, number__gt=held.boundary, number__lt=asked.number)
    earlier = before.order_by("-number").values_list("text", flat=True)[:LOOKED_BACK]
    return Question(asked.text, list(earlier)[::-1])


def _moot(held: Conversation, cause: Event) -> bool:
    """The customer wrote again, somebody answered, or it is over."""
    number = _asked(cause).number
    answered = held.thread.filter(number__gt=number, role__in=(Role.ASSISTANT, Role.AGENT))
    spoken = answered.exclude(kind__in=(MessageKind.REASSURANCE, MessageKind.FALLBACK))
    return held.state == State.RESOLVED or held.last_customer != number or spoken.exists()


def _asked(cause: Event) -> Message:
    if cause.message is None:
        raise ValueError(f"event {cause.pk} tells of no message")
    return cause.message


def _open(timer: Timer) -> Any:
    return Timer.objects.filter(pk=timer.pk, fired_at__isnull=True, cancelled_at__isnull=True)


def _ring(pk: int) -> None:
    try:
        current_app.send_task(TASK, [pk], expires=GRACE.total_seconds() * 10)
    except OperationalError as lost:
        log.warning("no worker could be told to answer, the sweep will: %s", lost)
