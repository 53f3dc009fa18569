"""What agents do, as the page's script sends it and as a plain form does: what works, what is refused, what is kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from handoff import queueing
from handoff.models import Conversation, Queue
from handoff.vocabulary import Speaker, State
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of

HERE = "http://testserver/desk/mine/7/"


@pytest.fixture
def waiting(orders: Queue) -> Conversation:
    """Ingrid's conversation, which nobody has yet."""
    return factories.queued(to=orders)


@pytest.fixture
def mine(mira: Desk, orders: Queue) -> Conversation:
    """Ingrid's conversation, which Mira has."""
    return factories.assigned(mira.person, to=orders)


class TestClaim:
    """One wins, and the other learns who."""

    def test_gives_the_conversation_and_shows_it(self, mira: Desk, waiting: Conversation) -> None:
        response = mira.posts("claim", waiting.pk, after=waiting.version)
        waiting.refresh_from_db()
        assert response.status_code == 200
        assert waiting.assignee == mira.person
        answer = text_of(response)
        assert 'data-do="append" data-target="entries"' in answer
        assert "You</b></bdi> took it." in answer
        assert 'data-mine="yes"' in answer
        assert 'id="count-mine">1<' in answer

    def test_of_two_the_slower_is_told_who_has_it(
        self, mira: Desk, jonas: Desk, waiting: Conversation
    ) -> None:
        mira.posts("claim", waiting.pk)
        response = jonas.posts("claim", waiting.pk)
        assert response.status_code == 409
        answer = text_of(response)
        assert 'data-do="notice"' in answer
        assert "Mira Dahl took it before you." in answer
        assert "Mira Dahl has it. Only notes from here." in answer
        assert Conversation.objects.get(pk=waiting.pk).assignee == mira.person

    def test_twice_is_once(self, mira: Desk, waiting: Conversation) -> None:
        mira.posts("claim", waiting.pk)
        before = Conversation.objects.get(pk=waiting.pk).version
        assert mira.posts("claim", waiting.pk).status_code == 200
        assert Conversation.objects.get(pk=waiting.pk).version == before

    def test_leaves_the_list_it_was_in(self, mira: Desk, waiting: Conversation) -> None:
        answer = text_of(mira.posts("claim", waiting.pk, view="unassigned"))
        assert f'data-do="remove" data-target="row-{waiting.pk}"' in answer

    def test_works_without_a_script(self, mira: Desk, jonas: Desk, waiting: Conversation) -> None:
        response = mira.submits("claim", waiting.pk, back=HERE)
        assert (response.status_code, response["Location"]) == (303, HERE)
        refused = jonas.submits("claim", waiting.pk, back=HERE)
        assert refused.status_code == 409
        assert "Mira Dahl took it before you." in text_of(refused)
        assert f'href="{HERE}"' in text_of(refused)


