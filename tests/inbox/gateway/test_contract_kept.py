"""Ingrid's whole conversation, frame by frame: all that goes out is what the published contract promises."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from handoff import queueing, reply, snooze
from handoff.models import Conversation, Person, Source
from handoff.protocol import check
from handoff.vocabulary import State, WaitingFor
from inbox.gateway import frames, outbox
from inbox.gateway.auth import Caller
from inbox.gateway.contract import schema
from inbox.gateway.contract.examples import examples
from tests import factories

pytestmark = pytest.mark.django_db
Act = Callable[..., Any]


@pytest.fixture
def act(django_capture_on_commit_callbacks: Callable[..., Any]) -> Act:
    """Call something and run what follows its commit."""

    def call(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return verb(*args, **kwargs)

    return call


@pytest.fixture
def mira() -> Person:
    return factories.person(queues=(factories.queue(default=True),))


@pytest.fixture
def fjell(mira: Person) -> Caller:
    return Caller(Source.objects.create(name="fjell-web"), key_id=0)


def kept(group: str, text: str) -> dict[str, Any]:
    """The value of a text that went out, after the contract's own schema has passed it."""
    value: dict[str, Any] = json.loads(text)
    Draft202012Validator({"$ref": f"#/$defs/{group}", "$defs": schema()["$defs"]}).validate(value)
    return value


def sends(act: Act, fjell: Caller, name: str, **changes: Any) -> dict[str, Any] | None:
    answer = act(frames.answer, fjell, check(examples()[name] | changes))
    return None if answer is None else kept("Reply", answer)


def test_every_reply_is_as_published(act: Act, fjell: Caller) -> None:
    for name in ("Message", "Propose", "Escalate"):
        said = sends(act, fjell, name)
        assert said is not None
        assert (said["type"], said["id"]) == ("ok", examples()[name]["id"])
        assert set(said["decision"]) == set(schema()["$defs"]["DecisionReply"]["properties"])
        assert ({"position", "eta_s"} <= set(said)) == (name == "Escalate")
    for name in ("Context", "Rate", "Close"):
        said = sends(act, fjell, name)
        assert said is not None
        assert set(said) == {"type", "id", "conversation", "state"}
    assert sends(act, fjell, "Hello", resume_after=0)["type"] == "welcome"  # type: ignore[index]
    assert sends(act, fjell, "Ping") == {"type": "pong"}
    assert sends(act, fjell, "Typing") is None


def test_every_refusal_is_as_published(act: Act, fjell: Caller) -> None:
    sends(act, fjell, "Message")
    refusals = {
        "conflict": sends(act, fjell, "Message", text="Another text."),
        "unknown_conversation": sends(act, fjell, "Rate", conversation="nobody"),
        "invalid_frame": sends(act, fjell, "Ack", seq=10_000),
    }
    assert {code: said and said["code"] for code, said in refusals.items()} == {
        code: code for code in refusals
    }
    assert refusals["conflict"] is not None
    assert refusals["conflict"]["id"] == "f-101"


def test_every_event_of_a_handoff_is_as_published(act: Act, fjell: Caller, mira: Person) -> None:
    sends(act, fjell, "Message")
    sends(act, fjell, "Escalate")
    ingrid = Conversation.objects.get()
    act(queueing.accept, ingrid.pk, agent=mira)
    ingrid.refresh_from_db()
    act(reply.send, ingrid.pk, agent=mira, text="New poles leave today.", seen=ingrid.messages)
    until = timezone.now() + timedelta(hours=1)
    act(snooze.wait, ingrid.pk, agent=mira, waiting_for=WaitingFor.THIRD_PARTY, until=until)
    act(queueing.hand_back, ingrid.pk, agent=mira, note="She is a club member.")

    told = [kept("Event", line.text) for line in outbox.newer(fjell, 0)]
    assert [one["seq"] for one in told] == list(range(1, len(told) + 1))
    assert {one["type"] for one in told} == {"message", "status", "handback"}
    states = [one["state"] for one in told if one["type"] == "status"]
    assert states == [State.QUEUED, State.ASSIGNED, State.WAITING, State.AI]
    spoken = [one for one in told if one["type"] == "message" and one["kind"] == "agent"]
    assert [one["text"] for one in spoken] == ["New poles leave today."]
    assert spoken[0]["author"] == {"name": "Mira Dahl"}
    Draft202012Validator({"$ref": "#/$defs/EventsPage", "$defs": schema()["$defs"]}).validate(
        {"events": told, "last_seq": outbox.last_seq(fjell)}
    )
