"""Who is sent what, as sessions end and people are moved."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from handoff.models import Conversation, Person, Queue
from handoff.vocabulary import PersonRole
from inbox.desk.screens import GONE
from tests import factories
from tests.inbox.desk.pages import Page, push

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_may_not_see_it_any_more_is_sent_away(mira: Person, orders: Queue, payments: Queue) -> None:
    conversation = factories.queued(to=orders)
    page = Page(mira, "unassigned", conversation)
    push([page])
    Conversation.objects.filter(pk=conversation.pk).update(queue=payments)
    factories.hears("My card number is 4242", conversation=conversation)
    html = push([page], conversation)[page.screen]
    assert (page.left, page.shown) == (True, [])
    assert "4242" not in html
    factories.hears("A secret", conversation=conversation)
    assert push([page], conversation) == {}


@pytest.mark.parametrize("how", ["logged out", "inactive", "password", "expired"])
def test_an_ended_session_is_told_to_go(mira: Person, orders: Queue, how: str) -> None:
    page = Page(mira, "unassigned")
    push([page])
    if how == "logged out":
        page.session.delete()
    elif how == "inactive":
        Person.objects.filter(pk=mira.pk).update(is_active=False)
    elif how == "password":
        mira.set_password("another-one-9")
        mira.save()
    else:
        past = timezone.now() - timedelta(seconds=1)
        SessionStore.get_model_class().objects.filter(session_key=page.session.session_key).update(
            expire_date=past
        )
    told = push([page], factories.queued(to=orders))
    assert told == {page.screen: GONE}


def test_who_loses_a_queue_loses_its_rows_without_anything_happening(
    mira: Person, orders: Queue, payments: Queue
) -> None:
    conversation = factories.queued(to=orders)
    page = Page(mira, "unassigned")
    push([page])
    assert page.shown == [conversation.pk]
    mira.queues.set([payments])
    push([page])
    assert (page.shown, page.counts["unassigned"]) == ([], 0)


def test_who_loses_the_view_loses_the_list(jonas: Person, orders: Queue, payments: Queue) -> None:
    conversation = factories.queued(to=payments)
    page = Page(jonas, f"queue-{payments.pk}")
    push([page])
    assert page.shown == [conversation.pk]
    jonas.queues.set([orders])
    push([page])
    assert page.shown == []


def test_who_becomes_supervisor_sees_all(mira: Person, payments: Queue) -> None:
    conversation = factories.queued(to=payments)
    page = Page(mira, "unassigned")
    push([page])
    assert page.shown == []
    Person.objects.filter(pk=mira.pk).update(role=PersonRole.SUPERVISOR)
    push([page])
    assert page.shown == [conversation.pk]


def test_rows_are_not_shared_between_those_who_see_them_differently(
    mira: Person, jonas: Person, sofie: Person, orders: Queue
) -> None:
    conversation = factories.assigned(mira, to=orders)
    pages = [Page(person, f"queue-{orders.pk}") for person in (mira, jonas, sofie)]
    push(pages)
    hers, his, above = (page.rows[f"row-{conversation.pk}"] for page in pages)
    assert "Mira Dahl has it" not in hers
    assert ("Mira Dahl has it" in his, "Mira Dahl has it" in above) == (True, True)
    day = timezone.localtime(conversation.last_at, timezone.get_fixed_timezone(9 * 60))
    assert f"{day:%H:%M}" in his, "times are told in Tokyo to who is there"
