"""Waiting for somebody else: what ends it, and why it did."""

from datetime import timedelta

import pytest

from handoff import flow, queueing, reply, snooze
from handoff.clock import now, shifted
from handoff.errors import Invalid, NotYours
from handoff.models import Conversation, Event, Person
from handoff.vocabulary import EventKind, State, WaitingFor, Woken
from tests import factories

HOUR = timedelta(hours=1)


@pytest.fixture
def mira(db: None) -> Person:
    return factories.person("Mira Dahl", queues=(factories.queue(default=True),))


def waits(mira: Person, *, hours: int | None = None) -> Conversation:
    talk = factories.assigned(mira)
    until = now() + hours * HOUR if hours else None
    return snooze.wait(talk.pk, agent=mira, waiting_for=WaitingFor.CUSTOMER, until=until)


def stands(talk: Conversation) -> tuple[str, str]:
    found = Conversation.objects.get(pk=talk.pk)
    return found.state, found.woken


def test_it_wakes_when_its_time_has_come_and_says_so(mira: Person) -> None:
    talk = waits(mira, hours=2)
    for hours, expected in ((1, (State.WAITING, "")), (3, (State.ASSIGNED, Woken.TIME))):
        with shifted(hours * HOUR):
            flow.sweep()
        assert stands(talk) == expected
    assert Event.objects.filter(conversation=talk, kind=EventKind.WOKEN).count() == 1


def test_the_customer_wakes_it_whoever_it_waited_for(mira: Person) -> None:
    talk = waits(mira, hours=2)
    factories.hears("Any news?", conversation=talk)
    assert stands(talk) == (State.ASSIGNED, Woken.CUSTOMER)
    newest = Event.objects.filter(conversation=talk, kind=EventKind.MESSAGE_ADDED).latest("number")
    assert newest.facts["woken"] == Woken.CUSTOMER
    with shifted(3 * HOUR):
        flow.sweep()  # its time is up, but it waits no more
    assert stands(talk) == (State.ASSIGNED, Woken.CUSTOMER)


@pytest.mark.parametrize("takes_up", ["answer", "wait", "resolve"])
def test_why_it_woke_is_news_until_somebody_takes_it_up(mira: Person, takes_up: str) -> None:
    talk = waits(mira)
    factories.hears("Any news?", conversation=talk)
    reply.note(talk.pk, agent=mira, text="Let me see.")
    assert stands(talk)[1] == Woken.CUSTOMER
    seen = Conversation.objects.get(pk=talk.pk).messages
    match takes_up:
        case "answer":
            reply.send(talk.pk, agent=mira, text="Yes.", seen=seen)
        case "wait":
            snooze.wait(talk.pk, agent=mira, waiting_for=WaitingFor.THIRD_PARTY)
        case "resolve":
            queueing.resolve(talk.pk, agent=mira)
    assert stands(talk)[1] == ""


def test_a_later_wait_does_not_end_with_an_earlier_one(mira: Person) -> None:
    talk = waits(mira, hours=1)
    snooze.wait(talk.pk, agent=mira, waiting_for=WaitingFor.CUSTOMER, until=now() + 5 * HOUR)
    with shifted(2 * HOUR):
        flow.sweep()
    assert stands(talk) == (State.WAITING, "")


def test_only_ones_own_and_only_into_the_future(mira: Person) -> None:
    jonas = factories.person("Jonas Berg")
    talk = factories.assigned(mira)
    with pytest.raises(NotYours):
        snooze.wait(talk.pk, agent=jonas, waiting_for=WaitingFor.CUSTOMER)
    with pytest.raises(Invalid):
        snooze.wait(talk.pk, agent=mira, waiting_for=WaitingFor.CUSTOMER, until=now())
    snooze.wake(waits(mira).pk, agent=mira)
