"""A file goes into one message, once; what agents send was found clean; what nobody sends is forgotten."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from handoff import attachments, reply
from handoff.attachments import keep, scan, uploading
from handoff.clock import now
from handoff.errors import Invalid, TooMany
from handoff.models import Attachment, Conversation, Delivery, File, Person
from handoff.vocabulary import EventKind, FileState
from tests import factories, files

pytestmark = pytest.mark.django_db


@pytest.fixture
def _scanned(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ATTACHMENT_SCAN = "tests.files:scanner"
    monkeypatch.setattr(current_app, "send_task", lambda *args, **options: None)


def kept(folder: Path) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())


def test_a_customer_s_files_are_stored_with_their_message(held: Conversation) -> None:
    first, second = factories.uploads(held), factories.uploads(held, "label.pdf", files.PDF)
    factories.hears("Both", conversation=held, attachments=[second.ref, first.ref])
    message = held.thread.get(text="Both")
    assert [one.name for one in message.attachments.order_by("place")] == ["label.pdf", "tent.png"]


def test_a_file_of_elsewhere_or_sent_before_is_refused_and_nothing_is_stored(held: Conversation) -> None:
    other = factories.hears("Somebody else")
    theirs, sent = factories.uploads(other), factories.sends_file(held)
    before = held.thread.count()
    for refs in (["a-nothing"], [theirs.ref], [sent.ref]):
        with pytest.raises(Invalid) as refused:
            factories.hears("And this", conversation=held, attachments=refs)
        assert refused.value.facts["field"] == "attachments[0]"
    one = factories.uploads(held)
    with pytest.raises(Invalid):
        factories.hears("Twice", conversation=held, attachments=[one.ref, one.ref])
    assert held.thread.count() == before


def test_an_agent_s_file_goes_out_with_the_message(held: Conversation, mira: Person) -> None:
    one = factories.uploads(held, "label.pdf", files.PDF, uploader=mira)
    reply.send(held.pk, agent=mira, text=" ", seen=9, key="k", attachments=[one.ref])
    reply.send(held.pk, agent=mira, text=" ", seen=9, key="k", attachments=[one.ref])
    factories.settle()
    told = Delivery.objects.filter(type="message").values_list("payload", flat=True)
    assert [(one["text"], one["attachments"]) for one in told] == [
        (
            "label.pdf",
            [
                {
                    "attachment": one.ref,
                    "name": "label.pdf",
                    "media_type": "application/pdf",
                    "size": len(files.PDF),
                }
            ],
        )
    ]


def test_nobody_sends_what_another_side_uploaded(held: Conversation, mira: Person) -> None:
    with pytest.raises(Invalid):
        reply.send(held.pk, agent=mira, text="Hi", seen=9, attachments=[factories.uploads(held).ref])
    mine = factories.uploads(held, uploader=mira)
    with pytest.raises(Invalid):
        factories.hears("Hi", conversation=held, attachments=[mine.ref])


def test_the_same_content_is_kept_once_and_goes_with_its_last_use(
    held: Conversation, mira: Person, folder: Path
) -> None:
    first, second = factories.uploads(held, uploader=mira), factories.uploads(held, uploader=mira)
    assert (first.file_id, first.ref != second.ref, kept(folder)) == (second.file_id, True, 2)
    again = factories.uploads(held, uploader=mira, key="once")
    assert factories.uploads(held, uploader=mira, key="once") == again
    assert attachments.take_back(first.ref, by=factories.person("Jonas Berg")) is False
    assert attachments.take_back(first.ref, by=mira) is True
    assert kept(folder) == 2
    assert keep.content(second.file).startswith(b"\x89PNG")
    assert attachments.take_back(second.ref, by=mira)
    assert attachments.take_back(again.ref, by=mira)
    assert (kept(folder), File.objects.count()) == (0, 0)
    assert keep.content(factories.uploads(held).file)  # and can come again


def test_what_is_not_sent_within_a_day_is_forgotten(held: Conversation, folder: Path) -> None:
    sent, unsent = factories.sends_file(held), factories.uploads(held, "x.txt", b"text")
    assert attachments.forget_unsent() == 0
    Attachment.objects.update(at=now() - timedelta(hours=25))
    assert attachments.forget_unsent() == 1
    assert list(Attachment.objects.all()) == [sent]
    assert not File.objects.filter(pk=unsent.file_id).exists()
    assert kept(folder) == 2  # the picture and its small one


def test_limits(held: Conversation, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ATTACHMENT_BYTES = 1000
    with pytest.raises(Invalid) as refused:
        factories.uploads(held, "x.txt", b"x" * 1001)
    assert refused.value.facts["most"] == 1000
    monkeypatch.setattr(uploading, "MOST_WAITING", 1)
    factories.uploads(held, "x.txt", b"x")
    with pytest.raises(TooMany):
        factories.uploads(held, "y.txt", b"y")


@pytest.mark.usefixtures("_scanned")
class TestChecking:
    """Where the house has a scanner, nothing is shown and nothing goes out before it has spoken."""

    def test_a_clean_file(self, held: Conversation, mira: Person) -> None:
        one = factories.uploads(held, "x.txt", b"text", uploader=mira)
        assert one.state == FileState.CHECKING
        with pytest.raises(Invalid, match="still being checked"):
            reply.send(held.pk, agent=mira, text="Here", seen=9, attachments=[one.ref])
        attachments.check(one.pk)
        reply.send(held.pk, agent=mira, text="Here", seen=9, attachments=[one.ref])
        one.refresh_from_db()
        assert (one.state, one.message.text if one.message else "") == (FileState.CLEAN, "Here")

    def test_an_infected_file_is_told_in_its_thread(self, held: Conversation) -> None:
        one = factories.sends_file(held, "x.txt", files.VIRUS)
        assert one.state == FileState.CHECKING
        attachments.check(one.pk)
        attachments.check(one.pk)
        one.refresh_from_db()
        assert (one.state, one.reason) == (FileState.REFUSED, "Eicar was found in it.")
        told = held.events.filter(kind=EventKind.FILE_CHECKED)
        assert [event.facts["refused"] for event in told] == ["Eicar was found in it."]
        assert attachments.told(one.message) == []  # type: ignore[arg-type]

    def test_an_infected_file_cannot_be_sent(self, held: Conversation) -> None:
        one = factories.uploads(held, "x.txt", files.VIRUS)
        attachments.check(one.pk)
        with pytest.raises(Invalid, match="refused"):
            factories.hears("Here", conversation=held, attachments=[one.ref])

    def test_a_scanner_that_does_not_answer_is_asked_again_and_in_the_end_no_more(
        self, held: Conversation
    ) -> None:
        one = factories.sends_file(held, "x.txt", b"crash")
        attachments.check(one.pk)
        assert attachments.overdue() == 0
        Attachment.objects.update(at=now() - timedelta(minutes=11))
        for tries in range(1, 21):
            assert attachments.overdue() == 1
            one.refresh_from_db()
            assert (one.state, one.tries) == (FileState.CHECKING, tries)
        attachments.overdue()
        one.refresh_from_db()
        assert (one.state, one.reason) == (FileState.REFUSED, "It could not be checked.")


@pytest.mark.parametrize(
    ("command", "found"),
    {
        "true": "",
        "sh -c 'cat >/dev/null; echo stream: Eicar-Test FOUND; exit 1'": "Eicar-Test",
        "grep -qv nothing": "",
    }.items(),
)
def test_a_command_as_scanner(settings: Any, command: str, found: str) -> None:
    settings.ATTACHMENT_SCAN = command
    assert scan.found_in(b"text\n") == found
    for broken in ("no-such-scanner", "sh -c 'exit 2'", "tests.files:missing"):
        settings.ATTACHMENT_SCAN = broken
        with pytest.raises(scan.NoAnswerError):
            scan.found_in(b"text")
