"""Henrik makes and changes the people of the house."""

from typing import Any

import pytest

from handoff.errors import Invalid
from handoff.models import Change, Person, Queue
from handoff.people import keep
from handoff.vocabulary import PersonRole
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "fjell-og-vidde-7"


def mira(**told: Any) -> Person:
    defaults = {"role": PersonRole.AGENT, "password": PASSWORD}
    return keep("mira", **{**defaults, **told})[0]


def test_a_new_person_can_log_in_and_serves_her_queues(orders: Queue) -> None:
    person, made = keep(
        "mira",
        role=PersonRole.AGENT,
        password=PASSWORD,
        name="Mira Dahl",
        queues=["Orders"],
        skills=["refunds", "nb"],
        capacity=4,
    )

    kept = Person.objects.get()
    assert made
    assert kept == person
    assert kept.check_password(PASSWORD)
    assert (kept.name, kept.role, kept.skills, kept.capacity) == ("Mira Dahl", "agent", ["refunds", "nb"], 4)
    assert list(kept.queues.all()) == [orders]


def test_what_is_not_given_stays_as_it_is(orders: Queue, payments: Queue) -> None:
    mira(name="Mira Dahl", queues=["Orders"], skills=["nb"], capacity=4)

    person, made = keep("mira", queues=["Payments"])

    assert not made
    assert list(person.queues.all()) == [payments]
    kept = Person.objects.get()
    assert (kept.name, kept.role, kept.skills, kept.capacity) == ("Mira Dahl", "agent", ["nb"], 4)
    assert kept.check_password(PASSWORD)


def test_the_rights_of_the_admin_site_come_and_go_with_the_role() -> None:
    mira()
    assert not Person.objects.get().is_superuser

    keep("mira", role=PersonRole.ADMIN)
    assert Person.objects.get().is_superuser

    keep("mira", role=PersonRole.SUPERVISOR)
    kept = Person.objects.get()
    assert (kept.is_superuser, kept.is_staff, kept.oversees) == (False, False, True)


def test_a_new_password_replaces_the_old_one() -> None:
    mira()
    keep("mira", password="vidde-og-fjell-8")

    assert not Person.objects.get().check_password(PASSWORD)


def test_an_unknown_queue_changes_nothing_and_names_the_known_ones(orders: Queue, payments: Queue) -> None:
    mira(capacity=4)

    with pytest.raises(Invalid, match=r"There is no queue “Refunds”\. Known: Orders, Payments\."):
        keep("mira", capacity=9, queues=["Orders", "Refunds"])

    assert Person.objects.get().capacity == 4
    assert not Person.objects.get().queues.exists()


def test_the_first_queue_that_is_made_takes_what_no_other_wants() -> None:
    mira(queues=["Orders", "Refunds"], make_queues=True)

    assert dict(Queue.objects.values_list("name", "default")) == {"Orders": True, "Refunds": False}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"role": None}, "“mira” is new here and needs a role"),
        ({"password": None}, "“mira” is new here and needs a password"),
        ({"password": "short"}, "too short"),
        ({"password": "password123"}, "too common"),
        ({"password": ""}, "too short"),
        ({"capacity": 0}, "capacity must be from 1"),
        ({"capacity": -1}, "capacity"),
        ({"capacity": 1001}, "capacity must be from 1"),
        ({"name": "x" * 121}, "name: "),
        ({"name": "Mira\nDahl"}, "plain words on one line"),
        ({"languages": ["x" * 121]}, "plain words on one line"),
        ({"timezone": "Oslo"}, "no such time zone"),
        ({"skills": ["nb", ""]}, "plain words on one line"),
        ({"skills": ["x" * 121]}, "plain words on one line"),
        ({"queues": ["A\nB"], "make_queues": True}, "queue's name"),
        ({"queues": ["x" * 81], "make_queues": True}, "queue's name"),
    ],
)
def test_what_cannot_be_is_refused_and_nobody_is_made(told: dict[str, Any], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        mira(**told)

    assert not Person.objects.exists()


@pytest.mark.parametrize("username", ["", "mira dahl", "x" * 151, "mira\x00"])
def test_a_user_name_is_one_word(username: str) -> None:
    with pytest.raises(Invalid, match="username"):
        keep(username, role=PersonRole.AGENT, password=PASSWORD)


def test_each_change_is_written_down_and_no_password_is(orders: Queue) -> None:
    person = mira(name="Mira Dahl", queues=["Orders"])
    henrik = factories.person("Henrik Vik", role=PersonRole.ADMIN)
    keep("mira", capacity=3, queues=[], password="vidde-og-fjell-8", by=henrik)
    changed, made = Change.objects.filter(noun="person", item=person.pk)
    assert (made.before, made.after["queues"], made.by) == ({}, ["Orders"], None)
    assert changed.by == henrik
    assert changed.before == {"capacity": 6, "queues": ["Orders"], "password": "the old one"}
    assert changed.after == {"capacity": 3, "queues": [], "password": "a new one"}


def test_whom_an_admin_makes_sets_a_password_later() -> None:
    henrik = factories.person("Henrik Vik", role=PersonRole.ADMIN)
    person, made = keep("mira", role=PersonRole.AGENT, by=henrik)
    assert made
    assert not person.has_usable_password()


def test_the_last_admin_keeps_the_role() -> None:
    henrik = factories.person("Henrik Vik", role=PersonRole.ADMIN)
    for told in ({"role": PersonRole.AGENT}, {"is_active": False}):
        with pytest.raises(Invalid, match="last admin") as refused:
            keep("henrik", **told, by=henrik)
        assert refused.value.facts == {"field": "role"}
    mira(role=PersonRole.ADMIN)
    keep("henrik", role=PersonRole.AGENT, by=henrik)
    assert Person.objects.get(username="henrik").role == PersonRole.AGENT
