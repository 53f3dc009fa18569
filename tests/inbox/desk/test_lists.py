"""The lists: what stands in each view, in which order, with which badges, and what it costs."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from handoff import conversations, deadlines, queueing, reply, snooze
from handoff.clock import shifted
from handoff.models import Conversation, Queue
from handoff.policy.document import Promise
from handoff.vocabulary import Priority, WaitingFor
from inbox.desk import lists, stream
from inbox.desk.rows import Row
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of

ROW = re.compile(r'<li id="row-(\d+)"')
PROMISED = re.compile(
    r'<span class="chip (\w+)"[^>]*><svg.*?</svg>.*?<time [^>]*data-before[^>]*>(.*?)</time>', re.DOTALL
)
COUNT = re.compile(r'id="count-([\w-]+)">(\d+)<')


def rows(desk: Desk, view: str) -> list[int]:
    """The conversations of a list, in order."""
    return [int(pk) for pk in ROW.findall(text_of(desk.opens("list", view)))]


def counts(desk: Desk) -> dict[str, int]:
    return {view: int(count) for view, count in COUNT.findall(text_of(desk.opens("list", "mine")))}


@pytest.fixture
def day(mira: Desk, orders: Queue, payments: Queue) -> dict[str, Conversation]:
    """One conversation in each state in Orders, and one that waits in Payments."""
    waiting = factories.assigned(mira.person, to=orders, customer="Lucía Ferrer")
    snooze.wait(waiting.pk, agent=mira.person, waiting_for=WaitingFor.CUSTOMER)
    resolved = factories.assigned(mira.person, to=orders, customer="Tom Okafor")
    queueing.resolve(resolved.pk, agent=mira.person)
    return {
        "ai": factories._in(orders, factories.hears(customer="Even Strøm")),
        "review": factories.held(to=orders, customer="Oda Lien").conversation,
        "queued": factories.queued(to=orders, customer="Siri Hauge"),
        "assigned": factories.assigned(mira.person, to=orders),
        "waiting": waiting,
        "resolved": resolved,
        "elsewhere": factories.queued(to=payments, customer="Dana Weiss"),
    }


def test_each_view_holds_what_its_name_says(mira: Desk, orders: Queue, day: dict[str, Conversation]) -> None:
    assert rows(mira, "review") == [day["review"].pk]
    assert rows(mira, "unassigned") == [day["queued"].pk]
    assert rows(mira, "mine") == [day["assigned"].pk, day["waiting"].pk]
    assert rows(mira, "waiting") == [day["waiting"].pk]
    assert set(rows(mira, "all")) == {one.pk for name, one in day.items() if name != "elsewhere"}
    in_hands = {day[state].pk for state in ("review", "queued", "assigned", "waiting")}
    assert set(rows(mira, f"queue-{orders.pk}")) == in_hands


@pytest.mark.parametrize(
    ("waited", "says"),
    [(4.5, ("good", "15 min")), (19.5, ("warn", "now")), (21.5, ("bad", "−1 min")), (200, ("bad", "−3 h"))],
)
def test_a_row_tells_how_long_is_left_of_what_was_promised(
    mira: Desk, orders: Queue, waited: float, says: tuple[str, str]
) -> None:
    factories.policy(promises=(Promise(answer_s=1200),))
    with shifted(-timedelta(minutes=waited)):
        held = factories.queued(to=orders)
    shown = mira.opens("list", "unassigned").content.decode()
    assert PROMISED.findall(shown) == [says]
    assert '<span class="avatars"></span>' in shown, "where nobody has it, the chips have the whole line"
    queueing.accept(held.pk, agent=mira.person)
    assert PROMISED.findall(mira.opens("list", "mine").content.decode()) == [says]
    reply.send(held.pk, agent=mira.person, text="On its way.", seen=held.messages)
    assert not PROMISED.findall(mira.opens("list", "mine").content.decode())


def test_those_who_were_promised_an_answer_come_by_the_time_of_it(
    mira: Desk, orders: Queue, day: dict[str, Conversation]
) -> None:
    factories.policy(promises=(Promise(topic="poles", answer_s=300), Promise(answer_s=1200)))
    with shifted(-timedelta(minutes=10)):
        ingrid = factories.queued(to=orders)
    nils = factories.escalates(factories.proposes(factories.hears(), topic="poles", confidence=0.1))
    Conversation.objects.filter(pk=nils.pk).update(queue=orders)
    deadlines.renew()
    shown = rows(mira, "by_queued_any_any_promised")
    assert shown[:2] == [nils.pk, ingrid.pk], "hers began earlier, his was promised sooner"
    assert rows(mira, "by_queued_any_any_longest")[0] == ingrid.pk


def test_counts_tell_what_is_to_be_done(mira: Desk, orders: Queue, day: dict[str, Conversation]) -> None:
    expected = {"review": 1, "mine": 1, "unassigned": 1, "waiting": 1, "all": 5}
    expected |= {"mentions": 0, f"queue-{orders.pk}": 4}
    assert counts(mira) == expected


def test_who_oversees_sees_and_counts_every_queue(
    sofie: Desk, orders: Queue, payments: Queue, day: dict[str, Conversation]
) -> None:
    assert set(rows(sofie, "unassigned")) == {day["queued"].pk, day["elsewhere"].pk}
    assert set(rows(sofie, "all")) == {one.pk for one in day.values()}
    assert counts(sofie)[f"queue-{payments.pk}"] == 1


def test_anothers_queue_is_no_view_of_mine(mira: Desk, payments: Queue, day: dict[str, Conversation]) -> None:
    for view in (f"queue-{payments.pk}", "queue-0", "queue-", "queue-٣", "queue-99999999999999999999"):
        assert mira.client.get(f"/desk/{view}/").status_code == 404
        assert not lists.exists(mira.person, view)


def test_the_first_page_is_where_there_is_something_to_do(mira: Desk, jonas: Desk, orders: Queue) -> None:
    assert mira.opens("desk")["Location"] == "/desk/mine/"
    factories.queued(to=orders)
    assert mira.opens("desk")["Location"] == "/desk/unassigned/"
    factories.held(to=orders)
    assert mira.opens("desk")["Location"] == "/desk/review/"
    factories.assigned(mira.person, to=orders)
    assert mira.opens("desk")["Location"] == "/desk/mine/"
    assert jonas.opens("desk")["Location"] == "/desk/review/"


def test_an_empty_view_says_what_to_do_next(mira: Desk) -> None:
    page = text_of(mira.opens("list", "mine"))
    assert "Mine is empty" in page
    assert 'href="/desk/unassigned/"' in page


def test_who_waits_longest_is_first_and_who_is_urgent_before_them(mira: Desk, orders: Queue) -> None:
    with shifted(timedelta(minutes=-30)):
        older = factories.queued(to=orders)
    newer = factories.queued(to=orders)
    urgent = factories.escalates(factories._in(orders, factories.hears()), priority=Priority.URGENT)
    assert rows(mira, "unassigned") == [urgent.pk, older.pk, newer.pk]


@pytest.mark.parametrize("view", ["review", "mine", "unassigned", "waiting", "all"])
def test_the_browser_sorts_rows_as_the_database_does(
    sofie: Desk, mira: Desk, day: dict[str, Conversation], view: str, orders: Queue
) -> None:
    """A row that is pushed is put where a fresh page would have it."""
    with shifted(timedelta(minutes=-5)):
        factories.queued(to=orders)
    later = timezone.now() + timedelta(days=1)
    snooze.wait(day["assigned"].pk, agent=mira.person, waiting_for=WaitingFor.THIRD_PARTY, until=later)
    person = mira.person if view == "mine" else sofie.person
    shown = [Row(one, lists.BY_SLUG[view], person) for one in lists.rows(person, lists.BY_SLUG[view])]
    assert [row.order for row in shown] == sorted(row.order for row in shown)


def test_what_nobody_has_read_is_bold_until_somebody_has(mira: Desk, orders: Queue) -> None:
    waiting = factories.queued(to=orders)
    assert 'class="row unread"' in text_of(mira.opens("list", "unassigned"))
    conversations.mark_seen(waiting.pk, waiting.messages)
    assert 'class="row unread"' not in text_of(mira.opens("list", "unassigned"))


def test_what_the_ai_answers_is_not_bold(mira: Desk, orders: Queue) -> None:
    factories._in(orders, factories.hears())
    assert 'class="row unread"' not in text_of(mira.opens("list", "all"))


def test_a_row_tells_what_changes_a_decision(mira: Desk, orders: Queue) -> None:
    factories.held(to=orders)
    row = text_of(mira.opens("list", "review"))
    assert "Confidence 0.72: hold. Hold from 0.60, send from 0.86" in row
    assert ".72</span>" in row
    factories.queued(to=orders, text="Can I talk to a human, please?")
    assert "Asks for a human" in text_of(mira.opens("list", "unassigned"))


def test_a_row_tells_where_it_comes_from_and_what_it_is_about(mira: Desk, orders: Queue) -> None:
    held = factories.queued(to=orders)
    assert '<bdi class="meta">Web chat</bdi>' in stream.row(mira.person, "unassigned", held.pk)
    Conversation.objects.filter(pk=held.pk).update(topic="<b>\u202etents")
    assert '<bdi class="meta">Web chat · &lt;b&gt;\ufffdtents</bdi>' in stream.row(
        mira.person, "unassigned", held.pk
    )


def test_a_row_tells_for_whom_it_waits_and_until_when(mira: Desk, orders: Queue) -> None:
    one = factories.assigned(mira.person, to=orders)
    snooze.wait(one.pk, agent=mira.person, waiting_for=WaitingFor.CUSTOMER)
    assert "Until the customer writes" in text_of(mira.opens("list", "waiting"))
    tomorrow = timezone.now() + timedelta(days=1)
    snooze.wait(one.pk, agent=mira.person, waiting_for=WaitingFor.THIRD_PARTY, until=tomorrow)
    assert "For a third party until" in text_of(mira.opens("list", "waiting"))


def test_a_row_tells_who_has_it_but_not_oneself(mira: Desk, jonas: Desk, orders: Queue) -> None:
    factories.assigned(mira.person, to=orders)
    assert "Mira Dahl has it" in text_of(jonas.opens("list", "all"))
    assert "Mira Dahl has it" not in text_of(mira.opens("list", "all"))


def test_times_are_in_the_agents_own_zone(mira: Desk, orders: Queue) -> None:
    one = factories.queued(to=orders)
    Conversation.objects.filter(pk=one.pk).update(waiting_since="2026-01-15T12:00:00Z")
    assert "since Thursday 15 January 2026, 13:00" in text_of(mira.opens("list", "unassigned"))


def test_a_row_tells_the_time_that_its_list_goes_by(mira: Desk, orders: Queue) -> None:
    one = factories.queued(to=orders)
    waits, last = "2026-01-15T12:00:00Z", "2026-01-16T12:00:00Z"
    Conversation.objects.filter(pk=one.pk).update(waiting_since=waits, last_at=last)
    by_wait, newest = (text_of(mira.opens("list", view)) for view in ("unassigned", "all"))
    assert "urgent, then longest wait" in by_wait
    assert "since Thursday 15 January 2026, 13:00" in by_wait
    assert "newest first" in newest
    assert "since Friday 16 January 2026, 13:00" in newest


def test_everybody_can_tick_rows(mira: Desk, sofie: Desk, orders: Queue) -> None:
    factories.queued(to=orders)
    for desk in (mira, sofie):
        assert text_of(desk.opens("list", "all")).count('name="conversation"') == 1


def test_why_it_woke_is_told_in_list_and_thread(mira: Desk, orders: Queue) -> None:
    talk = factories.assigned(mira.person, to=orders)
    mira.posts("wait", talk.pk, waiting_for="third_party", until="tomorrow")
    assert "For a third party until" in text_of(mira.opens("list", "waiting"))
    factories.hears("Any news?", conversation=talk)
    page = text_of(mira.opens("conversation", "mine", talk.pk))
    assert "Back: the customer wrote" in page
    assert "wrote, which ended the wait" in page


def test_usual_times_are_told_with_what_they_mean(mira: Desk, orders: Queue) -> None:
    talk = factories.assigned(mira.person, to=orders)
    page = text_of(mira.opens("conversation", "mine", talk.pk))
    assert re.search(r"Later today, (\w+ )?\d\d:\d\d<", page)
    assert re.search(r"Tomorrow, \w+ 09:00<", page)


def test_a_list_costs_the_same_however_long_it_is(
    mira: Desk, orders: Queue, django_assert_max_num_queries: Any
) -> None:
    factories.held(to=orders)
    with django_assert_max_num_queries(9) as few:
        mira.opens("list", "all")
    for _ in range(8):
        factories.held(to=orders)
        factories.assigned(mira.person, to=orders)
    with django_assert_max_num_queries(9) as many:
        mira.opens("list", "all")
    assert len(few) <= len(many) <= 9


class TestPushedRows:
    """One row at a time, as it is now, or away."""

    def test_comes_and_goes_with_its_view(self, mira: Desk, orders: Queue) -> None:
        waiting = factories.queued(to=orders)
        assert stream.row(mira.person, "unassigned", waiting.pk).startswith(
            f'<template data-do="replace" data-target="row-{waiting.pk}">'
        )
        queueing.accept(waiting.pk, agent=mira.person)
        gone = f'<template data-do="remove" data-target="row-{waiting.pk}"></template>'
        assert stream.row(mira.person, "unassigned", waiting.pk) == gone

    def test_is_never_shown_to_who_may_not_see_it(self, aylin: Desk, orders: Queue) -> None:
        waiting = factories.queued(to=orders)
        assert 'data-do="remove"' in stream.row(aylin.person, "all", waiting.pk)

    def test_is_the_row_of_a_fresh_page(self, mira: Desk, orders: Queue) -> None:
        one = factories.assigned(mira.person, to=orders)
        reply.note(one.pk, agent=mira.person, text="Asked the warehouse.")
        pushed = stream.row(mira.person, "mine", one.pk).split(">", 1)[1].removesuffix("</template>")
        page = " ".join(text_of(mira.opens("list", "mine")).split())
        assert " ".join(pushed.split()) in page
