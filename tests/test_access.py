"""Who gets in where: every address and socket against everybody. An address without a row in `access` fails."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from handoff import blocking, policies, sources
from handoff.clock import now
from handoff.knowledge import versions
from handoff.models import Article, Audit, Block, Conversation, Draft, Person, Queue, Sending
from handoff.vocabulary import PersonRole
from inbox import links
from inbox.asgi import application
from inbox.routing import websocket_urlpatterns
from tests import factories
from tests.access import (
    EVERYBODY,
    FORBIDDEN,
    GATEWAY,
    KEYS,
    LOGIN,
    MISSING,
    PEOPLE,
    ROWS,
    SEES,
    SOCKETS,
    UNAUTHORIZED,
    C,
    Row,
)
from tests.processes import PATIENCE

pytestmark = pytest.mark.timeout(600)  # every address for everybody
COMMUNICATOR: Any = ApplicationCommunicator  # which is not typed


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address of the project; the admin site counts as one."""
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLPattern) or one.namespace == "admin":
            yield path
        else:
            yield from routes(one, path)


def test_every_address_has_a_row() -> None:
    assert set(routes(get_resolver())) == {*ROWS, *GATEWAY}


def test_every_socket_has_a_row() -> None:
    assert {str(one.pattern) for one in websocket_urlpatterns} == set(SOCKETS)


@dataclass
class Scene:
    """Mira has Ingrid's conversation in Orders, with a draft of the AI."""

    conversation: Conversation
    draft: Draft
    audit: Audit
    payments: Queue
    keys: dict[str, str]
    key: int
    mira: int
    article: Article
    file: str
    sessions: dict[str, str]

    def client(self, who: str) -> Client:
        """A browser or a front end of that somebody."""
        if who in KEYS:
            return Client(headers={"Authorization": f"Bearer {self.keys[who]}"})
        client = Client()
        if who in PEOPLE:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client

    def filled(self, text: str) -> str:
        """A path or a value with the scene's numbers."""
        return text.format(**self.numbers)

    @cached_property
    def numbers(self) -> dict[str, Any]:
        """What paths and values are filled with: nothing that anybody does there stays, so they do not change."""
        return {
            "conversation": self.conversation.pk,
            "draft": self.draft.pk,
            "decision": self.draft.decision_id,
            "audit": self.audit.pk,
            "payments": self.payments.pk,
            "source": self.conversation.source_id,
            "key": self.key,
            "sending": Sending.objects.get().pk,
            "block": Block.objects.get().pk,
            "mira": self.mira,
            "article": self.article.pk,
            "file": self.file,
            "article_version": self.article.versions.get().pk,
            "version": policies.live().pk,
        }

    @property
    def version(self) -> tuple[int, int | None]:
        """Changes with anything that is done to the conversation."""
        found = Conversation.objects.filter(pk=self.conversation.pk)
        return found.values_list("version", "assignee").get()


def set_up() -> Scene:
    orders, payments = factories.queue("Orders", default=True), factories.queue("Payments")
    mira = factories.person("Mira Dahl", queues=(orders,))
    factories.person("Aylin Kaya", queues=(orders,))
    factories.person("Jonas Berg", queues=(payments,))
    factories.person("Sofie Lund", role=PersonRole.SUPERVISOR)
    factories.person("Henrik Vik", role=PersonRole.ADMIN)
    conversation = factories.proposes(factories.assigned(mira, to=orders))
    sources.open_chat_page(conversation.source)
    undone = {"at": now(), "due_at": now(), "ended_at": now(), "end": "undone"}
    Sending.objects.create(conversation=conversation, agent=mira, text="Hello", seen=1, **undone)
    key, own = sources.issue(conversation.source)
    keys = {
        "own key": own,
        "other key": sources.issue(sources.create("Another shop"))[1],
    }
    other = factories.hears("Buy now", customer="Spam & Co", conversation=None)
    blocking.block(other.pk, agent=mira, reason="Advertises")
    return Scene(
        conversation,
        factories.open_draft(conversation),
        _audited(conversation),
        payments,
        keys,
        key.pk,
        mira.pk,
        versions.add(Article(key="returns", title="Returns", text="30 days."), by=mira),
        links.for_person(mira.pk, factories.sends_file(conversation).ref),
        {who: _logged_in(who) for who in PEOPLE},
    )


def _logged_in(who: str) -> str:
    """The value of the session cookie of somebody who is logged in."""
    client = Client()
    client.force_login(Person.objects.get(username=who))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _audited(conversation: Conversation) -> Audit:
    """An answer that went out in the conversation before and is to be judged."""
    spoken = conversation.thread.create(number=90, role="assistant", kind="sent", text="Yes.", at=now())
    decision = conversation.decisions.order_by("pk")[0]
    return Audit.objects.create(message=spoken, decision=decision, share=0.05, at=now())


