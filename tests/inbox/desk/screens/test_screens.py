"""What open pages are sent: together it makes the page as it would be loaded now, and never more than may be seen."""

import random
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from handoff import conversations, queueing, reply, review, snooze
from handoff.errors import DomainError
from handoff.models import Conversation, Draft, Person, Queue
from handoff.vocabulary import RejectReason, WaitingFor
from inbox import bells
from inbox.bells import Ring
from inbox.desk import lists, tallies
from tests import factories
from tests.inbox.desk.pages import CHANGE, Page, counts_now, push, rows_now

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_new_page_gets_its_list_and_all_its_counts(mira: Person, orders: Queue) -> None:
    waiting = [factories.queued(to=orders) for _ in range(3)]
    page = Page(mira, "unassigned")
    push([page])
    assert page.shown == [one.pk for one in waiting]
    assert page.counts == counts_now(mira)
    assert push([page]) == {}, "nothing new, nothing sent"


def test_an_escalation_appears_and_a_claim_moves_it(mira: Person, jonas: Person, orders: Queue) -> None:
    unassigned, mine = Page(mira, "unassigned"), Page(jonas, "mine")
    push([unassigned, mine])
    conversation = factories.queued(to=orders)
    told = push([unassigned, mine], conversation)
    assert (unassigned.shown, mine.shown) == ([conversation.pk], [])
    assert 'data-target="rows"' not in told[unassigned.screen], "one row is sent, not the list"
    queueing.accept(conversation.pk, agent=jonas)
    push([unassigned, mine], conversation)
    assert (unassigned.shown, mine.shown) == ([], [conversation.pk])
    assert (unassigned.counts["unassigned"], mine.counts["mine"]) == (0, 1)


def test_only_what_is_new_is_sent(mira: Person, orders: Queue) -> None:
    conversations_ = [factories.queued(to=orders) for _ in range(5)]
    page = Page(mira, "unassigned", conversations_[0])
    push([page])
    factories.hears("Hello?", conversation=conversations_[2])
    html = push([page], conversations_[2])[page.screen]
    assert [target for _, target, _ in CHANGE.findall(html)] == [f"row-{conversations_[2].pk}"]


