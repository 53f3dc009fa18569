"""The floor of Fjell & Co: Mira and Jonas do Orders, Aylin does Payments, Sofie oversees, Henrik is admin."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from handoff.models import Person, Queue
from handoff.vocabulary import PersonRole
from tests import factories

SCRIPT = {"HX-Request": "true"}


@dataclass
class Desk:
    """Somebody at the desk. `posts` speaks as the page's script does, `submits` as a form without one."""

    person: Person
    client: Client

    def opens(self, name: str, *args: Any, **query: Any) -> Any:
        """The page of that name."""
        return self.client.get(reverse(name, args=args), query)

    def posts(self, name: str, pk: int, *, after: Any = 0, view: Any = "mine", **data: Any) -> Any:
        """A form, sent by the page's script."""
        told = {"after": after, "view": view, **data}
        return self.client.post(reverse(name, args=[pk]), told, headers=SCRIPT)

    def submits(self, name: str, *args: Any, back: str = "", **data: Any) -> HttpResponse:
        """A form, sent by a browser without scripts."""
        headers = {"Referer": back} if back else {}
        return self.client.post(reverse(name, args=args), data, headers=headers)  # type: ignore[return-value]


@pytest.fixture
def orders(db: None) -> Queue:
    return factories.queue("Orders", default=True)


@pytest.fixture
def payments(db: None) -> Queue:
    return factories.queue("Payments")


@pytest.fixture
def mira(orders: Queue) -> Desk:
    return seat("Mira Dahl", orders, timezone="Europe/Oslo")


@pytest.fixture
def jonas(orders: Queue) -> Desk:
    return seat("Jonas Berg", orders)


@pytest.fixture
def aylin(payments: Queue) -> Desk:
    return seat("Aylin Kaya", payments)


@pytest.fixture
def sofie(orders: Queue) -> Desk:
    return seat("Sofie Lund", role=PersonRole.SUPERVISOR)


@pytest.fixture
def henrik(orders: Queue) -> Desk:
    return seat("Henrik Vik", role=PersonRole.ADMIN)


def seat(name: str, *queues: Queue, **fields: Any) -> Desk:
    """Somebody who is logged in."""
    person = factories.person(name, queues=queues, **fields)
    client = Client()
    client.force_login(person)
    return Desk(person, client)


def text_of(response: Any) -> str:
    """What a page or an answer says."""
    return str(response.content.decode())
