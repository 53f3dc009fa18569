"""Rungs of the escalation tree whose time is over: the sweep leads on all of them, however many that are at once."""

import logging
from collections.abc import Iterator
from typing import Final

from handoff import climb, hops
from handoff.batches import each
from handoff.clock import now
from handoff.conversations import open_handoff
from handoff.events import announce, changing, columns, deferring, follow_up, save_held
from handoff.flight import gathering
from handoff.models import Conversation, Event, Handoff, Hop
from handoff.quick import promise
from handoff.vocabulary import ActorKind, HopCause, HopEnd, Mode, State, Tier

CHUNK: Final = 50
"""How many conversations are led on in one transaction."""

log = logging.getLogger(__name__)


def run_out(*, most: int = 5000) -> int:
    """Lead on all whose time on a rung is over; how many. Any number of workers may do so at once: each is led once.

    They may all be due in the same second, so what follows from it waits until all are led on. One that fails holds
    up none but itself.
    """
    due = Hop.objects.filter(left_at__isnull=True, due_at__lte=now()).order_by("due_at")
    pks = list(due.values_list("conversation_id", flat=True)[:most])
    with deferring() as later:
        done = sum(_run_out_some(pks[start : start + CHUNK]) for start in range(0, len(pks), CHUNK))
    follow_up(later)
    announce(later)
    return done


def stand(*, most: int = 200) -> int:
    """Put those on a rung who wait in a line and stand on none, as rows of an older release do; how many those were.

    So nobody waits without a timer.
    """
    lost = Conversation.objects.filter(state=State.QUEUED, rung="").order_by("pk")
    return each(_stand, list(lost.values_list("pk", flat=True)[:most]))


def _stand(pk: int) -> bool:
    with changing(pk) as held:
        handoff = open_handoff(held)
        came = Event.objects.filter(conversation=held).order_by("number").last()
        if held.state != State.QUEUED or held.rung or came is None:
            return False
        hops.in_line(
            held,
            came,
            decision=handoff.decision if handoff else None,
            cause=HopCause.FOUND,
            mode=Mode(handoff.mode) if handoff else Mode.HARD,
            tier=Tier(handoff.tier) if handoff else Tier.HUMAN,
        )
        return True


def _run_out_some(pks: list[int]) -> int:
    try:
        with gathering():
            return sum(_run_out(held) for held in _free(pks))
    except Exception:
        log.exception("some of %d rungs failed: each is tried alone", len(pks))
        return sum(_run_out_alone(pk) for pk in pks)


def _free(pks: list[int]) -> Iterator[Conversation]:
    """Those conversations, held, that nobody else holds just now; written when the next one is asked for."""
    rows = Conversation.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    found = list(rows.filter(pk__in=pks).order_by("pk").select_related("queue"))
    hops_now = Hop.objects.filter(conversation__in=found, left_at__isnull=True).select_related("decision")
    handoffs = Handoff.objects.filter(conversation__in=found, ended_at__isnull=True)
    standing = {hop.conversation_id: hop for hop in hops_now}
    offered = {handoff.conversation_id: handoff for handoff in handoffs}
    promise(Event, len(found))
    for held in found:
        held.standing, held.offered = standing.get(held.pk), offered.get(held.pk)
        before = columns(held)
        yield held
        save_held(held, before)


def _run_out_alone(pk: int) -> bool:
    try:
        with changing(pk) as held:
            return _run_out(held)
    except Exception:
        log.exception("the rung of conversation %s stays due", pk)
        return False


def _run_out(held: Conversation) -> bool:
    hop = hops.open_hop(held)
    if hop is None or hop.due_at is None or hop.due_at > now():
        return False
    climb.lead_on(held, hop, HopEnd.OVERRUN, HopCause.OVERRUN, ActorKind.SYSTEM)
    return True
