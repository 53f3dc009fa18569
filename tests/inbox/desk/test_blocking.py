"""Mira marks spam and blocks a customer; Henrik sees who is blocked, and lets them in again."""

from django.urls import reverse

from handoff.models import Block, Queue
from handoff.vocabulary import State
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of


def test_spam_goes_on_to_the_next(mira: Desk, orders: Queue) -> None:
    one = factories.queued(to=orders)
    answer = mira.posts("spam", one.pk, view="unassigned")
    one.refresh_from_db()
    assert (answer.status_code, one.state) == (200, State.RESOLVED)
    assert 'data-do="next"' in text_of(answer)
    assert "marked it as spam" in text_of(mira.opens("conversation", "all", one.pk))


def test_a_block_from_dialog_to_list_and_back(mira: Desk, henrik: Desk, orders: Queue) -> None:
    one = factories.assigned(mira.person, to=orders)
    page = text_of(mira.opens("conversation", "all", one.pk))
    assert 'popovertarget="block"' in page
    assert mira.posts("block", one.pk, reason="").status_code == 422
    assert mira.submits("block", one.pk, reason="Says <b>things</b>", days="7").status_code == 303
    block = Block.objects.get()
    assert block.until is not None
    page = text_of(mira.opens("conversation", "all", one.pk))
    assert "Says &lt;b&gt;things&lt;/b&gt;" in page
    assert 'class="chip push bad"' in page
    shown = text_of(henrik.opens("blocked"))
    assert "Ingrid Solheim" in shown
    assert henrik.client.post(reverse("lifting", args=[block.pk])).status_code == 302
    assert (
        "Ingrid Solheim"
        not in text_of(henrik.opens("blocked")).replace("is let in again", "", 1).partition("<table")[2]
    )
    assert "let in again by Henrik Vik" in text_of(henrik.opens("blocked", past=""))


def test_who_does_not_have_it_is_not_asked(mira: Desk, jonas: Desk, orders: Queue) -> None:
    one = factories.assigned(mira.person, to=orders)
    assert 'form="spam-form"' not in text_of(jonas.opens("conversation", "all", one.pk))
    assert jonas.posts("spam", one.pk).status_code == 409
    assert jonas.posts("block", one.pk, reason="x").status_code == 409
