"""Agents who leave a customer without an answer: what they have goes back into its line, or to the supervisors.

The sweep looks for them, so that a policy counts from the moment it is live, for what agents have already as well.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from handoff import assignments, hops, queueing
from handoff.batches import each
from handoff.clock import now
from handoff.conversations import open_handoff
from handoff.events import changing, record
from handoff.models import Assignment, Conversation, Hop
from handoff.policies import live
from handoff.policy.document import Document, Silence
from handoff.policy.terms import Overrun
from handoff.policy.tree import rung_at, to_people
from handoff.vocabulary import ActorKind, EventKind, HopCause, HopEnd, State, Tier

MOST: Final = 1000
"""How many conversations of agents are looked at in one sweep, those that wait the longest first."""


class Late(NamedTuple):
    """Why a conversation leaves its agent, and after how many seconds."""

    cause: HopCause
    after_s: int


def give_on(*, most: int = MOST) -> int:
    """Give on all whose customers waited too long for the agent who has them; how many those were."""
    document = live().content
    rule = document.silence
    if rule is None:
        return 0
    since = now() - timedelta(seconds=_least(rule, document))
    waiting = _with_agents().filter(waiting_since__lte=since).order_by("waiting_since")
    return each(_give_on, [held.pk for held in waiting[:most] if _late(held, rule)])


def _give_on(pk: int) -> bool:
    """Held and looked at anew: the agent may have answered by now, or somebody else took it."""
    with changing(pk) as held:
        rule = live().content.silence
        seen = _with_agents().filter(pk=pk).first()
        late = _late(seen, rule) if rule and seen else None
        if rule is None or late is None:
            return False
        before, agent = held.state, held.assignee
        offered = assignments.requeue(held, held.queue)
        tier = Tier.SUPERVISOR if rule.then == Overrun.SUPERVISOR else Tier.HUMAN
        if tier == Tier.SUPERVISOR:
            queueing.raise_to_supervisors(held, offered)
        event = record(
            EventKind.TRANSFERRED,
            held,
            actor=ActorKind.SYSTEM,
            state_before=before,
            giver=str(agent or ""),
            taker=str(held.queue),
            cause=str(late.cause),
            timer_s=late.after_s,
            tier=str(tier),
        )
        hops.in_line(held, event, decision=offered.decision, cause=late.cause, tier=tier)
        return True


def _with_agents() -> QuerySet[Conversation]:
    """What agents have while its customer waits for an answer, with when they got it and when they were last here."""
    given = Assignment.objects.filter(conversation=OuterRef("pk"), until__isnull=True)
    rows = Conversation.objects.filter(state=State.ASSIGNED, waiting_since__isnull=False)
    return rows.select_related("assignee", "source").annotate(given_at=Subquery(given.values("since")[:1]))


def _late(held: Conversation, rule: Silence) -> Late | None:
    waited_from: datetime = max(
        held.waiting_since or now(), getattr(held, "given_at", None) or held.created_at
    )
    limits = [(waited_from, Late(HopCause.SILENT, rule.answer_s or _stay(held)))]
    if rule.away_s is not None:
        here = (held.assignee.seen_at if held.assignee else None) or waited_from
        limits.insert(0, (max(waited_from, here), Late(HopCause.AWAY, rule.away_s)))
    return next((late for since, late in limits if since + timedelta(seconds=late.after_s) <= now()), None)


def _stay(held: Conversation) -> int:
    """How long the rung lasts from which it was taken; of one that was never on any, the one that its branch begins."""
    hop = Hop.objects.filter(conversation=held, end=HopEnd.ACCEPTED).order_by("-pk").first()
    if hop is not None:
        return hop.step.timer_s
    handoff = open_handoff(held)
    branch = hops.branch_of(held, handoff.decision if handoff else None)
    return rung_at(branch, to_people(branch)).timer_s


def _least(rule: Silence, document: Document) -> int:
    """Seconds before which no conversation can be late."""
    limits: list[int] = [rule.answer_s or min(_timers(document)), *([rule.away_s] if rule.away_s else ())]
    return min(limits)


def _timers(document: Document) -> Iterator[int]:
    return (rung.timer_s for branch in document.tree for rung in branch.rungs)
