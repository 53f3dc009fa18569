"""Ingrid and Nils were promised an answer in time: their rows tell until when, whatever changes the promise."""

from datetime import datetime
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handoff import deadlines, flow, intake, policies, queueing, reply, sources
from handoff.models import Conversation, Person, Publication, Queue
from handoff.policy.document import Promise
from handoff.protocol import Customer
from handoff.protocol import Message as Said
from tests import factories

pytestmark = pytest.mark.django_db

NUMBERS = count(1)
SOON, LATE = Promise(customer_tier="gold", answer_s=300), Promise(answer_s=1200)


def due_after(conversation: Conversation) -> float | None:
    """So many seconds of waiting were promised, as the row has it."""
    conversation.refresh_from_db()
    due, since = conversation.due_at, conversation.waiting_since
    if due is None:
        return None
    assert isinstance(due, datetime)
    assert since is not None
    return (due - since).total_seconds()


def writes(customer: str, *, conversation: str = "", tier: str | None = None) -> Conversation:
    """A customer whom the front end knows writes, and the front end tells of their tier."""
    told = Customer(id=customer, tier=tier)
    name = conversation or factories.hears().external_id
    said = Said(id=f"f-{next(NUMBERS)}", conversation=name, role="customer", text="Hello?", customer=told)
    return intake.hear(factories.source(), said).conversation


def test_the_promised_time_stands_from_the_handoff_to_the_answer(mira: Person, orders: Queue) -> None:
    factories.policy(promises=(LATE,))
    ingrid = factories.hears()
    assert due_after(ingrid) is None, "the AI has her: no human's answer is awaited"
    factories.escalates(ingrid)
    assert due_after(ingrid) == 1200
    queueing.accept(ingrid.pk, agent=mira)
    assert due_after(ingrid) == 1200, "who takes it up has not answered yet"
    reply.send(ingrid.pk, agent=mira, text="They are on their way.", seen=ingrid.messages)
    assert due_after(ingrid) is None
    factories.hears("When?", conversation=ingrid)
    assert due_after(ingrid) == 1200
    queueing.resolve(ingrid.pk, agent=mira)
    assert due_after(ingrid) is None


def test_another_policy_promises_another_time_to_those_who_wait_already() -> None:
    factories.policy(promises=(LATE,))
    before = policies.live()
    ingrid, nils = factories.queued(), factories.hears()
    factories.policy(promises=(SOON, Promise(answer_s=600)))
    assert due_after(ingrid) == 1200
    assert flow.sweep()["promises"] == 1
    assert (due_after(ingrid), due_after(nils)) == (600, None)
    factories.policy(promises=())
    assert deadlines.renew() == 1
    assert due_after(ingrid) is None
    Publication.objects.create(version=before, at=before.at, why="Back.")
    assert deadlines.renew() == 1
    assert due_after(ingrid) == 1200
    assert deadlines.renew() == 0


def test_a_customer_of_another_tier_was_promised_another_time_in_all_they_wait_for() -> None:
    factories.policy(promises=(LATE, SOON))
    one, other = writes("nils"), writes("nils")
    for conversation in (one, other):
        factories.escalates(conversation)
    assert (due_after(one), due_after(other)) == (1200, 1200)
    writes("nils", tier="gold", conversation=one.external_id)
    flow.sweep()
    assert (due_after(one), due_after(other)) == (300, 300)


def test_a_source_that_gets_another_name_comes_under_its_promises() -> None:
    factories.policy(promises=(LATE, Promise(source="Telephone", answer_s=60)))
    ingrid = factories.queued()
    sources.change(ingrid.source, name="Telephone", answering=ingrid.source.answering)
    flow.sweep()
    assert due_after(ingrid) == 60


def test_many_are_brought_up_to_date_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.policy(promises=(LATE,))
    waiting = [factories.queued() for _ in range(5)]
    factories.policy(promises=(Promise(answer_s=60),))
    monkeypatch.setattr(deadlines, "AT_ONCE", 2)
    with CaptureQueriesContext(connection) as queries:
        assert deadlines.renew() == 5
    assert [due_after(one) for one in waiting] == [60] * 5
    assert len(queries) < 20, "a row costs no statement of its own"
