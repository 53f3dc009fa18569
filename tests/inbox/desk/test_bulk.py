"""Several conversations at once: passed on, claimed, set to wait, resolved."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handoff import queueing
from handoff.models import Conversation, Queue
from handoff.vocabulary import State
from tests import factories
from tests.inbox.desk.conftest import SCRIPT, Desk, text_of


def reassigns(
    desk: Desk, *chosen: Conversation, to: str, view: str = "all", headers: dict[str, str] = SCRIPT
) -> object:
    sent = {"conversation": [one.pk for one in chosen], "to": to, "view": view, "do": "assign"}
    return desk.client.post(reverse("many"), sent, headers=headers)


def holders(*chosen: Conversation) -> list[object]:
    return [Conversation.objects.get(pk=one.pk).assignee for one in chosen]


@pytest.fixture
def three(mira: Desk, orders: Queue) -> list[Conversation]:
    """One that waits, one that Mira has, one under review."""
    return [
        factories.queued(to=orders),
        factories.assigned(mira.person, to=orders),
        factories.held(to=orders).conversation,
    ]


def test_gives_them_all_to_one_agent(sofie: Desk, jonas: Desk, three: list[Conversation]) -> None:
    answer = text_of(reassigns(sofie, *three, to=f"agent:{jonas.person.pk}"))
    assert holders(*three) == [jonas.person] * 3
    assert "3 given to Jonas Berg." in answer
    assert answer.count('data-do="replace" data-target="row-') == 3
    assert answer.count("Jonas Berg has it") >= 3
    assert 'data-do="empty" data-target="bulk-form"' in answer


def test_puts_them_back_in_line(sofie: Desk, payments: Queue, three: list[Conversation]) -> None:
    reassigns(sofie, *three, to=f"queue:{payments.pk}")
    found = Conversation.objects.filter(queue=payments, state=State.QUEUED, assignee=None)
    assert found.count() == 3


def test_one_that_cannot_be_holds_up_no_other(
    sofie: Desk, mira: Desk, jonas: Desk, three: list[Conversation]
) -> None:
    queueing.resolve(three[1].pk, agent=mira.person)
    answer = text_of(reassigns(sofie, *three, to=f"agent:{jonas.person.pk}"))
    assert holders(*three) == [jonas.person, None, jonas.person]
    assert "2 given to Jonas Berg. 1 not: Ingrid Solheim: The conversation is resolved." in answer


@pytest.mark.parametrize("to", ["", "agent:0", "everybody"])
def test_to_nobody_is_refused(sofie: Desk, three: list[Conversation], to: str) -> None:
    response = reassigns(sofie, *three, to=to)
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert 'data-do="toast"' in text_of(response)
    assert holders(three[0]) == [None]


def test_nothing_chosen_is_said(sofie: Desk, jonas: Desk) -> None:
    response = sofie.client.post(reverse("many"), {"to": f"agent:{jonas.person.pk}", "conversation": "x"})
    assert response.status_code == 422
    assert "Choose conversations first." in text_of(response)


def test_works_without_a_script(sofie: Desk, jonas: Desk, three: list[Conversation]) -> None:
    back = {"Referer": "http://testserver/desk/all/"}
    response = reassigns(sofie, *three, to=f"agent:{jonas.person.pk}", headers=back)
    assert response.status_code == 303  # type: ignore[attr-defined]
    assert holders(*three) == [jonas.person] * 3


def test_the_page_with_ticks_costs_no_more(sofie: Desk, orders: Queue) -> None:
    for _ in range(5):
        factories.queued(to=orders)
    with CaptureQueriesContext(connection) as queries:
        sofie.opens("list", "all")
    assert len(queries) <= 9


def does(desk: Desk, do: str, *chosen: Conversation, **more: str) -> str:
    sent = {"do": do, "conversation": [one.pk for one in chosen], "view": "all", **more}
    return text_of(desk.client.post(reverse("many"), sent, headers=SCRIPT))


def test_agents_take_many_and_are_told_which_somebody_else_has(
    mira: Desk, jonas: Desk, three: list[Conversation]
) -> None:
    answer = does(jonas, "claim", *three)
    assert holders(*three) == [jonas.person, mira.person, jonas.person]
    assert "2 are yours. 1 not: Ingrid Solheim:" in answer


def test_ones_own_are_set_to_wait_or_resolved_together(mira: Desk, sofie: Desk, orders: Queue) -> None:
    own = [factories.assigned(mira.person, to=orders) for _ in range(2)]
    other = factories.assigned(sofie.person, to=orders)
    answer = does(mira, "wait", *own, other, until="tomorrow", waiting_for="customer")
    assert "2 wait. 1 not: Ingrid Solheim: Sofie Lund has this conversation." in answer
    assert {Conversation.objects.get(pk=one.pk).state for one in own} == {State.WAITING}
    assert "2 resolved. 1 not:" in does(mira, "resolve", *own, other)
    assert Conversation.objects.filter(state=State.RESOLVED).count() == 2


def test_what_one_may_not_see_is_left_alone(aylin: Desk, three: list[Conversation]) -> None:
    assert "Choose conversations first." in does(aylin, "claim", *three)
    assert holders(three[0]) == [None]