class TestReply:
    """Words to the customer: once, by who has it, knowing all that was said."""

    def test_is_said_and_the_field_emptied(self, mira: Desk, mine: Conversation) -> None:
        response = mira.posts("reply", mine.pk, text="They leave today.", seen=mine.messages, key="k1")
        assert response.status_code == 200
        assert 'data-do="empty" data-target="reply-form"' in text_of(response)
        assert factories.texts(mine)[-1] == "They leave today."

    def test_sent_twice_is_said_once(self, mira: Desk, mine: Conversation) -> None:
        said = {"text": "They leave today.", "seen": mine.messages, "key": "k1"}
        assert {mira.posts("reply", mine.pk, **said).status_code for _ in range(3)} == {200}
        assert factories.texts(mine).count("They leave today.") == 1
        mira.posts("reply", mine.pk, **said | {"key": "k2"})
        assert factories.texts(mine).count("They leave today.") == 2

    def test_waits_when_the_customer_wrote_meanwhile(self, mira: Desk, mine: Conversation) -> None:
        seen, version = mine.messages, mine.version
        factories.hears("Never mind, I found them!", conversation=mine)
        response = mira.posts("reply", mine.pk, after=version, text="They leave today.", seen=seen)
        assert response.status_code == 409
        answer = text_of(response)
        assert "Not sent: the customer wrote again." in answer
        assert answer.count("Never mind, I found them!") == 3  # in the banner, the thread and the briefing
        assert "They leave today." not in factories.texts(mine)
        assert 'data-do="empty"' not in answer

    def test_goes_out_once_that_was_read(self, mira: Desk, mine: Conversation) -> None:
        factories.hears("Never mind!", conversation=mine)
        assert mira.posts("reply", mine.pk, text="Good!", seen=mine.messages + 1).status_code == 200

    def test_is_refused_to_who_does_not_have_it(
        self, mira: Desk, jonas: Desk, sofie: Desk, mine: Conversation, orders: Queue
    ) -> None:
        for desk in (jonas, sofie):
            response = desk.posts("reply", mine.pk, text="Hello", seen=mine.messages)
            assert response.status_code == 409
            assert "Mira Dahl has this conversation." in text_of(response)
        unclaimed = factories.queued(to=orders)
        response = mira.posts("reply", unclaimed.pk, text="Hello", seen=unclaimed.messages)
        assert response.status_code == 409
        assert "Claim the conversation first." in text_of(response)
        assert "Hello" not in factories.texts(mine) + factories.texts(unclaimed)

    @pytest.mark.parametrize(
        "bad",
        [
            {"text": ""},
            {"text": "  \n "},
            {"text": "a\x00b"},
            {"text": "x" * 20_001},
            {"seen": "x"},
            {"seen": -1},
        ],
    )
    def test_needs_words_that_can_be_said(self, mira: Desk, mine: Conversation, bad: dict[str, Any]) -> None:
        before = factories.texts(mine)
        response = mira.posts("reply", mine.pk, **{"text": "Hi", "seen": mine.messages} | bad)
        assert response.status_code == 422
        assert 'data-do="notice"' in text_of(response)
        assert factories.texts(mine) == before

    def test_without_a_script_what_was_typed_is_kept(self, mira: Desk, mine: Conversation) -> None:
        seen = mine.messages
        factories.hears("Stop!", conversation=mine)
        response = mira.submits("reply", mine.pk, back=HERE, text="They <b>leave</b> today.", seen=seen)
        assert response.status_code == 409
        page = text_of(response)
        assert "“Stop!”" in page
        assert "They &lt;b&gt;leave&lt;/b&gt; today.</textarea>" in page


class TestNote:
    """For colleagues only, by anybody who sees the conversation."""

    def test_is_left_once_and_never_leaves_the_house(
        self, mira: Desk, jonas: Desk, mine: Conversation
    ) -> None:
        for _ in range(2):
            response = jonas.posts("note", mine.pk, text="6 sets in Drammen.", key="k1")
            assert response.status_code == 200
        assert factories.texts(mine).count("6 sets in Drammen.") == 1
        assert not mine.deliveries.filter(payload__icontains="Drammen").exists()

    def test_needs_words(self, mira: Desk, mine: Conversation) -> None:
        assert mira.posts("note", mine.pk, text=" ").status_code == 422


class TestResolution:
    """Done, and on to the next."""

    def test_ends_it_and_goes_on(self, mira: Desk, mine: Conversation) -> None:
        response = mira.posts("resolution", mine.pk)
        mine.refresh_from_db()
        assert mine.state == State.RESOLVED
        assert 'data-do="next" data-target="rows"' in text_of(response)

    def test_is_for_who_has_it(self, jonas: Desk, mine: Conversation) -> None:
        assert jonas.posts("resolution", mine.pk).status_code == 409
        mine.refresh_from_db()
        assert mine.state == State.ASSIGNED


