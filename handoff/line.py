"""The line of those who wait for a human: places in it and how long it may take."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from django.db.models import Q

from handoff.clock import now
from handoff.models import Handoff

LOOKED_BACK = timedelta(hours=4)
SAMPLE = 20
LEAST = 3
"""Fewer accepts than these say nothing of a pace."""


def place_in_line(handoff: Handoff) -> tuple[int, int | None]:
    """(place, seconds) of an offered handoff in its queue: 1 is next; None where the pace is not known."""
    place = 1 + _ahead(handoff)
    accepted = _lately_accepted(handoff)
    return place, round(expected_wait(place, accepted)) if len(accepted) >= LEAST else None


def expected_wait(place: int, accepted: Sequence[tuple[datetime, datetime]]) -> float:
    """Seconds that the one at `place` may wait, from (offered, accepted) times, newest first.

    Who is next waits as others lately did. Each one before them adds the gap between two accepts, or that wait
    where it is shorter: on a quiet day accepts are far apart because nobody asks, not because nobody answers.
    """
    wait = median((taken - offered).total_seconds() for offered, taken in accepted)
    gap = median((newer - older).total_seconds() for (_, newer), (_, older) in pairwise(accepted))
    return wait + (place - 1) * min(gap, wait)


def _ahead(handoff: Handoff) -> int:
    waiting = Handoff.objects.filter(
        conversation__queue_id=handoff.conversation.queue_id, accepted_at__isnull=True, ended_at__isnull=True
    )
    earlier = Q(rank=handoff.rank, offered_at__lt=handoff.offered_at) | Q(
        rank=handoff.rank, offered_at=handoff.offered_at, pk__lt=handoff.pk
    )
    return waiting.filter(Q(rank__gt=handoff.rank) | earlier).count()


def _lately_accepted(handoff: Handoff) -> list[tuple[datetime, datetime]]:
    lately = Handoff.objects.filter(
        conversation__queue_id=handoff.conversation.queue_id, accepted_at__gte=now() - LOOKED_BACK
    ).order_by("-accepted_at")
    rows = lately.values_list("offered_at", "accepted_at")[:SAMPLE]
    return [(offered, taken) for offered, taken in rows if taken is not None]
