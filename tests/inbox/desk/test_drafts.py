"""Drafts at the desk: approved, edited, rejected with a reason; never unseen, never by who may not."""

from typing import Any

import pytest

from handoff import queueing
from handoff.models import Conversation, Draft, Queue
from handoff.vocabulary import DraftStatus, State
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of

HERE = "http://testserver/desk/review/7/"


@pytest.fixture
def held(orders: Queue) -> Draft:
    return factories.held(to=orders)


def status(draft: Draft) -> str:
    draft.refresh_from_db()
    return str(draft.status)


class TestApproval:
    """What goes out is what was on the screen, and no one spoke in between."""

    def test_says_it_and_goes_on_to_the_next(self, mira: Desk, held: Draft) -> None:
        response = mira.posts("approval", held.pk, view="review", text=held.text, seen=1)
        assert response.status_code == 200
        assert status(held) == DraftStatus.APPROVED
        answer = text_of(response)
        assert 'data-do="next"' in answer
        assert f'data-do="remove" data-target="row-{held.conversation_id}"' in answer
        assert "approved by you" in answer
        assert factories.texts(held.conversation)[-1] == held.text

    def test_elsewhere_one_stays(self, mira: Desk, held: Draft) -> None:
        answer = text_of(mira.posts("approval", held.pk, view="all", text=held.text, seen=1))
        assert 'data-do="next"' not in answer
        assert 'data-do="empty" data-target="draft-form"' in answer

    def test_with_edits(self, mira: Desk, held: Draft) -> None:
        response = mira.posts("approval", held.pk, text="We send them today.", seen=1)
        assert status(held) == DraftStatus.EDITED
        assert "approved by you, edited" in text_of(response)

    def test_waits_for_what_the_customer_wrote_after_it(self, mira: Desk, held: Draft) -> None:
        factories.hears("Never mind!", conversation=held.conversation)
        page = text_of(mira.opens("conversation", "review", held.conversation_id))
        assert "wrote after this draft." in page
        assert "Never mind!" in page
        assert 'name="seen" value="2" form="draft-form" id="read-it" required' in " ".join(page.split())
        response = mira.posts("approval", held.pk, text=held.text, seen=1)
        assert response.status_code == 409
        assert "Not sent: the customer wrote again." in text_of(response)
        assert status(held) == DraftStatus.OPEN

    def test_goes_out_once_it_was_ticked_as_read(self, mira: Desk, held: Draft) -> None:
        factories.hears("Never mind!", conversation=held.conversation)
        response = mira.posts(
            "approval", held.pk, text=held.text, seen=["1", "2"]
        )  # the hidden field, then the tick
        assert response.status_code == 200
        assert status(held) == DraftStatus.APPROVED

    def test_of_two_the_slower_learns_who_was_first(self, mira: Desk, jonas: Desk, held: Draft) -> None:
        mira.posts("approval", held.pk, text=held.text, seen=1)
        response = jonas.posts("approval", held.pk, text="Mine instead", seen=1)
        assert response.status_code == 409
        assert "This draft was approved by Mira Dahl." in text_of(response)
        assert "Mine instead" not in factories.texts(held.conversation)

    def test_after_a_handoff_it_is_its_agents_alone(self, mira: Desk, jonas: Desk, orders: Queue) -> None:
        one = factories.proposes(factories.queued(to=orders))
        draft = factories.open_draft(one)
        said: dict[str, Any] = {"text": draft.text, "seen": one.messages}
        assert 'data-judge="no"' in text_of(mira.opens("conversation", "unassigned", one.pk))
        assert mira.posts("approval", draft.pk, **said).status_code == 409
        queueing.accept(one.pk, agent=mira.person)
        assert jonas.posts("approval", draft.pk, **said).status_code == 409
        assert 'data-judge="yes"' in text_of(mira.opens("conversation", "mine", one.pk))
        assert mira.posts("approval", draft.pk, **said).status_code == 200
        assert status(draft) == DraftStatus.APPROVED

    @pytest.mark.parametrize("bad", [{"text": " "}, {"seen": ""}, {"text": "x" * 20_001}])
    def test_needs_words_and_what_was_seen(self, mira: Desk, held: Draft, bad: dict[str, str]) -> None:
        assert mira.posts("approval", held.pk, **{"text": "Hi", "seen": "1"} | bad).status_code == 422
        assert status(held) == DraftStatus.OPEN

    def test_works_without_a_script(self, mira: Desk, held: Draft) -> None:
        response = mira.submits("approval", held.pk, back=HERE, text=held.text, seen=1)
        assert (response.status_code, response["Location"]) == (303, HERE)
        assert status(held) == DraftStatus.APPROVED


class TestRejection:
    """A reason is kept, and the customer gets a human."""

    def test_keeps_why(self, mira: Desk, held: Draft) -> None:
        response = mira.posts(
            "rejection", held.pk, view="review", reason="wrong_fact", remark="It is 60 days"
        )
        assert response.status_code == 200
        assert status(held) == DraftStatus.REJECTED
        assert (held.reason, held.remark) == ("wrong_fact", "It is 60 days")
        answer = text_of(response)
        assert "rejected the draft: wrong fact." in answer
        assert "It is 60 days" in answer

    def test_the_draft_leaves_the_page(self, mira: Desk, held: Draft) -> None:
        answer = text_of(mira.posts("rejection", held.pk, after=2, reason="other"))
        slot = answer.split('data-target="draft-slot">')[1].split("</template>")[0]
        assert "<form" not in slot

    def test_brings_a_human(self, mira: Desk, held: Draft) -> None:
        mira.posts("rejection", held.pk, reason="not_asked")
        factories.settle()
        assert Conversation.objects.get(pk=held.conversation_id).state == State.QUEUED
        assert "Draft rejected: not asked" in text_of(
            mira.opens("conversation", "unassigned", held.conversation_id)
        )

    @pytest.mark.parametrize("reason", ["", "boring", "WRONG_FACT"])
    def test_needs_a_reason(self, mira: Desk, held: Draft, reason: str) -> None:
        assert mira.posts("rejection", held.pk, reason=reason).status_code == 422
        assert status(held) == DraftStatus.OPEN

    def test_needs_no_script(self, mira: Desk, held: Draft) -> None:
        assert mira.submits("rejection", held.pk, back=HERE, reason="wrong_tone").status_code == 303
        assert status(held) == DraftStatus.REJECTED

    def test_all_reasons_are_offered(self, mira: Desk, held: Draft) -> None:
        page = text_of(mira.opens("conversation", "review", held.conversation_id))
        for label in (
            "Wrong fact",
            "Wrong tone",
            "Out of date",
            "Not what was asked",
            "Against policy",
            "Other",
        ):
            assert label in page
