"""Front ends upload files: with a key or a ticket, once for each id, and only into their own conversations."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from handoff import sources
from handoff.models import Attachment, Source, SourceKey
from handoff.protocol import check
from inbox.gateway import frames, outbox
from inbox.gateway.auth import Caller
from tests import factories, files

pytestmark = pytest.mark.django_db(transaction=True)
DOOR = "/api/v1/attachments"


@pytest.fixture
def key() -> tuple[SourceKey, str]:
    factories.queue(default=True)
    return sources.issue(Source.objects.create(name="fjell-web"))


@pytest.fixture
def key_id(key: tuple[SourceKey, str]) -> int:
    return key[0].pk


@pytest.fixture
def browser(key: tuple[SourceKey, str]) -> Client:
    return Client(headers={"Authorization": f"Bearer {key[1]}"})


def uploads(client: Client, *, name: str = "tent.png", content: bytes = b"", **form: Any) -> Any:
    file = SimpleUploadedFile(name, content or files.picture())
    return client.post(DOOR, {"id": "u1", "conversation": "c1", "file": file} | form)


def test_a_file_then_its_message_then_an_event_with_a_link(browser: Client, key_id: int) -> None:
    sent = uploads(browser)
    assert sent.status_code == 201
    told = sent.json()
    assert (told["name"], told["media_type"], told["state"]) == ("tent.png", "image/png", "clean")
    caller = Caller(Source.objects.get(name="fjell-web"), key_id)
    frame = {"type": "message", "id": "f1", "conversation": "c1", "role": "customer", "text": "Look"}
    reply = frames.answer(caller, check(frame | {"attachments": [told["attachment"]]}))
    assert reply == frames.answer(caller, check(frame | {"attachments": [told["attachment"]]}))
    assert '"type":"ok"' in (reply or "")
    assert browser.get(f"{DOOR}/{told['attachment']}").json() == told
    mira = factories.person(queues=(factories.queue(),))
    _sends(mira, told["attachment"])
    (line,) = (one for one in outbox.newer(caller, 0) if '"type":"message"' in one.text)
    url = line.text.partition('"url":"')[2].partition('"')[0]
    answer = Client().get(url)
    assert (answer.status_code, answer["Cross-Origin-Resource-Policy"]) == (200, "cross-origin")


def _sends(mira: Any, ref: str) -> None:
    from handoff import queueing, reply

    conversation = Attachment.objects.get(ref=ref).message.conversation  # type: ignore[union-attr]
    queueing.accept(conversation.pk, agent=mira)
    one = factories.uploads(conversation, uploader=mira)
    reply.send(conversation.pk, agent=mira, text="Seen", seen=9, attachments=[one.ref])


def test_the_same_id_keeps_nothing_twice(browser: Client) -> None:
    first, again = uploads(browser), uploads(browser)
    assert (first.json(), Attachment.objects.count()) == (again.json(), 1)
    other = uploads(browser, content=files.picture("GIF"))
    assert (other.status_code, other.json()["code"], other.json()["id"]) == (400, "conflict", "u1")
    assert uploads(browser, id="u2").json()["attachment"] != first.json()["attachment"]


@pytest.mark.parametrize(
    ("form", "status", "code", "field"),
    [
        ({"content": files.HTML}, 400, "invalid_frame", "file"),
        ({"content": files.bomb()}, 400, "invalid_frame", "file"),
        ({"file": "text"}, 400, "invalid_frame", "file"),
        ({"id": ""}, 400, "invalid_frame", "id"),
        ({"conversation": "c" * 129}, 400, "invalid_frame", "conversation"),
        ({"name": "x.txt", "content": b"x" * 2001}, 413, "too_large", "file"),
    ],
)
def test_refusals(
    browser: Client, settings: Any, form: dict[str, Any], status: int, code: str, field: str
) -> None:
    settings.ATTACHMENT_BYTES = 200_000 if form.get("content") == files.bomb() else 2000
    answer = uploads(browser, **form)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (status, code, field)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert Attachment.objects.count() == 0


def test_what_is_no_form_or_far_too_large(browser: Client, settings: Any) -> None:
    answer = browser.post(DOOR, "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["field"]) == (400, "id")
    answer = browser.post(DOOR, "x", content_type="multipart/form-data; boundary=")
    assert answer.json()["code"] == "invalid_frame"
    settings.ATTACHMENT_BYTES = 10
    answer = uploads(browser, name="x.txt", content=b"x" * 100_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_browser_uploads_with_a_ticket_for_its_conversation(key_id: int) -> None:
    def with_ticket() -> Client:
        text = sources.make_ticket(key_id, "c1")[1]
        return Client(headers={"Authorization": f"Bearer ticket.{text}", "Origin": "https://shop.example"})

    client = with_ticket()
    assert client.options(DOOR)["Access-Control-Allow-Headers"] == "Authorization"
    assert uploads(client).status_code == 201
    assert uploads(client, id="u2").status_code == 401  # it is used up
    assert uploads(with_ticket(), id="u3", conversation="c2").json()["code"] == "unknown_conversation"


def test_another_source_learns_nothing(browser: Client) -> None:
    ref = uploads(browser).json()["attachment"]
    other = Client(headers={"Authorization": f"Bearer {sources.issue(sources.create('Other'))[1]}"})
    assert other.get(f"{DOOR}/{ref}").json()["code"] == "invalid_frame"
    said = {"type": "message", "id": "f1", "conversation": "c1", "role": "customer", "text": "Look"}
    answer = other.post("/api/v1/frames", said | {"attachments": [ref]}, content_type="application/json")
    assert answer.json()["field"] == "attachments[0]"
