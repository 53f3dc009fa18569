"""The cast of the domain's stories: a front end, two queues, agents Mira and Jonas, supervisor Sofie."""

from collections.abc import Callable
from typing import Any

import pytest

from handoff import intake
from handoff.models import Person, Queue, Source
from handoff.protocol import check
from handoff.results import Result
from handoff.vocabulary import PersonRole

FLOWS = {
    "message": intake.hear,
    "propose": intake.propose,
    "escalate": intake.escalate,
    "context": intake.update_context,
    "rate": intake.rate,
    "close": intake.close,
}


@pytest.fixture
def orders(db: None) -> Queue:
    return Queue.objects.create(name="Orders", topics=["orders", "delivery"], default=True)


@pytest.fixture
def payments(db: None) -> Queue:
    return Queue.objects.create(name="Payments", topics=["refund", "billing"])


@pytest.fixture
def chat(orders: Queue) -> Source:
    return Source.objects.create(name="Web chat")


@pytest.fixture
def mira(orders: Queue) -> Person:
    return _person("mira", "Mira Dahl", orders)


@pytest.fixture
def jonas(orders: Queue) -> Person:
    return _person("jonas", "Jonas Berg", orders)


@pytest.fixture
def sofie(db: None) -> Person:
    return Person.objects.create(username="sofie", name="Sofie Lund", role=PersonRole.SUPERVISOR)


def _person(username: str, name: str, queue: Queue) -> Person:
    person = Person.objects.create(username=username, name=name)
    person.queues.add(queue)
    return person


@pytest.fixture
def frame(chat: Source, django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., Result]:
    """Send one frame as the web chat would: `frame("message", text="Hi")`; a conversation is "c1" unless given."""
    ids = iter(range(1_000_000))

    def send(kind: str, **fields: Any) -> Result:
        defaults: dict[str, Any] = {"type": kind, "id": f"f{next(ids)}", "conversation": "c1"}
        if kind == "message":
            defaults["role"] = "customer"
        struct = check({**defaults, **fields})
        with django_capture_on_commit_callbacks(execute=True):
            return FLOWS[kind](chat, struct)  # type: ignore[operator, no-any-return]

    return send
