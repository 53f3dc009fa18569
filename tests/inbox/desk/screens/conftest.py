"""Who has a page open: Mira does Orders, Jonas both queues from Tokyo, Sofie oversees. Their pages are no browsers."""

import pytest

from handoff.models import Person, Queue
from handoff.vocabulary import PersonRole
from tests import factories


@pytest.fixture
def orders(db: None) -> Queue:
    return factories.queue("Orders", default=True)


@pytest.fixture
def payments(db: None) -> Queue:
    return factories.queue("Payments")


@pytest.fixture
def mira(orders: Queue) -> Person:
    return factories.person("Mira Dahl", queues=(orders,))


@pytest.fixture
def jonas(orders: Queue, payments: Queue) -> Person:
    return factories.person("Jonas Berg", queues=(orders, payments), timezone="Asia/Tokyo")


@pytest.fixture
def sofie(db: None) -> Person:
    return factories.person("Sofie Lund", role=PersonRole.SUPERVISOR)
