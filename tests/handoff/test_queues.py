"""Henrik makes and changes the queues of the house."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from handoff import changes, queues
from handoff.errors import Invalid, Outdated
from handoff.models import Change, Person, Queue
from handoff.policy.hours import Hours, Slot, written
from handoff.vocabulary import Noun, PersonRole
from tests import factories

pytestmark = pytest.mark.django_db
OFFICE = Hours("Europe/Oslo", (Slot(("mon",), "08:00", "16:00"),))


@pytest.fixture
def henrik() -> Person:
    return factories.person("Henrik Vik", role=PersonRole.ADMIN)


def test_a_queue_keeps_its_hours(orders: Queue) -> None:
    assert orders.opening == Hours(), "always open"
    orders.hours = written(OFFICE)
    orders.full_clean()
    orders.save()
    assert Queue.objects.get(pk=orders.pk).opening == OFFICE


def test_hours_that_cannot_be_are_refused_at_their_field(orders: Queue) -> None:
    orders.hours = {"timezone": "Oslo"}
    with pytest.raises(ValidationError) as refused:
        orders.full_clean()
    assert set(refused.value.message_dict) == {"hours"}


def kept(queue: Queue | None = None, **told: Any) -> Queue:
    whole = {"name": "Orders", "topics": ["order_status"], "default": True, "hours": OFFICE}
    return queues.keep(queue, **{**whole, **told})


def test_a_queue_is_made_and_changed_and_both_are_written_down(henrik: Person) -> None:
    orders = kept(by=henrik)
    kept(orders, topics=["order_status", " lost  parcel ", ""], hours=Hours(), by=henrik)
    orders.refresh_from_db()
    assert (orders.topics, orders.opening) == (["order_status", "lost parcel"], Hours())
    changed, made = Change.objects.filter(noun="queue", item=orders.pk)
    assert (made.before, made.after["name"], made.by) == ({}, "Orders", henrik)
    assert changed.before == {"topics": ["order_status"], "hours": written(OFFICE)}


def test_what_changes_nothing_is_not_written_down() -> None:
    orders = kept(default=False)
    kept(orders)
    assert Change.objects.count() == 1, "the first queue is the default anyway"


def test_the_default_moves_and_is_never_lost() -> None:
    orders, payments = kept(), kept(name="Payments", topics=["refund"], default=False)
    kept(payments, name="Payments", topics=["refund"], default=True)
    orders.refresh_from_db()
    payments.refresh_from_db()
    assert (orders.default, payments.default) == (False, True)
    with pytest.raises(Invalid, match="another one the default") as refused:
        kept(payments, name="Payments", topics=["refund"], default=False)
    assert refused.value.facts == {"field": "default"}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "ORDERS"}, "name"),
        ({"topics": ["Order_Status"]}, "topics"),
        ({"topics": ["x" * 129]}, "topics"),
        ({"topics": [str(n) for n in range(201)]}, "topics"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(told: dict[str, Any], field: str) -> None:
    kept()
    with pytest.raises(Invalid) as refused:
        kept(**{"name": "Returns", "topics": [], **told})
    assert refused.value.facts == {"field": field}
    assert Queue.objects.count() == 1


def test_of_two_admins_the_slower_one_is_told_by_whom(henrik: Person) -> None:
    orders = kept()
    seen = changes.revision(Noun.QUEUE, orders.pk)
    kept(orders, name="Orders and parcels", by=henrik, seen=seen)
    with pytest.raises(Outdated, match="Henrik Vik changed this meanwhile"):
        kept(orders, topics=[], seen=seen)
    assert Queue.objects.get().name == "Orders and parcels"
