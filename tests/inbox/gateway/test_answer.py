"""What a frame is answered where the database stumbles."""

import json
from collections.abc import Callable
from typing import Any

import psycopg.errors
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError

from handoff import intake
from handoff.errors import DomainError, Invalid
from handoff.models import Conversation, Event, Frame, Message
from handoff.protocol import Message as Said
from handoff.protocol import check
from inbox.gateway import frames
from inbox.gateway.auth import Caller
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caller() -> Caller:
    return Caller(factories.source(), key_id=0)


@pytest.fixture
def stumble(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Let the first `times` tries of a message fail with `error` after their work, and count them all."""

    def arrange(error: Exception, times: int = 100) -> list[int]:
        tries: list[int] = []

        def hear(*args: Any) -> Any:
            result = intake.hear(*args)  # where it must be held to be changed, this raises: that is no try
            tries.append(1)
            if len(tries) <= times:
                raise error
            return result

        monkeypatch.setattr(frames, "EFFECTS", {Said: hear})
        monkeypatch.setattr(frames, "PATIENCE", (0.0, 0.0, 0.0))
        return tries

    return arrange


def says(caller: Caller, **fields: Any) -> Any:
    """The reply to a message."""
    frame = {"type": "message", "id": "f1", "conversation": "c1", "role": "customer", "text": "Hi", **fields}
    return json.loads(frames.answer(caller, check(frame)) or "null")


def passing(state: type[Exception]) -> OperationalError:
    """A database error as Django raises it."""
    error = OperationalError("try again")
    error.__cause__ = state("try again")
    return error


PASSING = [
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.LockNotAvailable,
]


@pytest.mark.parametrize("state", PASSING)
def test_a_passing_trouble_is_tried_again(caller: Caller, stumble: Any, state: type[Exception]) -> None:
    tries = stumble(passing(state), times=3)
    assert says(caller)["type"] == "ok"
    assert (len(tries), Message.objects.count(), Frame.objects.count()) == (4, 1, 1)


def test_sqlite_s_way_of_saying_so_too(caller: Caller, stumble: Any) -> None:
    tries = stumble(OperationalError("database is locked"), times=1)
    assert says(caller)["type"] == "ok"
    assert len(tries) == 2


def test_a_row_made_by_somebody_else_in_the_same_moment_is_found_at_the_next_try(
    caller: Caller, stumble: Any
) -> None:
    tries = stumble(IntegrityError("duplicate"), times=1)
    assert says(caller)["type"] == "ok"
    assert len(tries) == 2


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("the server closed the connection"),
        InterfaceError("the connection is closed"),
        passing(psycopg.errors.QueryCanceled),
        ZeroDivisionError(),
    ],
)
def test_trouble_that_stays_is_unavailable_never_ok(caller: Caller, stumble: Any, error: Exception) -> None:
    tries = stumble(error)
    reply = says(caller)
    assert (reply["code"], reply["retryable"], reply["id"]) == ("unavailable", True, "f1")
    assert reply["retry_after"] > 0
    assert len(tries) == 1
    assert not Message.objects.exists()
    assert not Conversation.objects.exists()
    assert not Frame.objects.exists()


def test_patience_ends(caller: Caller, stumble: Any) -> None:
    tries = stumble(passing(psycopg.errors.DeadlockDetected))
    assert says(caller)["code"] == "unavailable"
    assert len(tries) == 4
    assert not Event.objects.exists()


def test_it_can_be_sent_again_once_the_trouble_is_over(caller: Caller, stumble: Any) -> None:
    stumble(OperationalError("gone"), times=1)
    assert says(caller)["code"] == "unavailable"
    assert says(caller)["type"] == "ok"
    assert says(caller)["type"] == "ok"
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("refusal", "code", "field"),
    [
        (DomainError("Not now."), "wrong_state", None),
        (Invalid("Too odd.", field="text"), "invalid_frame", "text"),
    ],
)
def test_a_refusal_of_the_domain_is_told_and_nothing_is_kept(
    caller: Caller, stumble: Any, refusal: DomainError, code: str, field: str | None
) -> None:
    stumble(refusal)
    reply = says(caller)
    assert (reply["code"], reply.get("field"), reply["message"], reply["retryable"]) == (
        code,
        field,
        refusal.message,
        False,
    )
    assert not Message.objects.exists()


def test_a_repetition_that_is_refused_now_gets_what_it_got_then(caller: Caller, stumble: Any) -> None:
    first = says(caller)
    stumble(DomainError("Not now."))
    assert says(caller) == first
    assert says(caller, text="Another")["code"] == "conflict"
    assert says(caller, id="f2")["code"] == "wrong_state"


def test_a_browser_with_a_pass_cannot_say_that_its_customer_is_another(caller: Caller) -> None:
    says(caller, customer={"id": "ingrid", "name": "Ingrid Solheim"})
    browser = Caller(caller.source, key_id=0, only="c2")
    says(browser, id="f2", conversation="c2", customer={"id": "ingrid", "name": "Nobody You Know"})
    assert Conversation.objects.get(external_id="c1").customer.name == "Ingrid Solheim"
    stranger = Conversation.objects.get(external_id="c2").customer
    assert (stranger.external_id, stranger.name) == (None, "Nobody You Know")
