"""Who gets a file by a link, and how it is served so that no browser runs it."""

import time
from typing import Any

import pytest
from django.test import Client

from handoff import attachments
from handoff.models import Attachment, Conversation, Person
from handoff.vocabulary import FileState
from inbox import links
from tests import factories, files

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira() -> Person:
    return factories.person(queues=(factories.queue(default=True),))


@pytest.fixture
def held(mira: Person) -> Conversation:
    return factories.assigned(mira, to=factories.queue())


def gets(url: str, person: Person | None = None) -> Any:
    client = Client()
    if person:
        client.force_login(person)
    return client.get(url)


def anybody_s(one: Attachment) -> str:
    return str(links.for_customer([attachments.tell(one)])[0]["url"])


def test_a_picture_may_be_looked_at_and_nothing_else(held: Conversation, mira: Person) -> None:
    one = factories.sends_file(held, "tent.html", files.picture("JPEG"))
    answer = gets(links.for_person(mira.pk, one.ref), mira)
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert dict(answer.headers) | {
        "Content-Type": "image/jpeg",
        "Content-Disposition": "inline; filename*=UTF-8''tent.jpg",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    } == dict(answer.headers)
    small = gets(links.for_person(mira.pk, one.ref, small=True), mira)
    assert small["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    ("name", "content", "kind", "saved"),
    [
        ("page.txt", files.HTML, "text/plain; charset=utf-8", "page.txt"),
        ("label.html", files.PDF, "application/pdf", "label.pdf"),
        ("a\r\nSet-Cookie: x=1.txt", b"text", "text/plain; charset=utf-8", "a%20Set-Cookie_%20x%3D1.txt"),
        ("../../x.txt", b"text", "text/plain; charset=utf-8", "x.txt"),
        ("cod\u202etxt.pdf", files.PDF, "application/pdf", "codtxt.pdf"),
        ("Größe.csv", b"a;b", "text/plain; charset=utf-8", "Gr%C3%B6%C3%9Fe.csv"),
    ],
)
def test_all_else_is_saved_and_never_shown(
    held: Conversation, name: str, content: bytes, kind: str, saved: str
) -> None:
    answer = gets(anybody_s(factories.sends_file(held, name, content)))
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert answer["Content-Disposition"] == f"attachment; filename*=UTF-8''{saved}"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "Set-Cookie" not in answer.headers


def test_a_person_s_link_is_theirs_alone_and_only_while_they_see_the_conversation(
    held: Conversation, mira: Person
) -> None:
    one = factories.sends_file(held)
    link = links.for_person(mira.pk, one.ref)
    colleague = factories.person("Jonas Berg", queues=(held.queue,))
    assert [gets(link, who).status_code for who in (mira, colleague, None)] == [200, 404, 404]
    mira.queues.clear()
    Conversation.objects.filter(pk=held.pk).update(state="queued", speaker="nobody", assignee=None)
    assert gets(link, mira).status_code == 404


def test_what_was_not_sent_is_for_who_uploaded_it(held: Conversation, mira: Person) -> None:
    one = factories.uploads(held, uploader=mira)
    sofie = factories.person("Sofie Lund", role="supervisor")  # type: ignore[arg-type]
    assert gets(links.for_person(mira.pk, one.ref), mira).status_code == 200
    assert gets(links.for_person(sofie.pk, one.ref), sofie).status_code == 404


def test_a_link_ends_and_cannot_be_made_up(held: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    one = factories.sends_file(held)
    link = anybody_s(one)
    assert link == anybody_s(one)  # so that a browser fetches it once
    assert gets(link).status_code == 200
    assert gets(link[:-1] + ("A" if link[-1] != "A" else "B")).status_code == 404
    assert gets("/files/x").status_code == 404
    later = time.time() + 2 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    answer = gets(link)
    assert (answer.status_code, b"expired" in answer.content) == (404, True)


@pytest.mark.parametrize("state", [FileState.CHECKING, FileState.REFUSED])
def test_what_is_not_clean_is_shown_to_nobody(held: Conversation, mira: Person, state: FileState) -> None:
    one = factories.sends_file(held)
    Attachment.objects.update(state=state)
    assert gets(anybody_s(one)).status_code == 404
    assert gets(links.for_person(mira.pk, one.ref), mira).status_code == 404
