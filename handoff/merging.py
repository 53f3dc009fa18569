"""Two conversations of one customer become one; and two again, as long as that is easily said.

Messages stay where they were said. What the front end says under the merged one's id from then on is taken up in the
one that goes on, and what is said there goes to where the customer last wrote.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db.models import Q

from handoff import assignments, sending
from handoff.clock import now
from handoff.conversations import end_handoff, give_to
from handoff.drafts import end_open
from handoff.errors import Invalid, NotYours, WrongState
from handoff.events import changing, record
from handoff.models import Conversation, Event, Handoff, Message, Person
from handoff.tongue import say
from handoff.vocabulary import (
    ActorKind,
    AssignmentCause,
    CloseOutcome,
    DraftStatus,
    EventKind,
    HandoffOutcome,
    Mode,
    Role,
    Speaker,
    State,
)

GOES_ON = (State.QUEUED, State.ASSIGNED, State.WAITING)


def merge(kept_id: int, *, other: int, agent: Person) -> Conversation:
    """Let conversation `other` end, and go on in the one with `kept_id`, which a human has or will have.

    Of two who merge the same two in both directions, the slower one gets WrongState. Raises Invalid (not of one
    customer), NotYours (somebody else has one of them, or nobody claimed it) or WrongState.

    What `agent` has just sent in either goes out first; what a colleague has sent is given back to them, as they
    have not seen the other one.
    """
    if kept_id == other:
        raise Invalid(say("Choose another conversation."), field="other")
    with _both(kept_id, other) as (kept, gone):
        _may_merge(kept, gone, agent)
        for one in (kept, gone):
            sending.before_others(one, by=agent)
        before, was = gone.state, _standing(gone)
        newest = max((kept, gone), key=_last_wrote)
        waits_since = gone.waiting_since
        if before != State.RESOLVED:
            _end(gone, agent)
        gone.merged_into = kept
        kept.reply_to = (gone.reply_to or gone) if newest is gone else kept.reply_to
        if waits_since is not None:
            _take_over_the_wait(kept, waits_since)
        told: dict[str, Any] = {"actor": ActorKind.AGENT, "agent": agent}
        record(EventKind.MERGED, gone, state_before=before, into=kept.pk, subject=str(kept), was=was, **told)
        # An empty state before: what goes on is news to the front end in the same state, as a merged one is told too.
        record(EventKind.MERGED, kept, state_before="", merged=gone.pk, subject=str(gone), **told)
        return kept


def unmerge(gone_id: int, *, agent: Person) -> Conversation:
    """Let a merged conversation be one of its own again, as it stood: what a human should answer goes to `agent`.

    Raises WrongState where it is not merged, or the customer wrote in it since: that is part of the other one now.
    """
    with changing(gone_id) as gone:
        if gone.merged_into_id is None:
            raise WrongState(say("The conversation is not merged."), state=str(gone.state))
        with changing(gone.merged_into_id) as kept:
            _may_undo(kept, gone, agent)
            merged = Event.objects.filter(conversation=gone, kind=EventKind.MERGED).latest("number")
            gone.merged_into = None
            if kept.reply_to is not None and gone.pk in (kept.reply_to.pk, kept.reply_to.merged_into_id):
                kept.reply_to = None
            before = gone.state
            _restore(gone, merged.facts.get("was") or {}, agent)
            told: dict[str, Any] = {"actor": ActorKind.AGENT, "agent": agent}
            record(EventKind.UNMERGED, gone, state_before=before, subject=str(kept), **told)
            record(EventKind.UNMERGED, kept, parted=gone.pk, subject=str(gone), **told)
            return gone


@contextmanager
def _both(one: int, other: int) -> Iterator[tuple[Conversation, Conversation]]:
    """Two conversations, held in the order of their ids, so that two people who do the same wait for each other."""
    first, second = sorted((one, other))
    with changing(first) as held, changing(second) as held_too:
        yield (held, held_too) if first == one else (held_too, held)


def _may_merge(kept: Conversation, gone: Conversation, agent: Person) -> None:
    if kept.customer_id != gone.customer_id:
        raise Invalid(say("These are conversations of two customers."), field="other")
    for one in (kept, gone):
        if one.merged_into_id is not None:
            raise WrongState(say("“{subject}” is merged already.", subject=one), state=str(one.state))
        if one.assignee is not None and one.assignee != agent and not agent.oversees:
            raise NotYours(say("{name} has “{subject}”.", name=one.assignee, subject=one))
    if kept.state not in GOES_ON:
        raise WrongState(say("Claim the conversation that goes on first."), state=str(kept.state))
    if kept.assignee is None and not agent.oversees:
        raise NotYours(say("Claim the conversation that goes on first."))


def _may_undo(kept: Conversation, gone: Conversation, agent: Person) -> None:
    if kept.assignee is not None and kept.assignee != agent and not agent.oversees:
        raise NotYours(say("{name} has “{subject}”.", name=kept.assignee, subject=kept))
    since = Q(via=gone) | Q(via__merged_into=gone)
    if Message.objects.filter(since, conversation=kept).exists():
        raise WrongState(say("The customer wrote since: that belongs to the other one now."))


def _last_wrote(one: Conversation) -> datetime:
    """When its customer last wrote; where they wrote nothing, when it began."""
    newest = Message.objects.filter(conversation=one, role=Role.CUSTOMER).order_by("-number")
    return newest.values_list("at", flat=True).first() or one.created_at


def _standing(gone: Conversation) -> dict[str, str | None]:
    since = gone.waiting_since.isoformat() if gone.waiting_since else None
    return {"state": str(gone.state), "waiting_since": since}


def _end(gone: Conversation, agent: Person) -> None:
    end_open(gone, DraftStatus.EXPIRED, agent=agent)
    end_handoff(gone, HandoffOutcome.RESOLVED)
    give_to(gone, State.RESOLVED, Speaker.AI)
    gone.outcome, gone.resolved_at, gone.waiting_since = CloseOutcome.RESOLVED, now(), None
    gone.boundary, gone.failed_attempts = gone.messages, 0


def _take_over_the_wait(kept: Conversation, since: datetime) -> None:
    """The customer's question is one of the conversation that goes on: what waited for others waits no more."""
    kept.waiting_since = min(kept.waiting_since or since, since)
    if kept.state == State.WAITING:
        give_to(kept, State.ASSIGNED, Speaker.AGENT, kept.assignee)


def _restore(gone: Conversation, was: dict[str, Any], agent: Person) -> None:
    if was.get("state") in (None, State.RESOLVED):
        return
    if since := was.get("waiting_since"):
        gone.waiting_since = datetime.fromisoformat(since)
    if was["state"] == State.AI:
        give_to(gone, State.AI, Speaker.AI)
        return
    Handoff.objects.create(
        conversation=gone,
        mode=Mode.HARD,
        reason="Taken out of another conversation",
        offered_at=now(),
        accepted_by=agent,
        accepted_at=now(),
    )
    assignments.assign(gone, agent, AssignmentCause.CLAIMED, by=agent)