@pytest.fixture
def scene(db: None) -> Scene:
    return set_up()


def test_people_pages(scene: Scene) -> None:
    """Everybody finds the same scene at every address: what the one before did is taken back."""
    wrong = []
    for route, row in ROWS.items():
        for who in sorted(EVERYBODY):
            refusal = row.refusal if who in PEOPLE else row.stranger
            expected = ("in" if who in row.enters else refusal, who in row.changes)
            if (found := visit(scene, row, who)) != expected:
                wrong.append(f"{who} at {route}: {found} instead of {expected}")
    assert not wrong, "\n".join(wrong)


def visit(scene: Scene, row: Row, who: str) -> tuple[str, bool]:
    """How somebody is received, and whether that changes the conversation."""
    body = {name: scene.filled(value) for name, value in row.body.items()}
    form = "&".join(f"{name}={value}" for name, value in body.items())
    before = scene.version
    with transaction.atomic():
        with transaction.atomic():
            answer = scene.client(who).generic(
                row.method, scene.filled(row.path), form, content_type="application/x-www-form-urlencoded"
            )
        changed = scene.version != before
        transaction.set_rollback(True)
    return outcome(answer), changed


def outcome(answer: Any) -> str:
    """How somebody was received."""
    to_login = answer.status_code == 302 and "login" in answer["Location"]
    return (
        LOGIN if to_login else {401: UNAUTHORIZED, 403: FORBIDDEN, 404: MISSING}.get(answer.status_code, "in")
    )


def test_a_conversation_that_may_not_be_seen_is_in_no_page(scene: Scene) -> None:
    pages = (
        "/desk/all/",
        "/desk/mine/",
        "/desk/all/{conversation}/",
        f"{C}entries/",
        f"{C}decisions/{{decision}}/",
        "/desk/queue-{payments}/",
        "/desk/search/?q=state:open",
        "/desk/search/rows/?q=state:open",
    )
    for who in sorted(EVERYBODY):
        told = "".join(scene.client(who).get(scene.filled(page)).content.decode() for page in pages)
        assert ("Ingrid" in told) == (who in SEES), who


def test_nothing_can_be_posted_without_a_token(scene: Scene) -> None:
    for who in sorted(PEOPLE):
        client = scene.client(who)
        client.handler.enforce_csrf_checks = True
        for route, row in ROWS.items():
            if row.method == "POST" and not route.startswith("chat/"):
                assert client.post(scene.filled(row.path)).status_code == 403, (who, route)


@pytest.mark.django_db(transaction=True)
def test_the_gateway_s_addresses_are_for_keys() -> None:
    scene = set_up()
    for who in sorted(EVERYBODY):
        for path, (method, body) in GATEWAY.items():
            answer = scene.client(who).generic(method, f"/{path}", body, content_type="application/json")
            assert (answer.status_code == 401) == (who not in KEYS), (who, path)
            assert answer["Content-Type"] == "application/json"
    own, other = (
        scene.client(who).get("/api/v1/events?after=0").json()["events"] for who in sorted(KEYS)[::-1]
    )
    assert (bool(own), other) == (True, [])
    rating = {"type": "rate", "id": "r1", "conversation": scene.conversation.external_id, "score": 1}
    answer = scene.client("other key").post("/api/v1/frames", rating, content_type="application/json")
    assert answer.json()["code"] == "unknown_conversation"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("socket", SOCKETS)
def test_sockets(socket: str) -> None:
    scene = set_up()
    for who in sorted(EVERYBODY):
        headers = [(b"host", b"testserver"), (b"origin", b"http://testserver")]
        if who in PEOPLE:
            headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={scene.sessions[who]}".encode()))
        if who in KEYS:
            headers.append((b"authorization", f"Bearer {scene.keys[who]}".encode()))
        assert async_to_sync(let_in)(socket, headers) == (who in SOCKETS[socket]), who


async def let_in(path: str, headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether a socket is opened and stays open."""
    scope = {"type": "websocket", "path": f"/{path}", "query_string": b"", "headers": headers}
    client = COMMUNICATOR(application, scope | {"subprotocols": ["handoff.v1"]})
    try:
        await client.send_input({"type": "websocket.connect"})
        told = (await client.receive_output(PATIENCE))["type"]
        if told == "websocket.accept" and path == "desk/socket":
            told = (await client.receive_output(PATIENCE))["type"]
        await client.send_input({"type": "websocket.disconnect", "code": 1000})
        await client.wait(PATIENCE)
        return bool(told != "websocket.close")
    finally:
        # Its threads have connections to the database, which can be dropped only without them.
        await asyncio.get_running_loop().shutdown_default_executor()
