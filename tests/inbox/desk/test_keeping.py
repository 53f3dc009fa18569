"""Lists by what one chooses, and views that are kept: counted like the others, shared by supervisors, put in order."""

import re
from typing import Any

import pytest
from django.urls import reverse

from handoff import queueing, shelf, snooze
from handoff.errors import Invalid, NotYours
from handoff.events import changing, record
from handoff.models import Conversation, Person, Queue
from handoff.vocabulary import ActorKind, EventKind, WaitingFor
from inbox.desk import filters, lists, tallies
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of
from tests.inbox.desk.pages import Page, push

MINE = "by_any_any_me_longest"
NAV = re.compile(r"data-kept.*?<bdi[^>]*>(.*?)</bdi>.*?>(\d*)<", re.DOTALL)


def shown(desk: Desk) -> list[tuple[str, str]]:
    """The kept views with their counts."""
    return NAV.findall(text_of(desk.opens("list", "all")))


def sends(desk: Desk, address: str, *args: str, **data: str) -> Any:
    """A form, sent by a browser without scripts."""
    return desk.client.post(reverse(address, args=args), data)


@pytest.fixture
def floor(mira: Desk, jonas: Desk, orders: Queue, payments: Queue) -> None:
    factories.queued(to=orders)
    factories.queued(to=payments)
    factories.assigned(jonas.person, to=orders)
    waits = factories.assigned(mira.person, to=orders)
    snooze.wait(waits.pk, agent=mira.person, waiting_for=WaitingFor.CUSTOMER)
    queueing.resolve(factories.assigned(mira.person, to=orders).pk, agent=mira.person)
    factories.held(to=orders)


@pytest.mark.usefixtures("floor")
def test_a_list_holds_what_its_count_says(mira: Desk, sofie: Desk, orders: Queue, payments: Queue) -> None:
    made = [
        filters.Filter(state, queue, holder, "newest")
        for state, _ in filters.STATES
        for queue in (None, orders.pk, payments.pk)
        for holder in ("any", "me", "nobody", str(mira.person.pk))
    ]
    phone = factories.source("Phone")
    here = factories.queued(to=orders).source
    Conversation.objects.filter(pk=factories.assigned(mira.person, to=orders).pk).update(topic="poles")
    Conversation.objects.filter(pk=factories.queued(to=orders).pk).update(source=phone)
    made += [
        filters.Filter(state, None, holder, "newest", source, topic)
        for state in ("any", "assigned", "queued", "resolved")
        for holder in ("any", "me")
        for source, topic in (
            (phone.pk, ""),
            (here.pk, ""),
            (None, "poles"),
            (here.pk, "poles"),
            (phone.pk, "poles"),
        )
    ]
    for desk in (mira, sofie):
        queues = list(lists.queues_of(desk.person))
        for one in made:
            if one.queue and one.queue not in [queue.pk for queue in queues]:
                continue
            desk.person.views = [{"key": "k", "name": "N", "shows": one.slug}]
            (tally,) = [found for found in tallies.now(desk.person) if found.kept]
            counted = len(lists.rows(desk.person, one.view())) if one.counted else None
            assert tally.count == counted, one


def test_choosing_leads_to_the_list(mira: Desk, payments: Queue) -> None:
    chosen = {"state": "waiting", "queue": "any", "holder": "me", "sort": "soonest"}
    assert mira.opens("choose", **chosen).url == "/desk/by_waiting_any_me_soonest/"
    assert mira.opens("choose").url == "/desk/by_any_any_any_longest/"
    assert mira.opens("choose", queue=payments.pk).url == "/desk/all/"
    page = text_of(mira.opens("list", "by_waiting_any_me_soonest"))
    assert '<option value="waiting" selected>' in page
    for slug in ("by_gone_any_me_longest", f"by_any_{payments.pk}_me_longest", "by_any_any_me_up", "by_"):
        assert mira.opens("list", slug).status_code == 404


def test_a_source_a_topic_and_what_is_over_can_be_chosen_and_kept(mira: Desk, orders: Queue) -> None:
    phone = factories.source("Phone")
    poles = factories.queued(to=orders, customer="Ingrid Solheim")
    other = factories.queued(to=orders, customer="Even Strøm")
    called = factories.queued(to=orders, customer="Ole Moe")
    Conversation.objects.filter(pk__in=[poles.pk, called.pk]).update(topic="Zelte & Stangen")
    Conversation.objects.filter(pk=called.pk).update(source=phone)
    over = factories.assigned(mira.person, to=orders, customer="Siri Dahl")
    queueing.resolve(over.pk, agent=mira.person)

    def names(**chosen: object) -> set[str]:
        address = mira.opens("choose", **chosen).url
        view = lists.find(mira.person, address.split("/")[2])
        assert mira.opens("list", view.slug).status_code == 200
        return {str(row.customer) for row in lists.rows(mira.person, view)}

    assert names(topic="Zelte & Stangen") == {"Ingrid Solheim", "Ole Moe"}
    assert names(topic="Zelte & Stangen", source=phone.pk) == {"Ole Moe"}
    assert names(source=other.source_id, state="queued") == {"Ingrid Solheim", "Even Strøm"}
    assert names(state="resolved", sort="longest") == {"Siri Dahl"}
    slug = filters.Filter(topic="Zelte & Stangen", source=phone.pk).slug
    assert 'value="Zelte &amp; Stangen"' in text_of(mira.opens("list", slug))
    assert sends(mira, "keep", name="Tents by phone", shows=slug).status_code == 302
    assert shown(mira) == [("Tents by phone", "1")]
    for wrong in ("_on_A", "_on_AA", "_from_x", "_on_é"):
        assert filters.read(f"by_any_any_any_newest{wrong}", []) is None, wrong


