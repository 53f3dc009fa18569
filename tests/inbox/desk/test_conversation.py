"""The page of one conversation: thread, handoff card, rail, composer, and paging back."""

import re
from datetime import timedelta
from typing import Any

import pytest

from handoff import queueing, reply, review, snooze
from handoff.clock import shifted
from handoff.models import Conversation, Queue
from handoff.vocabulary import Mode, RejectReason, WaitingFor
from inbox.desk import stream, timeline
from tests import factories
from tests.inbox.desk.conftest import SCRIPT, Desk, text_of

ENTRY = re.compile(r'id="entry-\d+-(\d+)"')
SPINE = re.compile(r'<li class="(by-\w+)"')
HUMAN, NOBODY, AI = timeline.HUMAN, timeline.NOBODY, timeline.AI


def page(desk: Desk, conversation: Conversation, view: str = "all", **query: Any) -> str:
    response = desk.opens("conversation", view, conversation.pk, **query)
    assert response.status_code == 200
    return text_of(response)


def plain(page: str) -> str:
    """What the page says, tags aside."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_thread_shows_what_was_said_by_whom(mira: Desk, jonas: Desk, orders: Queue) -> None:
    one = factories.assigned(mira.person, to=orders, text="The POLES are missing.")
    reply.note(one.pk, agent=jonas.person, text="6 sets in Drammen.")
    reply.send(one.pk, agent=mira.person, text="They leave today.", seen=one.messages)
    told = plain(page(mira, one))
    assert "Ingrid Solheim The POLES are missing." in told
    assert "Note by Jonas Berg, only for agents 6 sets in Drammen." in told
    assert "You They leave today." in told
    assert "Mira Dahl They leave today." in plain(page(jonas, one))


def test_the_spine_tells_who_holds_the_baton(mira: Desk, jonas: Desk, orders: Queue) -> None:
    one = factories.assigned(mira.person, to=orders)
    queueing.transfer(one.pk, by=mira.person, queue=orders)
    queueing.accept(one.pk, agent=jonas.person)
    queueing.hand_back(one.pk, agent=jonas.person)
    factories.hears(conversation=one)
    assert SPINE.findall(page(mira, one)) == [AI, NOBODY, HUMAN, NOBODY, HUMAN, AI, AI]


def test_a_soft_offer_leaves_the_baton_with_the_ai(mira: Desk, orders: Queue) -> None:
    one = factories.escalates(factories._in(orders, factories.hears()), mode=Mode.SOFT)
    shown = page(mira, one)
    assert SPINE.findall(shown) == [AI, AI]
    assert "A human was offered, the AI goes on" in shown
    assert "The AI goes on until somebody takes it." in shown


def test_a_page_that_begins_later_has_the_same_spine(
    mira: Desk, orders: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "PAGE", 10)
    one = factories.assigned(mira.person, to=orders)
    for number in range(timeline.PAGE + 5):
        reply.note(one.pk, agent=mira.person, text=f"Note {number}")
    assert set(SPINE.findall(page(mira, one))) == {HUMAN}


def test_the_handoff_card_tells_why(mira: Desk, orders: Queue) -> None:
    one = factories._in(orders, factories.hears("My tent has no poles."))
    factories.proposes(one, "You can return it.", confidence=0.95)
    factories.hears("I want to talk to a human, now!", conversation=one)
    shown = page(mira, one)
    told = plain(shown)
    assert "Handed off to a human Asks for a human hard, to Orders" in told
    assert re.search(r"Asks for a human [01]?\.\d\d over \.50", told)
    assert re.search(r"I want to <mark>[^<]*talk to a human[^<]*</mark>", shown)
    assert "AI tried: You can return it." in told
    assert "policy v" in told
    assert "hand off below .60, send from .86" in told


def test_a_low_confidence_stands_on_the_gauge(mira: Desk, orders: Queue) -> None:
    one = factories.proposes(factories._in(orders, factories.hears()), confidence=0.41)
    shown = page(mira, one)
    assert "Confidence 0.41: hand off. Hold from 0.60, send from 0.86" in shown
    assert "The AI was not sure enough of its answer." in shown
    assert "Confidence .41 below .60" in plain(shown)


def test_the_gauge_is_of_the_policy_that_decided(mira: Desk, orders: Queue) -> None:
    factories.policy(hold_from=0.7, send_from=0.9)
    one = factories.proposes(factories._in(orders, factories.hears()), confidence=0.75)
    factories.policy(hold_from=0.2, send_from=0.3)
    assert "Confidence 0.75: hold. Hold from 0.70, send from 0.90" in page(mira, one)


def test_a_reason_that_came_along_is_told(mira: Desk, orders: Queue) -> None:
    one = factories._in(orders, factories.hears())
    factories.escalates(one, "The refund is over the limit", summary="Wants 4 990 kr back.")
    told = plain(page(mira, one))
    assert "The refund is over the limit" in told
    assert "The AI sums up Wants 4 990 kr back." in told


def test_the_rail_briefs_and_leads_to_each_message(mira: Desk, orders: Queue) -> None:
    one = factories.held(to=orders, text="Can you send the poles by Tuesday?").conversation
    factories.settle()
    shown = page(mira, one)
    assert "Briefing" in shown
    assert 'href="#message-1" data-to-message="1"' in " ".join(shown.split())
    assert 'id="message-1"' in shown


def test_sources_of_our_own_are_links_and_others_are_text(mira: Desk, orders: Queue) -> None:
    citations = [
        {"title": "Missing parts", "url": "http://localhost/help"},
        {"title": "Elsewhere", "url": "https://evil.example/x"},
        {"title": "Script", "url": "javascript:alert(1)"},
        {"title": "Broken", "url": "http://[oops"},
    ]
    one = factories.proposes(factories._in(orders, factories.hears()), citations=citations)
    shown = " ".join(page(mira, one).split())
    assert '<a href="http://localhost/help" target="_blank" rel="noopener noreferrer nofollow">' in shown
    assert "https://evil.example/x</p>" in shown
    assert 'href="https://evil.example' not in shown
    assert "javascript:" not in shown
    assert all(title in shown for title in ("Script", "Broken"))


def test_the_composer_offers_what_may_be_done(mira: Desk, jonas: Desk, sofie: Desk, orders: Queue) -> None:
    one = factories.queued(to=orders)
    assert "Nobody has it yet." in page(mira, one)
    queueing.accept(one.pk, agent=mira.person)
    assert "Nobody has it yet." not in page(mira, one)
    others = page(jonas, one)
    assert "Mira Dahl has it. Only notes from here." in others
    assert "Take it over" not in others
    assert "Take it over" in page(sofie, one)
    snooze.wait(one.pk, agent=mira.person, waiting_for=WaitingFor.THIRD_PARTY)
    assert "Waits for a third party." in page(mira, one)
    snooze.wake(one.pk, agent=mira.person)
    queueing.resolve(one.pk, agent=mira.person)
    assert "Resolved. A new message from the customer opens it again." in page(mira, one)


def test_what_the_ai_has_can_be_taken_over(mira: Desk, orders: Queue) -> None:
    one = factories._in(orders, factories.hears())
    shown = page(mira, one)
    assert "The AI is answering." in shown
    assert "Take over" in shown


def test_small_lines_tell_what_happened(mira: Desk, jonas: Desk, orders: Queue) -> None:
    with shifted(timedelta(minutes=-3)):
        draft = factories.held(to=orders)
        review.reject(draft.pk, agent=jonas.person, reason=RejectReason.WRONG_TONE, remark="Too curt")
    one = draft.conversation
    queueing.accept(one.pk, agent=mira.person)
    queueing.transfer(one.pk, by=mira.person, agent=jonas.person)
    snooze.wait(one.pk, agent=jonas.person, waiting_for=WaitingFor.CUSTOMER)
    snooze.wake(one.pk, agent=jonas.person)
    queueing.hand_back(one.pk, agent=jonas.person, note="Poles are on their way")
    told = plain(page(mira, one))
    for line in (
        "The AI proposed an answer (.72): held for review.",
        "Jonas Berg rejected the draft: wrong tone. Too curt",
        "You took it. Ingrid waited 3 min.",
        "You gave it to Jonas Berg.",
        "Jonas Berg set it to wait for the customer.",
        "Jonas Berg ended the wait.",
        "Jonas Berg handed it back to the AI, noting Poles are on their way",
    ):
        assert line in told


def test_a_date_stands_where_the_day_changes(mira: Desk, orders: Queue) -> None:
    with shifted(timedelta(days=-3)):
        one = factories._in(orders, factories.hears("First"))
        factories.hears("Second", conversation=one)
    factories.hears("Third", conversation=one)
    dated = [entry.dated for entry in timeline.newest(one, mira.person).entries]
    assert dated == [True, False, True]


class TestLongThreads:
    """The newest entries come first; earlier ones are paged back to, each exactly once."""

    @pytest.fixture
    def long(self, mira: Desk, orders: Queue, monkeypatch: pytest.MonkeyPatch) -> Conversation:
        monkeypatch.setattr(timeline, "PAGE", 10)
        one = factories.assigned(mira.person, to=orders)
        for number in range(timeline.PAGE * 2):
            reply.note(one.pk, agent=mira.person, text=f"Note {number}")
        one.refresh_from_db()
        return one

    def test_pages_join_up_without_gap_or_overlap(self, mira: Desk, long: Conversation) -> None:
        shown = page(mira, long)
        found = [list(map(int, ENTRY.findall(shown)))]
        while earlier := re.search(r'hx-get="([^"]+)"', shown):
            shown = text_of(mira.client.get(earlier[1], headers=SCRIPT))
            found.append(list(map(int, ENTRY.findall(shown))))
        assert [len(numbers) for numbers in found] == [10, 10, 3]
        assert [number for numbers in reversed(found) for number in numbers] == list(
            range(1, long.version + 1)
        )

    def test_without_a_script_the_link_leads_to_the_page_before(self, mira: Desk, long: Conversation) -> None:
        assert f'href="?before={long.version - 9}"' in page(mira, long)
        assert "Note 0</p>" in page(mira, long, before=10)

    def test_a_crooked_address_shows_the_newest(self, mira: Desk, long: Conversation) -> None:
        for before in ("", "x", "-3", "²"):
            assert f"Note {timeline.PAGE * 2 - 1}</p>" in page(mira, long, before=before), before

    def test_costs_the_same_however_long_it_is(
        self, mira: Desk, long: Conversation, django_assert_max_num_queries: Any
    ) -> None:
        factories.proposes(long)
        factories.hears("And now?", conversation=long)
        page(mira, long)  # who looks first has the briefing written
        addresses: tuple[dict[str, Any], ...] = ({}, {"at": 5}, {"before": 10})
        for address in addresses:
            with django_assert_max_num_queries(12):
                page(mira, long, **address)


class TestPanes:
    """A script asks for the panes alone; the address chooses the pane of a phone and the tab of the composer."""

    def test_are_the_page_without_its_frame(self, mira: Desk, orders: Queue) -> None:
        one = factories.queued(to=orders)
        headers = SCRIPT | {"HX-Target": "conversation"}
        alone = text_of(mira.client.get(f"/desk/unassigned/{one.pk}/", headers=headers))
        assert "<html" not in alone
        assert "<title>Ingrid Solheim · Baton" in alone
        assert 'id="conversation"' in alone

    def test_the_address_chooses(self, mira: Desk, orders: Queue) -> None:
        one = factories.queued(to=orders)
        assert 'data-pane="thread"' in page(mira, one)
        assert 'data-pane="rail"' in page(mira, one, pane="rail")
        assert 'data-pane="thread"' in page(mira, one, pane='"><script>')
        assert "composer is-note" in page(mira, one, voice="note")
        assert "composer is-reply" in page(mira, one, voice="nonsense")

    def test_a_draft_is_what_one_sees_first(self, mira: Desk, orders: Queue) -> None:
        assert "composer is-draft" in page(mira, factories.held(to=orders).conversation)

    def test_the_open_row_is_marked(self, mira: Desk, orders: Queue) -> None:
        one = factories.queued(to=orders)
        assert page(mira, one, "unassigned").count('aria-current="true"') == 1


class TestPushes:
    """What changed since an event, as the page itself would show it."""

    def test_tell_only_what_is_new(self, mira: Desk, orders: Queue) -> None:
        one = factories.queued(to=orders)
        html, cursor = stream.conversation(mira.person, one.pk, 0)
        assert ENTRY.findall(html) == ["1", "2"]
        assert stream.conversation(mira.person, one.pk, cursor) == ("", cursor)
        factories.hears("Hello?", conversation=one)
        html, moved = stream.conversation(mira.person, one.pk, cursor)
        assert (ENTRY.findall(html), moved) == (["3"], 3)

    def test_never_hold_a_field_of_words_but_a_new_draft(self, mira: Desk, orders: Queue) -> None:
        one = factories.queued(to=orders)
        html, cursor = stream.conversation(mira.person, one.pk, 0)
        assert "<textarea" not in html
        factories.proposes(one)
        html, _ = stream.conversation(mira.person, one.pk, cursor)
        assert html.count("<textarea") == 1
        assert 'data-target="draft-slot"' in html

    def test_are_the_entries_of_a_fresh_page(self, mira: Desk, jonas: Desk, orders: Queue) -> None:
        one = factories.queued(to=orders, text="I want to talk to a human")
        queueing.accept(one.pk, agent=jonas.person)
        pushed = stream.conversation(mira.person, one.pk, 0)[0]
        entries = re.findall(r'data-target="entries">(.*?)</template>', pushed, re.DOTALL)
        fresh = " ".join(page(mira, one).split())
        assert len(entries) == 3
        assert all(" ".join(entry.split()) in fresh for entry in entries)


def test_the_card_names_grave_matters_and_what_was_heard_too_weakly(mira: Desk, orders: Queue) -> None:
    grave = factories.queued(to=orders, text="You are a disgrace! My lawyer will call you.")
    told = plain(page(mira, grave))
    assert "High risk: legal" in told
    assert "Anger" in told
    weak = factories.hears(text="What is your refund policy on tents?")
    weak.queue = orders
    weak.save(update_fields=["queue"])
    factories.proposes(conversation=weak, text="60 days.", confidence=0.2)
    told = plain(page(mira, weak))
    assert "Low confidence" in told
    assert "High risk: refund .30 under .50" in told
