"""What a front end's frames do: one verb for each, inside the caller's transaction or attempt.

What follows a verb after its commit, `handoff.flow` says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import msgspec

from handoff import (
    answering,
    blocks,
    calibrations,
    climb,
    decide,
    drafts,
    exclusions,
    ingest,
    policies,
    relaying,
    review,
)
from handoff.attempt import must_hold
from handoff.conversations import end_handoff, find, find_or_open
from handoff.errors import WrongState
from handoff.events import columns, save_held
from handoff.ingest import Said
from handoff.line import place_in_line
from handoff.models import Conversation, Source
from handoff.policy.terms import RungKind
from handoff.protocol import Close, Context, Customer, Escalate, Message, Propose, Rate
from handoff.results import Result
from handoff.review import Proposal
from handoff.tongue import say
from handoff.vocabulary import (
    CloseOutcome,
    DraftStatus,
    HandoffOutcome,
    Mode,
    Role,
    State,
    Tier,
)


@contextmanager
def _held(source: Source, external_id: str, *, make: bool = True) -> Iterator[Conversation]:
    """The conversation of a frame, its row held, written at the end."""
    conversation = find_or_open(source, external_id)[0] if make else find(source, external_id)
    before = columns(conversation)
    yield conversation
    save_held(conversation, before)


def look_ahead(frame: Message | Propose) -> None:
    """Before a frame's transaction: ask what its text means, where the live policy has rules that go by meaning."""
    said = isinstance(frame, Message) and frame.role == "customer"
    if said or isinstance(frame, Propose):
        version = policies.lately()
        exclusions.ahead(version.content.exclusions, [frame.text])
        if said:
            exclusions.ahead(version.graves, [frame.text])


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