class TestHandback:
    """The AI has it again, and knows what was settled."""

    def test_gives_it_back_with_a_note(self, mira: Desk, mine: Conversation) -> None:
        response = mira.posts("handback", mine.pk, note="Poles are on their way")
        mine.refresh_from_db()
        assert (mine.state, mine.speaker) == (State.AI, Speaker.AI)
        assert "Poles are on their way" in text_of(response)

    def test_is_for_who_has_it(self, sofie: Desk, mine: Conversation) -> None:
        assert sofie.posts("handback", mine.pk).status_code == 409


class TestTransfer:
    """To a colleague, or back into a line."""

    def test_to_a_colleague(self, mira: Desk, jonas: Desk, mine: Conversation) -> None:
        response = mira.posts("transfer", mine.pk, to=f"agent:{jonas.person.pk}")
        mine.refresh_from_db()
        assert mine.assignee == jonas.person
        assert "Jonas Berg has it. Only notes from here." in text_of(response)

    def test_to_a_queue_one_does_not_see_goes_on_to_the_next(
        self, mira: Desk, payments: Queue, mine: Conversation
    ) -> None:
        response = mira.posts("transfer", mine.pk, to=f"queue:{payments.pk}")
        assert response.status_code == 200
        answer = text_of(response)
        assert 'data-do="next" data-target="rows"' in answer
        assert f'data-do="remove" data-target="row-{mine.pk}"' in answer
        assert "entries" not in answer

    def test_who_oversees_takes_it_over(self, sofie: Desk, mine: Conversation) -> None:
        assert sofie.posts("transfer", mine.pk, to=f"agent:{sofie.person.pk}").status_code == 200
        mine.refresh_from_db()
        assert mine.assignee == sofie.person

    def test_others_may_not_take_it_from_somebody(self, jonas: Desk, mira: Desk, mine: Conversation) -> None:
        assert jonas.posts("transfer", mine.pk, to=f"agent:{jonas.person.pk}").status_code == 409
        mine.refresh_from_db()
        assert mine.assignee == mira.person

    @pytest.mark.parametrize("to", ["", "agent:", "agent:x", "agent:999999", "queue:0", "boss:1", "agent:²"])
    def test_to_nobody_is_refused(self, mira: Desk, mine: Conversation, to: str) -> None:
        assert mira.posts("transfer", mine.pk, to=to).status_code == 422

    def test_to_who_left_the_house_is_refused(self, mira: Desk, jonas: Desk, mine: Conversation) -> None:
        jonas.person.is_active = False
        jonas.person.save()
        assert mira.posts("transfer", mine.pk, to=f"agent:{jonas.person.pk}").status_code == 422


class TestWait:
    """Until somebody else moves, or a time comes."""

    def test_for_the_customer_without_a_time(self, mira: Desk, mine: Conversation) -> None:
        assert mira.posts("wait", mine.pk, waiting_for="customer", until="").status_code == 200
        mine.refresh_from_db()
        assert (mine.state, mine.waiting_for, mine.waiting_until) == (State.WAITING, "customer", None)

    def test_until_tomorrow_is_nine_in_her_own_zone(self, mira: Desk, mine: Conversation) -> None:
        mira.posts("wait", mine.pk, waiting_for="third_party", until="tomorrow")
        mine.refresh_from_db()
        assert mine.waiting_until is not None
        with timezone.override("Europe/Oslo"):
            local = timezone.localtime(mine.waiting_until)
            assert local.date() == timezone.localdate() + timedelta(days=1)
        assert (local.hour, local.minute) == (9, 0)

    @pytest.mark.parametrize(("until", "least", "most"), [("today", 2.9, 3.1), ("week", 0, 24 * 7 + 9)])
    def test_until_a_usual_time(
        self, mira: Desk, mine: Conversation, until: str, least: float, most: float
    ) -> None:
        mira.posts("wait", mine.pk, waiting_for="customer", until=until)
        mine.refresh_from_db()
        assert mine.waiting_until is not None
        hours = (mine.waiting_until - timezone.now()).total_seconds() / 3600
        assert least < hours < most

    def test_a_typed_time_is_her_own_and_goes_first(self, mira: Desk, mine: Conversation) -> None:
        mira.posts("wait", mine.pk, waiting_for="customer", until="tomorrow", at="2040-01-15T12:00")
        mine.refresh_from_db()
        assert mine.waiting_until == datetime(2040, 1, 15, 11, tzinfo=UTC)

    @pytest.mark.parametrize(
        "bad", [{"waiting_for": "godot"}, {"at": "2001-01-01T00:00"}, {"at": "soon"}, {"until": "never"}]
    )
    def test_nonsense_is_refused(self, mira: Desk, mine: Conversation, bad: dict[str, str]) -> None:
        assert mira.posts("wait", mine.pk, **{"waiting_for": "customer"} | bad).status_code == 422
        mine.refresh_from_db()
        assert mine.state == State.ASSIGNED

    def test_ends_when_she_says_so(self, mira: Desk, jonas: Desk, mine: Conversation) -> None:
        mira.posts("wait", mine.pk, waiting_for="customer")
        assert jonas.posts("waking", mine.pk).status_code == 409
        assert mira.posts("waking", mine.pk).status_code == 200
        mine.refresh_from_db()
        assert mine.state == State.ASSIGNED
        assert mira.posts("waking", mine.pk).status_code == 409


