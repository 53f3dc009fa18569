"""Lists that are longer than a page: each row once, in order, whatever the view sorts by."""

import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handoff import queueing, snooze
from handoff.clock import shifted
from handoff.models import Conversation, Queue
from handoff.vocabulary import Priority, WaitingFor
from inbox.desk import lists, sorting
from inbox.desk.screens import Screen
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of
from tests.inbox.desk.pages import Page, push

ROW = re.compile(r'<li id="row-(\d+)"')
MORE = re.compile(r'data-rows="([^"]+)"')
VIEWS = ("review", "mine", "unassigned", "waiting", "all", "queue")


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST", 3)


@pytest.fixture
def floor(mira: Desk, jonas: Desk, aylin: Desk, orders: Queue, payments: Queue) -> None:
    """Some of everything in two queues, with the same times and without any."""
    for queue in (orders, payments):
        for number, priority in enumerate((Priority.URGENT, Priority.NORMAL, Priority.NORMAL, Priority.LOW)):
            with shifted(timedelta(minutes=-number)):
                one = factories.escalates(factories._in(queue, factories.hears()), priority=priority)
            Conversation.objects.filter(pk=one.pk).update(queue=queue)
        for _ in range(4):
            factories.held(to=queue)
    for number in range(4):
        one = factories.assigned(mira.person, to=(orders, payments)[number % 2])
        until = None if number % 2 else one.last_at + timedelta(days=number + 1)
        if number:
            snooze.wait(one.pk, agent=mira.person, waiting_for=WaitingFor.THIRD_PARTY, until=until)
    queueing.resolve(factories.assigned(jonas.person, to=orders).pk, agent=jonas.person)
    same = Conversation.objects.first()
    assert same is not None
    Conversation.objects.filter(state__in=("review", "queued")).update(last_at=same.last_at)
    Conversation.objects.filter(pk__in=[same.pk, same.pk + 1]).update(waiting_since=None)
    Conversation.objects.filter(state="review").update(waiting_since=same.created_at)


def slug(view: str, queue: Queue) -> str:
    return f"queue-{queue.pk}" if view == "queue" else view


@pytest.mark.usefixtures("short", "floor")
def test_pages_join_up_without_gap_or_overlap(mira: Desk, sofie: Desk, orders: Queue) -> None:
    for view, desk in product(VIEWS, (mira, sofie)):
        shown = text_of(desk.opens("list", slug(view, orders)))
        found = [int(pk) for pk in ROW.findall(shown)]
        while more := MORE.search(shown):
            shown = text_of(desk.client.get(more[1]))
            found += [int(pk) for pk in ROW.findall(shown)]
        held = lists.find(desk.person, slug(view, orders))
        seen = Conversation.objects.visible_to(desk.person).filter(held.holds(desk.person)).distinct()
        assert found == list(seen.order_by(*sorting.by(held.order)).values_list("pk", flat=True)), view
        assert len(found) >= (0 if view == "mine" else 3), view


@pytest.mark.usefixtures("floor")
def test_a_place_reads_back_as_the_values_it_was_made_of(sofie: Desk) -> None:
    for view in lists.FIXED:
        for one in Conversation.objects.all():
            told = lists.order_key(view, one).split("-")
            columns = (*view.order, sorting.KEY)
            assert [column.value(part) for column, part in zip(columns, told, strict=True)] == [
                getattr(one, column.name) for column in columns
            ]


@pytest.mark.parametrize(
    "after", ["x", "1-2", "-", "9" * 90, "8-²-3-4", f"{'9' * 17}-{'9' * 17}-1", "assigned-1"]
)
def test_what_is_no_place_is_nowhere(mira: Desk, after: str) -> None:
    assert mira.client.get("/desk/review/", {"after": after}).status_code == 404
    assert mira.client.get("/desk/review/rows/", {"after": after}).status_code == 404


@pytest.mark.usefixtures("short")
def test_without_a_script_the_link_leads_to_the_next_page(mira: Desk, orders: Queue) -> None:
    made = [factories.queued(to=orders).pk for _ in range(5)]
    link = re.search(r'href="([^"]+\?after=[^"]+)"', text_of(mira.opens("list", "unassigned")))
    assert link is not None
    page = text_of(mira.client.get(link[1]))
    assert [int(pk) for pk in ROW.findall(page)] == made[3:]
    assert "data-rows" not in page


@pytest.mark.usefixtures("short")
def test_a_page_that_shows_more_is_told_of_more(mira: Desk, orders: Queue) -> None:
    made = [factories.queued(to=orders) for _ in range(6)]
    page = Page(mira.person, "unassigned")
    page.screen = few = Screen(
        page.screen.person, page.screen.session, page.screen.proof, "unassigned", most=3
    )
    push([page])
    assert page.shown == [one.pk for one in made[:3]]
    assert lists.order_key(lists.BY_SLUG["unassigned"], made[2]) in page.parts["more"]
    few.most = 6
    push([page])
    assert page.shown == [one.pk for one in made]
    assert "data-rows" not in page.parts["more"]
    queueing.accept(made[0].pk, agent=mira.person)
    push([page], made[0])
    assert page.shown == [one.pk for one in made[1:]]


@pytest.mark.usefixtures("floor")
def test_no_page_takes_more_than_twelve_queries(mira: Desk, sofie: Desk, orders: Queue) -> None:
    def cost(desk: Desk, path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.client.get(path).status_code == 200
        return len(asked)

    own = Conversation.objects.filter(assignee=mira.person)[0]
    mira.opens("conversation", "all", own.pk)  # the first who reads what is new has the briefing written
    after = lists.order_key(lists.BY_SLUG["all"], own)
    for desk in (mira, sofie):
        paths = [f"/desk/{slug(view, orders)}/" for view in VIEWS]
        paths += [
            f"/desk/all/{own.pk}/",
            f"/desk/conversations/{own.pk}/entries/",
            f"/desk/all/?after={after}",
        ]
        costs = {path: cost(desk, path) for path in paths}
        assert max(costs.values()) <= 12, costs


class TestCounts:
    """What the database keeps count of as conversations move."""

    def test_a_compacted_count_is_the_same(self, monkeypatch: Any, floor: None) -> None:
        from handoff import standing
        from handoff.models import Standing

        def counted() -> set[standing.Stand]:
            return set(standing.stands())

        before = counted()
        rows = Conversation.objects.exclude(state="resolved").values_list("queue", "state", "assignee")
        assert sum(one.count for one in before) == len(rows)
        assert {(one.queue, one.state, one.assignee) for one in before} == set(rows)
        monkeypatch.setattr(standing, "ENOUGH", 1)
        standing.compact()
        assert counted() == before
        assert Standing.objects.count() == len(before)
        one = Conversation.objects.exclude(state="resolved")[0]
        for topic in ("poles", ""):
            Conversation.objects.filter(pk=one.pk).update(topic=topic)
        standing.compact()
        assert Standing.objects.count() == len(before) + 4, "not twice as many as places: not worth while yet"
        assert counted() == before
        standing.install()
        assert counted() == before

    def test_a_deleted_conversation_counts_no_more(self, orders: Queue) -> None:
        from handoff import standing

        made = Conversation.objects.create(
            source=factories.source(),
            external_id="x",
            customer=factories.hears().customer,
            queue=orders,
            created_at="2026-01-01T00:00Z",
            last_at="2026-01-01T00:00Z",
        )
        before = sum(one.count for one in standing.stands())
        made.delete()
        assert sum(one.count for one in standing.stands()) == before - 1