def test_what_a_colleague_has_read_is_new_to_nobody_any_more(
    mira: Person, orders: Queue, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = factories.queued(to=orders)
    page = Page(factories.person("Aylin Kaya", queues=(orders,)), "unassigned")
    assert 'class="row unread"' in push([page])[page.screen]
    rung: list[Ring] = []
    monkeypatch.setattr(bells, "ring_here", rung.append)
    client.force_login(mira)
    client.post(f"/desk/conversations/{conversation.pk}/seen/", {"number": 1})
    assert [ring.conversations for ring in rung] == [{conversation.pk}]
    html = push([page], conversation)[page.screen]
    assert f'id="row-{conversation.pk}"' in html
    assert "unread" not in html
    client.post(f"/desk/conversations/{conversation.pk}/seen/", {"number": 1})
    assert len(rung) == 1, "what is known already is not told"


def test_what_happens_elsewhere_sends_nothing(mira: Person, orders: Queue, payments: Queue) -> None:
    page = Page(mira, "all", factories.queued(to=orders))
    push([page])
    assert push([page], factories.queued(to=payments)) == {}


def test_the_open_conversation_grows_and_its_parts_follow(mira: Person, orders: Queue) -> None:
    conversation = factories.queued(to=orders)
    page = Page(mira, "unassigned", conversation, after=conversation.version)
    push([page])
    factories.hears("Are you there?", conversation=conversation)
    push([page], conversation)
    assert any("Are you there?" in entry for entry in page.entries.values())
    queueing.accept(conversation.pk, agent=mira)
    reply.send(conversation.pk, agent=mira, text="I am, Ingrid.", seen=2)
    html = push([page], conversation)[page.screen]
    assert "I am, Ingrid." in html
    assert 'data-mine="yes"' in page.parts["lane"]
    conversation.refresh_from_db()
    assert page.screen.after == conversation.version
    assert f'data-version="{conversation.version}"' in page.parts["panel-head"]


def test_a_resumed_page_gets_what_it_missed_and_no_more(mira: Person, orders: Queue) -> None:
    conversation = factories.queued(to=orders)
    for number in range(5):
        factories.hears(f"line {number}", conversation=conversation)
    conversation.refresh_from_db()
    page = Page(mira, "unassigned", conversation, after=conversation.version - 2)
    push([page])
    assert not any("line 2" in entry for entry in page.entries.values())
    assert any("line 3" in entry for entry in page.entries.values())
    assert any("line 4" in entry for entry in page.entries.values())


def test_a_new_draft_takes_its_place(mira: Person, orders: Queue) -> None:
    conversation = factories.assigned(mira, to=orders)
    page = Page(mira, "mine", conversation, after=conversation.version)
    push([page])
    factories.proposes(conversation, "We send new poles today.")
    push([page], conversation)
    assert "We send new poles today." in page.parts["draft-slot"]


def test_one_broken_conversation_does_not_darken_the_others(
    mira: Person,
    jonas: Person,
    orders: Queue,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    conversation = factories.queued(to=orders)
    broken, whole = Page(mira, "unassigned", conversation), Page(jonas, "unassigned")

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("inbox.desk.stream.conversation", fails)
    push([broken, whole], conversation)
    assert whole.shown == [conversation.pk]
    assert "cannot show" in caplog.text


def test_50_agents_cost_hardly_more_queries_than_one(orders: Queue) -> None:
    people = [factories.person(f"Agent{number} Berg", queues=(orders,)) for number in range(50)]
    pages = [Page(person, "unassigned") for person in people]
    push(pages)
    conversation = factories.queued(to=orders)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        told = push(pages, conversation)
    assert len(told) == 50
    assert len(queries) < 15


# The counts without a query for each person, and the whole, against what a fresh page says

REFUSALS = (DomainError, Draft.DoesNotExist)
"""A verb that is refused changes nothing, which is as good."""
VERBS: list[Callable[[Conversation, Person], object]] = [
    lambda c, agent: queueing.accept(c.pk, agent=agent),
    lambda c, agent: queueing.hand_back(c.pk, agent=agent),
    lambda c, agent: queueing.resolve(c.pk, agent=agent),
    lambda c, agent: snooze.wait(c.pk, agent=agent, waiting_for=WaitingFor.CUSTOMER),
    lambda c, agent: queueing.transfer(c.pk, by=agent, queue=Queue.objects.order_by("?").first()),
    lambda c, agent: reply.note(c.pk, agent=agent, text="Hm"),
    lambda c, agent: reply.send(c.pk, agent=agent, text="Hello", seen=c.messages),
    lambda c, agent: factories.hears("And now?", conversation=c),
    lambda c, agent: factories.proposes(c, confidence=random.choice([0.3, 0.7, 0.95])),
    lambda c, agent: factories.escalates(c, priority=random.choice(["low", "urgent"])),
    lambda c, agent: review.reject(factories.open_draft(c).pk, agent=agent, reason=RejectReason.OTHER),
    lambda c, agent: conversations.mark_seen(c.pk, c.messages),
]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_the_page_says_what_a_fresh_one_would(
    seed: int, mira: Person, jonas: Person, sofie: Person, orders: Queue, payments: Queue
) -> None:
    random.seed(seed)
    people = [mira, jonas, sofie]
    views = [*lists.BY_SLUG, f"queue-{orders.pk}"]
    pages = [Page(person, view) for person in people for view in views]
    known = [factories.hears(f"Question {n}") for n in range(6)]
    push(pages)
    for turn in range(20):
        conversation = random.choice(known)
        conversation.refresh_from_db()
        touched = [conversation]
        if random.random() < 0.15:
            touched.append(factories.queued(to=random.choice([orders, payments])))
            known.append(touched[-1])
        with suppress(*REFUSALS):
            random.choice(VERBS)(conversation, random.choice(people))
        push(pages, *touched)
        counts = {person: counts_now(person) for person in people}
        for page in pages:
            assert page.counts == counts[page.person]
        for page in (
            pages[turn % 3 :: 3] if turn < 19 else pages
        ):  # what is wrong once stays so: each in its turn
            assert page.shown == rows_now(page.person, page.screen.view), page.screen.view


def test_each_fixed_view_is_counted() -> None:
    assert {*tallies.HELD, lists.MENTIONS} == set(lists.BY_SLUG)
