"""What an open page is told aloud: each thing once, in the ways and the language of its person."""

import pytest

from handoff import preferences
from handoff.clock import now, shifted
from handoff.models import Conversation, Queue
from handoff.notices import Notice
from handoff.vocabulary import NoticeKind
from inbox.desk.heard import LATELY, MOST_MISSED, Heard, Told
from tests import factories
from tests.inbox.desk.conftest import Desk, text_of


@pytest.fixture
def heard() -> Heard:
    return Heard()


def test_only_what_was_chosen_is_heard_and_once(
    mira: Desk, jonas: Desk, sofie: Desk, orders: Queue, heard: Heard
) -> None:
    people = {desk.person.pk for desk in (mira, jonas, sofie)}
    preferences.keep(jonas.person, notices={"mention": ["sound"], "assigned": ["desktop"]})
    held: Conversation = factories.assigned(mira.person, to=orders)
    mira.posts("note", held.pk, text="@jonas @sofie look", key="k")
    told = heard.of(people, {held.pk})
    assert [(one.notice.person, one.notice.kind, one.ways) for one in told] == [
        (jonas.person.pk, NoticeKind.MENTION, frozenset({"sound"}))
    ]
    assert heard.of(people, {held.pk}) == []
    assert [one.notice for one in Heard().of(people, {held.pk})] == [told[0].notice]
    assert Heard().of({mira.person.pk}, {held.pk}) == Heard().of(people, set()) == []


def test_who_was_on_the_way_is_told_the_newest_of_what_came_meanwhile(
    mira: Desk, jonas: Desk, orders: Queue, heard: Heard
) -> None:
    preferences.keep(jonas.person, notices={"mention": ["sound"]})
    held: Conversation = factories.assigned(mira.person, to=orders)
    began = now()
    for number in range(MOST_MISSED + 1):
        mira.posts("note", held.pk, text=f"@jonas look, {number}", key=str(number))
    newest = [
        f"event-{event.pk}-{jonas.person.pk}" for event in held.events.order_by("-number")[:MOST_MISSED]
    ]
    heard.of({jonas.person.pk}, {held.pk})  # another page of his heard it
    missed = heard.missed(jonas.person.pk, began)
    assert [one.notice.id for one in missed] == newest[::-1]
    assert heard.missed(jonas.person.pk, now()) == heard.missed(mira.person.pk, began) == []
    with shifted(LATELY):
        assert heard.missed(jonas.person.pk, began) == []


def test_it_is_told_in_the_reader_s_language_and_steers_nothing() -> None:
    told = Told(Notice("event-1-2", NoticeKind.ASSIGNED, 2, 7, "Ingrid\x1b[2J"), frozenset({"sound"}))
    assert told.message("en") == {
        "id": "event-1-2",
        "text": "Ingrid␛[2J: given to you",
        "url": "/desk/all/7/",
        "ways": ["sound"],
    }


def test_each_chooses_on_their_own_page(mira: Desk) -> None:
    assert mira.client.post("/me/notices/", {"notice": ["mention:sound", "sla:desktop"]}).status_code == 302
    assert preferences.of(mira.person).notices == {"mention": ["sound"], "sla": ["desktop"]}
    page = text_of(mira.client.get("/me/"))
    assert 'value="mention:sound" checked' in " ".join(page.split())
    assert mira.client.post("/me/notices/", {"notice": "mention:smell"}).status_code == 422
    mira.client.post("/me/notices/")
    assert preferences.of(mira.person).notices == {}
