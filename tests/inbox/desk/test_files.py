"""Files in the thread, and those that agents send along."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from handoff import attachments
from handoff.models import Attachment, Conversation, Queue
from handoff.vocabulary import FileState
from inbox.desk import stream
from tests import factories, files
from tests.inbox.desk.conftest import SCRIPT, Desk, text_of


@pytest.fixture
def held(mira: Desk, orders: Queue) -> Conversation:
    return factories.assigned(mira.person, to=orders)


def file(name: str = "tent.png", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or files.picture())


def thread(desk: Desk, one: Conversation) -> str:
    return text_of(desk.opens("conversation", "all", one.pk))


def test_a_customer_s_files_stand_in_the_thread(mira: Desk, held: Conversation) -> None:
    factories.sends_file(held, "<b>tent</b>.png")
    factories.sends_file(held, "label.pdf", files.PDF)
    shown = thread(mira, held)
    assert 'alt="b_.png"' in shown
    assert 'download="label.pdf"' in shown
    assert shown.count('src="/files/') == 1


def test_words_that_only_name_the_files_are_not_said_twice(mira: Desk, held: Conversation) -> None:
    one = factories.uploads(held, "tent.png")
    factories.hears("tent.png", conversation=held, attachments=[one.ref])
    assert '<p class="text" dir="auto">tent.png</p>' not in thread(mira, held)


@pytest.mark.parametrize(
    ("state", "says"), [(FileState.CHECKING, "is being checked"), (FileState.REFUSED, "Eicar")]
)
def test_what_is_not_clean_has_a_name_and_no_link(
    mira: Desk, held: Conversation, state: FileState, says: str
) -> None:
    factories.sends_file(held)
    Attachment.objects.update(state=state, reason="Eicar")
    shown = thread(mira, held)
    assert says in shown
    assert "/files/" not in shown


def test_what_is_found_of_a_file_is_shown_at_once(mira: Desk, held: Conversation, settings: object) -> None:
    for content, says in ((files.VIRUS, "Eicar was found in it"), (b"fine", 'download="x.txt"')):
        one = factories.sends_file(held, "x.txt", content)
        Attachment.objects.filter(pk=one.pk).update(state=FileState.CHECKING)
        held.refresh_from_db()
        settings.ATTACHMENT_SCAN = "tests.files:scanner"  # type: ignore[attr-defined]
        attachments.check(one.pk)
        told, _ = stream.conversation(mira.person, held.pk, held.version)
        assert f'data-target="files-{held.version}"' in told
        assert says in told
        assert told.count("A file was refused") == (content == files.VIRUS)
        settings.ATTACHMENT_SCAN = ""  # type: ignore[attr-defined]


def test_an_upload_waits_in_the_composer_and_goes_with_the_reply(mira: Desk, held: Conversation) -> None:
    row = mira.posts("uploads", held.pk, file=file(), key="k1")
    again = mira.posts("uploads", held.pk, file=file(), key="k1")
    one = Attachment.objects.get()
    assert text_of(row).count(f'value="{one.ref}"') == text_of(again).count(one.ref + '"') == 1
    assert f'value="{one.ref}"' in thread(mira, held)
    sent = mira.posts("reply", held.pk, text="", seen=9, key="k2", attachment=one.ref)
    assert sent.status_code == 200
    assert held.thread.latest("number").text == "tent.png"
    assert f'value="{one.ref}"' not in thread(mira, held)


def test_a_bad_file_is_told_and_costs_nothing_typed(mira: Desk, held: Conversation) -> None:
    refused = mira.posts("uploads", held.pk, file=file("page.png", files.HTML), key="k")
    assert refused.status_code == 422
    assert "“page.png”: Send a picture" in text_of(refused)
    assert mira.posts("uploads", held.pk).status_code == 422


def test_without_a_script_the_form_brings_the_files(mira: Desk, held: Conversation) -> None:
    mira.submits("reply", held.pk, text="Here", seen=9, key="k", file=[file(), file("x.txt", b"text")])
    said = held.thread.get(text="Here")
    assert [one.name for one in said.attachments.order_by("place")] == ["tent.png", "x.txt"]
    refused = mira.submits("reply", held.pk, text="My words", seen=9, key="k3", file=[file("x.exe", b"MZ")])
    assert refused.status_code == 422
    assert "My words" in text_of(refused)


def test_a_removed_file_is_gone(mira: Desk, jonas: Desk, held: Conversation) -> None:
    one = factories.uploads(held, uploader=mira.person)
    address = reverse("removal", args=[one.ref])
    assert jonas.client.post(address, headers=SCRIPT).status_code == 204
    assert Attachment.objects.count() == 1
    assert mira.client.post(address).status_code == 302
    assert Attachment.objects.count() == 0
