"""What people hear of at once: what came to them, what names them, what may be late; and what is none of theirs."""

from datetime import timedelta

import pytest

from handoff import notices, queueing, reply, sending
from handoff.clock import now, shifted
from handoff.models import Conversation, Person, Queue
from handoff.policy.document import Promise
from handoff.vocabulary import NoticeKind
from tests import factories

MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(mira: Person, jonas: Person, sofie: Person, payments: Queue) -> list[Person]:
    """Mira and Jonas do Orders, Aylin does Payments, Sofie oversees all and serves no queue."""
    return [mira, jonas, sofie, factories.person("Aylin Kaya", queues=(payments,))]


def heard(held: Conversation, house: list[Person]) -> list[tuple[str, str]]:
    """Who heard what of a conversation, in order, the newest event only."""
    newest = held.events.latest("number")
    found = notices.of_events({held.pk}, newest.at - timedelta(microseconds=1), house)
    last = [one for one in found if one.id.startswith(f"event-{newest.pk}-")]
    assert len({one.id for one in last}) == len(last)
    names = {person.pk: person.username for person in house}
    return [(names[one.person], str(one.kind)) for one in last]


def test_what_is_new_in_a_queue_is_heard_by_who_serves_it(house: list[Person], orders: Queue) -> None:
    held = factories.queued(to=orders)
    assert heard(held, house) == [("mira", NoticeKind.QUEUE), ("jonas", NoticeKind.QUEUE)]
    assert heard(factories.held(to=orders).conversation, house) == [
        ("mira", NoticeKind.QUEUE),
        ("jonas", NoticeKind.QUEUE),
    ]
    queueing.accept(held.pk, agent=house[0])
    assert heard(held, house) == []


def test_what_is_given_to_somebody_is_heard_by_them_alone(house: list[Person], orders: Queue) -> None:
    mira, jonas, *_ = house
    held = factories.assigned(mira, to=orders)
    queueing.transfer(held.pk, by=mira, agent=jonas)
    assert heard(held, house) == [("jonas", NoticeKind.ASSIGNED)]
    queueing.transfer(held.pk, by=jonas, queue=orders)
    assert heard(held, house) == [("mira", NoticeKind.QUEUE)]


def test_a_note_is_heard_by_whom_it_names(house: list[Person], orders: Queue) -> None:
    held = factories.assigned(house[0], to=orders)
    reply.note(held.pk, agent=house[0], text="@jonas @sofie look")
    assert heard(held, house) == [("jonas", NoticeKind.MENTION), ("sofie", NoticeKind.MENTION)]
    reply.note(held.pk, agent=house[0], text="no one")
    assert heard(held, house) == []


def test_what_did_not_go_out_is_heard_by_its_author(house: list[Person], orders: Queue) -> None:
    held = factories.assigned(house[0], to=orders)
    reply.send(held.pk, agent=house[0], text="Hi", seen=held.messages, delay=timedelta(seconds=5))
    factories.hears("Wait!", conversation=held)
    with shifted(timedelta(seconds=6)):
        sending.go_out()
    assert heard(held, house) == [("mira", NoticeKind.HELD_BACK)]


def test_a_promise_at_risk_is_heard_once_by_who_should_keep_it(house: list[Person], orders: Queue) -> None:
    factories.policy(promises=(Promise(answer_s=600),))
    mine = factories.assigned(house[0], to=orders)
    line = factories.queued(to=orders)

    def late(minutes: int) -> list[tuple[int, int]]:
        until = now() + minutes * MINUTE
        found = notices.of_promises(until - MINUTE, until, house)
        return sorted((one.conversation, one.person) for one in found)

    assert late(7) == []
    mira, jonas, *_ = house
    assert late(8) == sorted([(mine.pk, mira.pk), (line.pk, mira.pk), (line.pk, jonas.pk)])
    assert late(9) == []
