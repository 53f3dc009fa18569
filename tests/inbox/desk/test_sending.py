"""Undo at the desk: what the page shows meanwhile, what comes back to it, and what was typed is never lost."""

from datetime import timedelta
from typing import Any

import pytest

from handoff import attachments, flow, preferences, queueing, typed
from handoff.clock import shifted
from handoff.models import Conversation, Draft, Queue, Sending
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of
from tests.inbox.desk.pages import Page, push

HERE = "http://testserver/desk/mine/7/"
TEXT = "They <b>leave</b> today."


@pytest.fixture(autouse=True)
def _five_seconds(settings: Any) -> None:
    settings.UNDO_SECONDS = 5


@pytest.fixture
def mine(mira: Desk, orders: Queue) -> Conversation:
    return factories.assigned(mira.person, to=orders)


def sends(mira: Desk, mine: Conversation, **more: Any) -> Any:
    told = {"after": mine.version, "text": TEXT, "seen": mine.messages}
    return mira.posts("reply", mine.pk, **told | more)


def undoes(desk: Desk, **more: Any) -> Any:
    one = Sending.objects.latest("pk")
    return desk.posts("undo", one.pk, **{"open": one.conversation_id} | more)


def test_it_can_be_undone_from_the_page(mira: Desk, jonas: Desk, mine: Conversation) -> None:
    answer = text_of(sends(mira, mine))
    assert 'data-do="empty" data-target="reply-form"' in answer
    assert "They &lt;b&gt;leave&lt;/b&gt; today." in answer
    assert 'id="undo-form"' in answer
    theirs = text_of(jonas.opens("conversation", "all", mine.pk))
    assert "Mira Dahl has answered; it goes out in a moment." in theirs
    assert "undo-form" not in theirs
    assert undoes(jonas).status_code == 409
    answer = text_of(undoes(mira, after=mine.version + 1))
    assert '<p data-kind="reply">They &lt;b&gt;leave&lt;/b&gt; today.</p>' in answer
    assert "undo-form" not in answer
    assert "&lt;b&gt;leave&lt;/b&gt; today.</textarea>" in text_of(mira.opens("conversation", "all", mine.pk))
    assert TEXT not in factories.texts(mine)


def test_who_went_on_undoes_it_from_there(mira: Desk, mine: Conversation) -> None:
    answer = text_of(sends(mira, mine, then="next"))
    assert 'data-do="next"' in answer
    assert 'data-do="toast"' in answer
    undone = undoes(mira, open="")
    assert undone["HX-Redirect"] == f"/desk/all/{mine.pk}/?voice=reply"


def test_without_a_script_too(mira: Desk, mine: Conversation) -> None:
    mira.submits("reply", mine.pk, back=HERE, text=TEXT, seen=mine.messages)
    response = mira.submits("undo", Sending.objects.get().pk, back=HERE)
    assert (response.status_code, response["Location"]) == (303, HERE)


def test_both_tabs_hear_of_it_once(mira: Desk, mine: Conversation) -> None:
    tabs = [Page(mira.person, "mine", mine, mine.version) for _ in range(2)]
    push(tabs)
    sends(mira, mine)
    push(tabs, mine)
    assert all("undo-form" in tab.parts["lane"] for tab in tabs)
    undoes(mira)
    push(tabs, mine)
    assert all("undo-form" not in tab.parts["lane"] for tab in tabs)
    back = [name for name in tabs[0].parts if name.startswith("back-")]
    assert back == [f"back-{mine.pk}-{mine.version + 2}"]
    fresh = Page(mira.person, "mine", mine, mine.version + 2)
    push([fresh])
    assert not [name for name in fresh.parts if name.startswith("back-")]


def test_what_did_not_go_out_is_told_in_the_thread(mira: Desk, jonas: Desk, mine: Conversation) -> None:
    tab = Page(mira.person, "mine", mine, mine.version)
    push([tab])
    sends(mira, mine)
    factories.hears("Never mind!", conversation=mine)
    with shifted(timedelta(seconds=6)):
        flow.sweep()
    push([tab], mine)
    back = next(part for name, part in tab.parts.items() if name.startswith("back-"))
    assert back == '<p data-kind="reply">They &lt;b&gt;leave&lt;/b&gt; today.</p>'
    page = text_of(jonas.opens("conversation", "all", mine.pk))
    assert "Not sent, as the customer wrote first. The text is back in the composer of Mira Dahl." in page
    assert "leave" not in page


