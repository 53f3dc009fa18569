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

from handoff import calibrations, climb, decide, exclusions, hops, ingest, policies, review, writing
from handoff.assist.engine import Proposal
from handoff.assist.llm.failures import Failure
from handoff.clock import now
from handoff.events import changing
from handoff.models import Conversation, Decision, Event, Hop, Message, Timer
from handoff.policy.terms import RungKind
from handoff.vocabulary import Action, Answering, EventKind, MessageKind, Mode, Role, State, TimerKind

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
    """What is to be answered, what the customer wrote before it, oldest first; its number, and who shall answer."""

    text: str
    context: list[str]
    number: int
    engine: Answering


def wanted(event: Event) -> bool:
    """Whether `event` is a customer's message that is ours to answer: one that pulled in a human is not."""
    if event.kind != EventKind.MESSAGE_ADDED or event.decision is None or event.decision.triggers:
        return False
    held = event.conversation
    return _answering(held) != Answering.NONE


def second_wanted(event: Event) -> bool:
    """Whether `event` is a step onto a rung on which a second AI of our own is asked."""
    return bool(event.kind == EventKind.ESCALATED and event.facts.get("rung") == RungKind.SENIOR_AI)


def begin(event: Event) -> None:
    """Promise an answer to what `event` tells of, and ring for it. A repetition changes nothing."""
    timer, new = Timer.objects.get_or_create(
        cause=event,
        kind=TimerKind.ANSWER,
        step=1,
        defaults={"conversation_id": event.conversation_id, "due_at": now() + _grace(event)},
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
        _settle(timer, question, _proposed(question), ENGINE)
    else:
        begun.add_done_callback(lambda done: _threads.submit(_take_up, timer, question, done))


def _begun(timer: Timer, question: Question) -> Future[Proposal] | None:
    if question.engine != Answering.MODEL:
        return None
    held = Conversation.objects.select_related("source", "customer").get(pk=timer.conversation_id)
    return writing.begin(held, question.text, question.context)


def _take_up(timer: Timer, question: Question, done: Future[Proposal]) -> None:
    """What a model said, or, where it failed, what the embedded engine says. Runs in a thread of its own."""
    try:
        try:
            proposal, engine = done.result(), MODEL
        except (Failure, CancelledError) as failed:
            log.warning("the model gave no answer, the embedded engine does: %s", failed)
            proposal, engine = _proposed(question), ENGINE
        _settle(timer, question, proposal, engine)
    except Exception:
        log.exception("timer %s stays due", timer.pk)
    finally:
        close_old_connections()


def _settle(timer: Timer, question: Question, proposal: Proposal, engine: str) -> None:
    if proposal.text:
        exclusions.ahead(policies.lately().content.exclusions, [proposal.text])
    with changing(timer.conversation_id) as held:
        open_timers = _open(timer)
        if _moot(held, timer.cause):
            open_timers.update(cancelled_at=now())
        elif second_wanted(timer.cause):
            # Where the customer wrote more meanwhile, the timer stays due: it is thought of anew.
            if held.last_customer == question.number and open_timers.update(fired_at=now()):
                _say_second(held, proposal, engine)
        elif open_timers.update(fired_at=now()):
            _say(held, proposal, engine)


def carry_out(
    held: Conversation, proposal: review.Proposal, decision: Decision, *, kind: MessageKind = MessageKind.SENT
) -> None:
    """Do what was decided on a proposal; `kind` says whether its text goes out from here or was said already."""
    review.put(held, proposal, decision, kind=kind)
    pull_in_a_human(held, decision)


def pull_in_a_human(held: Conversation, decision: Decision, *, reason: str = "") -> None:
    """Let the conversation climb where there is a reason for it, unless a human has it or it waits for one already.

    Hard reasons silence the AI; by a soft one a human is offered while it goes on.
    """
    if (decision.triggers or reason) and not decide.human_holds(held):
        mode = Mode.HARD if decision.action == Action.HANDOFF or reason else Mode.SOFT
        climb.begin(held, decision=decision, mode=mode, reason=reason)


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
    carry_out(held, _made(proposal, weighed, engine), decision, kind=MessageKind.AI)


def _say_second(held: Conversation, proposal: Proposal, engine: str) -> None:
    """What a second AI may send it says, and the first has the conversation again; else the next rung is asked."""
    hop = hops.open_hop(held)
    if hop is None:
        return
    if not proposal.text:
        climb.give_up(held, hop)
        return
    weighed = calibrations.weighed(held, proposal.confidence, engine=engine)
    decision = decide.on_proposal(held, text=proposal.text, weighed=weighed, engine=engine, second=True)
    made = _made(proposal, weighed, engine)
    if decision.action == Action.SEND:
        climb.back_to_ai(held, hop, lambda: review.put(held, made, decision, kind=MessageKind.AI))
    else:
        review.put_escalation_draft(held, made, decision)
        climb.give_up(held, hop)


def _made(proposal: Proposal, weighed: calibrations.Weighed, engine: str) -> review.Proposal:
    citations: list[dict[str, Any]] = [msgspec.to_builtins(cited) for cited in proposal.citations]
    return review.Proposal(proposal.text or "", weighed.confidence, weighed.raw, citations, engine)


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


def _grace(event: Event) -> timedelta:
    """How long the sweep leaves it to the ring: a model may use all of its time."""
    return GRACE + (writing.patience() if _engine(event) == Answering.MODEL else timedelta())


def _engine(event: Event) -> str:
    return str(event.facts.get("engine")) if second_wanted(event) else _answering(event.conversation)


def _question(timer: Timer) -> Question | None:
    """None where the timer has been seen to, or nothing is to be said any more: that is then noted."""
    if not _open(timer).exists():
        return None
    held = Conversation.objects.select_related("source").get(pk=timer.conversation_id)
    if _moot(held, timer.cause):
        _open(timer).update(cancelled_at=now())
        return None
    number = held.last_customer
    said = held.thread.filter(
        role=Role.CUSTOMER, number__gt=min(held.boundary, number - 1), number__lte=number
    )
    newest = list(said.order_by("-number").values_list("text", flat=True)[: LOOKED_BACK + 1])[::-1]
    return Question(newest[-1], newest[:-1], number, Answering(_engine(timer.cause)))


def _moot(held: Conversation, cause: Event) -> bool:
    """The customer wrote again, somebody answered, or it is over; of a second AI: it is no longer its turn."""
    if second_wanted(cause):
        return not Hop.objects.filter(event=cause, left_at__isnull=True).exists()
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
