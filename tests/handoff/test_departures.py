"""Mira leaves, and nobody who wrote to her is forgotten."""

import pytest

from handoff import departures
from handoff.errors import Invalid
from handoff.models import Change, Conversation, Person, Queue
from handoff.vocabulary import PersonRole, State
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def henrik() -> Person:
    return factories.person("Henrik Vik", role=PersonRole.ADMIN)


def test_what_she_had_returns_to_its_queue(henrik: Person, orders: Queue, payments: Queue) -> None:
    mira = factories.person("Mira Dahl", queues=(orders, payments))
    had = [factories.assigned(mira, to=orders), factories.assigned(mira, to=payments)]
    aylin = factories.person("Aylin Kaya", queues=(orders,))
    other = factories.assigned(aylin, to=orders)
    assert departures.leave(mira, by=henrik) == 2
    kept = Conversation.objects.filter(pk__in=[one.pk for one in had]).order_by("pk")
    assert [(one.state, one.assignee, one.queue) for one in kept] == [
        (State.QUEUED, None, orders),
        (State.QUEUED, None, payments),
    ]
    other.refresh_from_db()
    assert other.assignee == aylin
    mira.refresh_from_db()
    assert (mira.is_active, mira.available) == (False, False)
    change = Change.objects.filter(noun="person", item=mira.pk).first()
    assert change is not None
    assert (change.by, change.after) == (henrik, {"active": False, "available": False})


def test_nobody_locks_themselves_out(henrik: Person) -> None:
    factories.person("Sofie Lund", role=PersonRole.ADMIN)
    with pytest.raises(Invalid, match="lock yourself out"):
        departures.leave(henrik, by=henrik)
    assert Person.objects.get(pk=henrik.pk).is_active


def test_the_last_admin_stays(henrik: Person, orders: Queue) -> None:
    gone = factories.person("Sofie Lund", role=PersonRole.ADMIN, is_active=False)
    conversation = factories.assigned(henrik, to=orders)
    with pytest.raises(Invalid, match="last admin"):
        departures.leave(henrik, by=gone)
    assert Person.objects.get(pk=henrik.pk).is_active
    conversation.refresh_from_db()
    assert conversation.assignee == henrik