def test_its_files_go_with_it_and_come_back_with_it(mira: Desk, mine: Conversation) -> None:
    told: dict[str, Any] = {"source": mine.source, "conversation": mine.external_id, "uploader": mira.person}
    one = attachments.upload(name="label.txt", content=b"A label", **told)
    sends(mira, mine, text="", attachment=one.ref)
    assert one.ref not in text_of(mira.opens("conversation", "mine", mine.pk))
    assert one.ref in text_of(undoes(mira, after=mine.version + 1))
    assert one.ref in text_of(mira.opens("conversation", "mine", mine.pk))
    sends(mira, mine, text="", attachment=one.ref, key="k2")
    with shifted(timedelta(seconds=6)):
        flow.sweep()
    assert factories.texts(mine)[-1] == "label.txt"


def test_resolving_sends_first(mira: Desk, mine: Conversation) -> None:
    sends(mira, mine)
    assert mira.posts("resolution", mine.pk).status_code == 200
    assert factories.texts(mine)[-1] == TEXT


def test_a_draft_that_is_going_out_is_nobody_s_to_judge(mira: Desk, jonas: Desk, orders: Queue) -> None:
    draft: Draft = factories.held(to=orders)
    answer = mira.posts("approval", draft.pk, view="review", text="We send two.", seen=1)
    assert 'data-do="toast"' in text_of(answer)
    page = text_of(jonas.opens("conversation", "all", draft.conversation_id))
    assert 'id="draft-form"' not in page
    assert jonas.posts("rejection", draft.pk, reason="other").status_code == 409
    undoes(mira)
    page = text_of(mira.opens("conversation", "all", draft.conversation_id))
    assert ">We send two.</textarea>" in page
    assert f'data-original="{draft.text}"' in page


def test_everybody_has_their_own_time_for_it(mira: Desk, mine: Conversation) -> None:
    preferences.keep(mira.person, undo_s=0)
    sends(mira, mine)
    assert factories.texts(mine)[-1] == TEXT


class TestTyped:
    """What was typed and not sent stays with its author, wherever they log in."""

    def test_is_there_on_the_next_page(self, mira: Desk, jonas: Desk, mine: Conversation) -> None:
        for kind, text in (("reply", "Hi <Ingrid>,"), ("note", "6 sets")):
            assert mira.posts("typed", mine.pk, kind=kind, text=text).status_code == 204
        page = text_of(mira.opens("conversation", "mine", mine.pk))
        assert ">Hi &lt;Ingrid&gt;,</textarea>" in page
        assert ">6 sets</textarea>" in page
        assert "6 sets" not in text_of(jonas.opens("conversation", "all", mine.pk))

    def test_goes_when_it_is_sent(self, mira: Desk, mine: Conversation) -> None:
        for kind in ("reply", "note"):
            mira.posts("typed", mine.pk, kind=kind, text="Hi")
        sends(mira, mine)
        assert typed.texts(mira.person, mine.pk) == {"note": "Hi"}
        mira.posts("note", mine.pk, text="Hi")
        assert typed.texts(mira.person, mine.pk) == {}

    def test_stays_when_it_is_refused_or_the_conversation_goes(
        self, mira: Desk, jonas: Desk, mine: Conversation, payments: Queue
    ) -> None:
        mira.posts("typed", mine.pk, kind="reply", text="Hi")
        factories.hears("Wait!", conversation=mine)
        assert sends(mira, mine).status_code == 409
        queueing.transfer(mine.pk, by=mira.person, agent=jonas.person)
        assert sends(mira, mine).status_code == 409
        assert ">Hi</textarea>" in text_of(mira.opens("conversation", "all", mine.pk))
        queueing.transfer(mine.pk, by=jonas.person, queue=payments)
        assert mira.posts("typed", mine.pk, kind="reply", text="Hi you").status_code == 404
        assert typed.texts(mira.person, mine.pk) == {"reply": "Hi"}

    def test_needs_a_session(self, mira: Desk, mine: Conversation) -> None:
        mira.client.logout()
        assert mira.posts("typed", mine.pk, kind="reply", text="Hi").status_code != 200
        assert typed.texts(mira.person, mine.pk) == {}

    @pytest.mark.parametrize(
        "bad", [{"kind": ""}, {"kind": "draft-0"}, {"kind": "x"}, {"text": "a\x00"}, {"text": "x" * 20_001}]
    )
    def test_nonsense_is_refused(self, mira: Desk, mine: Conversation, bad: dict[str, str]) -> None:
        assert mira.posts("typed", mine.pk, **{"kind": "reply", "text": "Hi"} | bad).status_code == 422
