"""The order desk's AI is asked about a conversation of the web chat: the same doors, its own ids."""

import json
from typing import Any

import pytest

from handoff.models import Delivery, Message, Relay, Source
from handoff.policy.document import Branch, Rung
from handoff.policy.terms import Overrun, RungKind
from handoff.protocol import check
from handoff.vocabulary import MessageKind
from inbox import realtime
from inbox.bells import Ring
from inbox.gateway import frames, outbox
from inbox.gateway.auth import Caller
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chat() -> Caller:
    return Caller(Source.objects.create(name="Web chat"), key_id=0)


@pytest.fixture
def desk() -> Caller:
    rungs = (
        Rung(kind=RungKind.SOURCE, source="Order desk", timer_s=20),
        Rung(kind=RungKind.HUMAN, timer_s=60, then=Overrun.EMAIL),
    )
    factories.policy(tree=(Branch(name="All", rungs=rungs),))
    return Caller(Source.objects.create(name="Order desk"), key_id=0)


def says(caller: Caller, kind: str, **fields: Any) -> Any:
    """The reply to a frame."""
    frame = {"type": kind, "id": f"{kind}-1", "conversation": "c1", **fields}
    return json.loads(frames.answer(caller, check(frame)) or "null")


def asks(chat: Caller) -> None:
    says(chat, "message", role="customer", text="Where are my poles?")
    says(chat, "propose", text="No idea.", confidence=0.1)


def answers(desk: Caller, **fields: Any) -> Any:
    told = {"conversation": Relay.objects.get().external_id, "text": "They are sent.", "confidence": 0.95}
    return says(desk, "propose", **told | fields)


def test_its_answer_is_replied_to_by_the_id_it_knows_and_the_same_again_changes_nothing(
    chat: Caller, desk: Caller
) -> None:
    asks(chat)
    reply = answers(desk)
    assert (reply["type"], reply["conversation"]) == ("ok", Relay.objects.get().external_id)
    assert (reply["decision"]["action"], reply["state"]) == ("send", "resolved")
    assert answers(desk) == reply
    assert Message.objects.filter(kind=MessageKind.AI).count() == 1
    late = answers(desk, id="another")
    assert (late["type"], late["code"]) == ("error", "wrong_state")


def test_what_it_says_unasked_is_refused_with_a_reason_and_reaches_nobody(chat: Caller, desk: Caller) -> None:
    asks(chat)
    relay = Relay.objects.get().external_id
    told = {"conversation": relay, "role": "assistant", "text": "I refund it all."}
    for _ in range(2):  # an id whose frame was refused is not used up
        reply = says(desk, "message", **told)
        assert (reply["type"], reply["code"], reply["retryable"]) == ("error", "wrong_state", False)
        assert "`propose`" in reply["message"]
    assert not Message.objects.filter(kind=MessageKind.AI).exists()
    assert answers(desk)["decision"]["action"] == "send", "it still has its turn"


def test_a_ticket_for_a_conversation_of_the_same_name_shows_nothing_of_the_other(
    chat: Caller, desk: Caller
) -> None:
    asks(chat)
    assert len(outbox.newer(desk, 0)) == Delivery.objects.filter(source=desk.source).count() == 2
    assert outbox.newer(Caller(desk.source, key_id=0, only="c1"), 0) == []


def test_its_bell_rings(chat: Caller, desk: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[Ring] = []
    monkeypatch.setattr(realtime._doorbells, "ring", rung.append)
    asks(chat)
    assert any(desk.source.pk in ring.sources for ring in rung)
