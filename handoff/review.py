"""Proposals of the AI, and what humans make of the drafts that they become."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from handoff import drafts, sending, speaking, tongue, typed
from handoff.clock import now
from handoff.conversations import give_to
from handoff.errors import DraftGone
from handoff.events import changing, record, say
from handoff.guards import sayable
from handoff.models import Conversation, Decision, Draft, Event, Person
from handoff.vocabulary import (
    Action,
    ActorKind,
    DraftOrigin,
    DraftStatus,
    EventKind,
    MessageKind,
    RejectReason,
    Role,
    Speaker,
    State,
)


class Proposal(msgspec.Struct, frozen=True):
    """What the AI would like to say. Citations are {title, url?}."""

    text: str
    confidence: float | None = None
    raw_confidence: float | None = None
    citations: Sequence[dict[str, Any]] = ()
    model: str = ""


def put(
    conversation: Conversation,
    proposal: Proposal,
    decision: Decision,
    *,
    kind: MessageKind = MessageKind.SENT,
) -> Event:
    """Carry out what was decided on a proposal: said by the AI, held as a draft, or a draft for the human.

    `kind` of a text that may be said: `SENT` where its front end says it, `AI` where it goes out from here.
    """
    if decision.action == Action.SEND:
        return _send(conversation, proposal, decision, kind)
    held = decision.action == Action.HOLD
    return _draft(conversation, proposal, decision, DraftOrigin.HELD if held else DraftOrigin.HANDOFF)


def put_escalation_draft(conversation: Conversation, proposal: Proposal, decision: Decision) -> Event:
    """Keep the draft that came along with a front end's wish for a human."""
    return _draft(conversation, proposal, decision, DraftOrigin.ESCALATION)


def _send(conversation: Conversation, proposal: Proposal, decision: Decision, kind: MessageKind) -> Event:
    before = conversation.state
    if before == State.REVIEW:
        drafts.end_open(conversation, DraftStatus.SUPERSEDED)
        give_to(conversation, State.AI, Speaker.AI)
    meta = {"citations": list(proposal.citations)} if proposal.citations else {}
    message = say(conversation, Role.ASSISTANT, kind, proposal.text, meta=meta)
    conversation.waiting_since = None
    return record(
        EventKind.PROPOSED,
        conversation,
        actor=ActorKind.AI,
        message=message,
        decision=decision,
        state_before=before,
    )


def _draft(conversation: Conversation, proposal: Proposal, decision: Decision, origin: DraftOrigin) -> Event:
    before = conversation.state
    draft = drafts.add(
        conversation,
        origin=origin,
        text=proposal.text,
        confidence=proposal.confidence,
        raw_confidence=proposal.raw_confidence,
        citations=list(proposal.citations),
        model=proposal.model,
        decision=decision,
    )
    if origin == DraftOrigin.HELD and before == State.AI:
        give_to(conversation, State.REVIEW, Speaker.AI)
    conversation.waiting_since = conversation.waiting_since or now()
    return record(
        EventKind.PROPOSED,
        conversation,
        actor=ActorKind.AI,
        draft=draft,
        decision=decision,
        state_before=before,
    )


def approve(
    draft_id: int, *, agent: Person, text: str, seen: int, delay: timedelta = timedelta()
) -> Conversation:
    """Say a draft's text, as it is or as edited by `agent`, who had messages up to `seen` on screen.

    For `delay` they may undo it. Raises DraftGone, Unseen, NotYours (somebody else has the conversation), WrongState
    (claim it first), Invalid.
    """
    text = sayable(text)
    with changing(_conversation_of(draft_id)) as held:
        draft = speaking.open_draft(draft_id)
        sending.not_going_out(held, draft_id)
        speaking.may_approve(held, agent, seen)
        if delay:
            sending.begin(held, sending.Said(text, seen, draft_id=draft_id), agent=agent, delay=delay)
            return held
        sending.before_others(held, by=agent, seen=seen)
        draft = speaking.open_draft(draft_id)  # which a reply that went out just now has ended
        speaking.approve(held, draft, agent=agent, text=text)
        typed.forget(agent, held.pk, typed.kind_of(draft_id))
        return held


def reject(draft_id: int, *, agent: Person, reason: RejectReason, remark: str = "") -> Conversation:
    """Refuse a draft and keep why. A held one leaves the customer without an answer: a human must give it."""
    with changing(_conversation_of(draft_id)) as held:
        draft = speaking.open_draft(draft_id)
        sending.not_going_out(held, draft_id)
        speaking.may_judge(held, agent)
        drafts.finish(draft, DraftStatus.REJECTED, agent=agent, reason=reason, remark=remark[:500])
        record(
            EventKind.DRAFT_REJECTED,
            held,
            actor=ActorKind.AGENT,
            agent=agent,
            draft=draft,
            decision=draft.decision,
            reason=str(reason),
        )
        typed.forget(agent, held.pk, typed.kind_of(draft_id))
        return held


def opened(draft_id: int) -> None:
    """A human has the draft on screen for the first time: from here its judging is timed."""
    Draft.objects.filter(pk=draft_id, opened_at__isnull=True, status=DraftStatus.OPEN).update(opened_at=now())


def _conversation_of(draft_id: int) -> int:
    found = Draft.objects.filter(pk=draft_id).values_list("conversation_id", flat=True).first()
    if found is None:
        raise DraftGone(tongue.say("There is no such draft."))
    return found