@pytest.mark.usefixtures("floor")
def test_a_view_is_kept_renamed_raised_and_removed(mira: Desk) -> None:
    for name, slug in (("My <own>", MINE), ("Lines", "by_queued_any_nobody_newest")):
        assert sends(mira, "keep", name=f" {name} ", shows=slug).status_code == 302
    assert shown(mira) == [("My &lt;own&gt;", "1"), ("Lines", "1")]
    mira.person.refresh_from_db()
    first, second = shelf.of(mira.person, [])
    sends(mira, "kept", second.key, do="raise", shows=second.shows)
    sends(mira, "kept", second.key, do="raise", shows=second.shows)
    sends(mira, "kept", first.key, do="rename", name="Mine", shows=first.shows)
    assert [name for name, _ in shown(mira)] == ["Lines", "Mine"]
    assert "<h1>Mine</h1>" in text_of(mira.opens("list", MINE))
    sends(mira, "kept", second.key, do="drop", shows=second.shows)
    assert [name for name, _ in shown(mira)] == ["Mine"]


def test_what_cannot_be_kept_is_said_at_the_field(mira: Desk) -> None:
    sends(mira, "keep", name="Mine", shows=MINE)
    answer = sends(mira, "keep", name="Once more", shows=MINE)
    assert answer.status_code == 422
    assert "This view is kept already." in text_of(answer)
    assert 'value="Once more"' in text_of(answer)
    assert sends(mira, "keep", name="  ", shows="by_any_any_any_newest").status_code == 422
    assert sends(mira, "keep", name="x" * 61, shows="by_any_any_any_newest").status_code == 422
    assert sends(mira, "keep", name="All", shows="all").status_code == 404
    assert sends(mira, "kept", "gone", do="drop", shows=MINE).status_code == 422


def test_supervisors_share_views_with_a_queue(
    mira: Desk, aylin: Desk, sofie: Desk, orders: Queue, payments: Queue
) -> None:
    slug = f"by_queued_{orders.pk}_any_longest"
    sends(sofie, "keep", name="Line", shows=slug, queue=str(orders.pk))
    assert [len(shown(desk)) for desk in (mira, aylin, sofie)] == [1, 0, 1]
    (kept,) = shelf.of(mira.person, [Queue.objects.get(pk=orders.pk)])
    with pytest.raises(NotYours):
        shelf.keep(mira.person, "Mine", MINE, queue=orders)
    with pytest.raises(Invalid):
        shelf.drop(mira.person, kept.key)
    sends(mira, "keep", name="My line", shows=slug)
    assert [name for name, _ in shown(mira)] == ["My line"]
    sends(sofie, "kept", kept.key, do="drop", shows=slug)
    assert shown(sofie) == []


def test_no_more_are_kept_than_one_can_look_at(mira: Desk) -> None:
    for number in range(shelf.MOST):
        shelf.keep(mira.person, f"View {number}", f"by_any_{number}_any_longest")
    with pytest.raises(Invalid):
        shelf.keep(mira.person, "One more", MINE)


def test_a_count_by_topic_follows_what_a_conversation_turns_out_to_be_about(
    mira: Desk, orders: Queue
) -> None:
    poles = filters.Filter(topic="poles")
    shelf.keep(mira.person, "Poles", poles.slug)
    page = Page(Person.objects.get(pk=mira.person.pk), poles.slug)
    talk = factories.queued(to=orders)
    push([page], talk)
    assert ">0<" in page.parts[f"count-{poles.slug}"]
    with changing(talk.pk) as held:
        held.topic = "poles"
        record(EventKind.CONTEXT_UPDATED, held, actor=ActorKind.AI)
    push([page], talk)
    assert ">1<" in page.parts[f"count-{poles.slug}"]
    assert page.shown == [talk.pk]


def test_an_open_page_keeps_its_counts_and_its_list_true(mira: Desk, sofie: Desk, orders: Queue) -> None:
    for desk in (mira, sofie):
        shelf.keep(desk.person, "Mine", MINE)
    pages = [Page(Person.objects.get(pk=desk.person.pk), MINE) for desk in (mira, sofie)]
    talk = factories.assigned(mira.person, to=orders)
    push(pages, talk)
    assert [page.shown for page in pages] == [[talk.pk], []]
    assert [page.parts[f"count-{MINE}"].count(">1<") for page in pages] == [1, 0]
    queueing.transfer(talk.pk, by=sofie.person, agent=sofie.person)
    push(pages, talk)
    assert [page.shown for page in pages] == [[], [talk.pk]]