class TestSeen:
    """What was on screen counts where it was on the screen of who should answer."""

    def test_marks_what_waits_and_what_is_mine(self, mira: Desk, waiting: Conversation) -> None:
        assert mira.posts("seen", waiting.pk, number=waiting.messages).status_code == 204
        waiting.refresh_from_db()
        assert not waiting.unread

    def test_a_glance_at_a_colleagues_marks_nothing(self, jonas: Desk, mine: Conversation) -> None:
        factories.hears("Hello?", conversation=mine)
        assert jonas.posts("seen", mine.pk, number=mine.messages + 1).status_code == 204
        mine.refresh_from_db()
        assert mine.unread

    def test_times_the_draft_from_its_first_look(self, mira: Desk, orders: Queue) -> None:
        draft = factories.held(to=orders)
        mira.posts("seen", draft.conversation_id, number=1, draft=draft.pk)
        draft.refresh_from_db()
        first = draft.opened_at
        assert first is not None
        mira.posts("seen", draft.conversation_id, number=1, draft=draft.pk)
        draft.refresh_from_db()
        assert draft.opened_at == first

    def test_a_draft_of_another_conversation_is_left_alone(
        self, mira: Desk, payments: Queue, mine: Conversation
    ) -> None:
        foreign = factories.held(to=payments)
        mira.posts("seen", mine.pk, number=1, draft=foreign.pk)
        foreign.refresh_from_db()
        assert foreign.opened_at is None

    @pytest.mark.parametrize("bad", ["", "x", "-1"])
    def test_nonsense_is_refused(self, mira: Desk, mine: Conversation, bad: str) -> None:
        assert mira.posts("seen", mine.pk, number=bad).status_code == 422


def test_a_form_sent_from_elsewhere_leads_home(mira: Desk, mine: Conversation) -> None:
    for back in ("", "https://evil.example/", "javascript:alert(1)"):
        assert mira.submits("note", mine.pk, back=back, text="Hi")["Location"] == "/"


def test_a_crooked_cursor_shows_all(mira: Desk, mine: Conversation) -> None:
    for after in ("", "x", "-1", "9" * 30):
        answer = text_of(mira.posts("note", mine.pk, text=f"Note {after}", after=after))
        assert ("entry-" in answer) == (after != "9" * 30)


def test_a_view_that_is_none_is_left_out(mira: Desk, mine: Conversation) -> None:
    answer = text_of(mira.posts("note", mine.pk, text="Hi", view="<nothing>"))
    assert "row-" not in answer
    assert "count-mine" in answer


def test_what_is_resolved_meanwhile_is_told(mira: Desk, mine: Conversation) -> None:
    queueing.resolve(mine.pk, agent=mira.person)
    response = mira.posts("transfer", mine.pk, to=f"agent:{mira.person.pk}")
    assert response.status_code == 409
    assert "resolved" in text_of(response)
