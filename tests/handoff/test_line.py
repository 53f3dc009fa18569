"""How long those in line may wait, told from how long others lately did."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from handoff.clock import now, shifted
from handoff.line import expected_wait, place_in_line
from handoff.models import Conversation, Customer, Handoff, Person, Queue, Source
from handoff.vocabulary import Mode, Priority

NOON = datetime.fromisoformat("2026-11-21T12:00:00+00:00")


def accepted(*pairs: tuple[int, int]) -> list[tuple[datetime, datetime]]:
    """(offered, accepted) in minutes before noon, newest first."""
    return [(NOON - timedelta(minutes=a), NOON - timedelta(minutes=b)) for a, b in pairs]


def test_on_a_busy_day_each_one_before_you_adds_the_gap_between_accepts() -> None:
    busy = accepted((11, 1), (13, 2), (14, 3), (14, 4))
    assert expected_wait(1, busy) == 10.5 * 60
    assert expected_wait(4, busy) == 13.5 * 60


def test_on_a_quiet_day_each_one_before_you_adds_no_more_than_a_wait() -> None:
    quiet = accepted((12, 10), (62, 60), (122, 120))
    assert expected_wait(3, quiet) == 6 * 60


@pytest.fixture
def offer(chat: Source, orders: Queue) -> Any:
    def make(name: str, priority: Priority = Priority.NORMAL, rank: int = 1, **details: Any) -> Handoff:
        talk = Conversation.objects.create(
            source=chat,
            external_id=name,
            customer=Customer.objects.create(source=chat),
            queue=orders,
            created_at=now(),
            last_at=now(),
        )
        return Handoff.objects.create(
            conversation=talk, mode=Mode.HARD, priority=priority, rank=rank, offered_at=now(), **details
        )

    return make


def test_the_line_goes_by_priority_and_then_by_time(offer: Any, mira: Person) -> None:
    first, second = offer("even"), offer("ingrid")
    urgent = offer("lucia", Priority.URGENT, 3)
    assert [place_in_line(one)[0] for one in (urgent, first, second)] == [1, 2, 3]
    assert place_in_line(first)[1] is None, "nobody was accepted lately: nothing is known"
    for minutes, name in ((30, "a"), (20, "b"), (10, "c")):
        with shifted(-timedelta(minutes=minutes)):
            taken = {"accepted_by": mira, "accepted_at": now() + timedelta(minutes=2)}
            offer(name, ended_at=now(), outcome="resolved", **taken)
    assert place_in_line(urgent) == (1, 120)
    assert place_in_line(second) == (3, 360)
