"""What each frame does, and the states that follow."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.front_end import Door, FrontEnd, Poster

Act = Callable[..., Any]
TAKE = "queueing.accept(pk, agent=mira)"


async def proposes(
    door: Door, confidence: float, conversation: str = "c1", text: str = "They are sent."
) -> Any:
    """The reply to a proposal."""
    return await door.ask("propose", conversation=conversation, text=text, confidence=confidence)


@pytest.mark.parametrize("role", ["customer", "assistant", "agent", "system"])
async def test_a_message_of_any_role_makes_a_new_conversation(door: Door, mira: Act, role: str) -> None:
    reply = await door.ask("message", conversation="c1", role=role, text="Hi", message="w-1")
    assert (reply["type"], reply["conversation"], reply["state"]) == ("ok", "c1", "ai")
    assert ("decision" in reply) == (role == "customer")
    assert mira(
        "result = list(Message.objects.filter(conversation=pk).values_list('role', 'text'))", "c1"
    ) == [[role, "Hi"]]


@pytest.mark.parametrize(
    ("kind", "fields"), [("rate", {"score": 5}), ("close", {}), ("close", {"by": "assistant"})]
)
async def test_other_frames_do_not_make_one(door: Door, kind: str, fields: dict[str, Any]) -> None:
    for _ in range(2):
        reply = await door.ask(kind, conversation="nowhere", **fields)
        assert (reply["code"], reply["retryable"]) == ("unknown_conversation", False)


@pytest.mark.parametrize(
    ("kind", "fields"), [("propose", {"text": "Hi", "confidence": 1}), ("escalate", {}), ("context", {})]
)
async def test_these_do_too(door: Door, kind: str, fields: dict[str, Any]) -> None:
    assert (await door.ask(kind, conversation="new", **fields))["type"] == "ok"
    assert (await door.ask("rate", conversation="new", score=1))["type"] == "ok"


async def test_a_harmless_message_leaves_the_ai_on(door: Door) -> None:
    decision = (await door.ask("message", conversation="c1", text="Which size is the Rondane?"))["decision"]
    assert decision["action"] == "none"
    assert set(decision) == {"action", "band", "confidence", "raw_confidence", "triggers", "policy_version"}
    assert (decision["triggers"], decision["band"]) == ([], None)
    assert isinstance(decision["policy_version"], int)


async def test_who_asks_for_a_human_gets_one(door: Door) -> None:
    reply = await door.ask("message", conversation="c1", text="I want to talk to a human agent, please.")
    assert (reply["decision"]["action"], reply["state"]) == ("handoff", "queued")
    assert [trigger["trigger"] for trigger in reply["decision"]["triggers"]] == ["human_request"]


@pytest.mark.parametrize(
    ("confidence", "action", "band", "state"),
    [(0.97, "send", "high", "ai"), (0.72, "hold", "medium", "review"), (0.2, "handoff", "low", "queued")],
)
async def test_a_proposal_is_sent_held_or_handed_off(
    door: Door, confidence: float, action: str, band: str, state: str
) -> None:
    await door.ask("message", conversation="c1", text="Where are my poles?")
    reply = await proposes(door, confidence)
    decision = reply["decision"]
    assert (decision["action"], decision["band"], reply["state"]) == (action, band, state)
    assert decision["raw_confidence"] == confidence
    assert ([t["trigger"] for t in decision["triggers"]] == ["low_confidence"]) == (action == "handoff")


async def test_what_may_be_sent_is_stored_as_the_ais_message(door: Door, mira: Act) -> None:
    await door.ask("message", conversation="c1", text="Where are my poles?")
    await proposes(door, 0.97, text="They are sent.")
    rows = mira(
        "result = list(Message.objects.filter(conversation=pk).order_by('number').values_list('role', 'text'))",
        "c1",
    )
    assert rows == [["customer", "Where are my poles?"], ["assistant", "They are sent."]]


async def test_a_held_proposal_comes_as_a_message_once_approved(chat: FrontEnd, mira: Act) -> None:
    await chat.ask("message", conversation="c1", text="Where are my poles?")
    await proposes(chat, 0.72)
    approve = "draft = Draft.objects.get(conversation=pk)\nreview.approve(draft.pk, agent=mira, text='Today.', seen=1)"
    mira(approve, "c1")
    event = await chat.event("message")
    assert (event["conversation"], event["kind"], event["text"]) == ("c1", "ai", "Today.")
    assert (await chat.event("status"))["state"] == "ai"


async def test_the_warm_handoff(door: Door, mira: Act) -> None:
    transcript = [
        {
            "role": "customer",
            "text": "My tent came without poles.",
            "message": "w-1",
            "at": "2026-11-21T14:02:00Z",
        },
        {"role": "assistant", "text": "I can start a return."},
        {"role": "customer", "text": "I do not want a return!"},
    ]
    reply = await door.ask(
        "escalate",
        conversation="c1",
        reason="Asked three times",
        mode="hard",
        transcript=transcript,
        customer={"id": "ingrid", "name": "Ingrid Solheim"},
        context={"order": "FJ-48213"},
        summary="Poles are missing",
        draft={"text": "We send new poles.", "confidence": 0.4},
        priority="urgent",
        skills=["tents"],
    )
    assert (reply["state"], reply["decision"]["action"]) == ("queued", "handoff")
    assert [trigger["trigger"] for trigger in reply["decision"]["triggers"]] == ["source"]
    assert reply["position"] >= 1
    assert "eta_s" in reply
    code = "c = Conversation.objects.get(pk=pk); d = c.drafts.get(); result = [str(c.customer), c.messages, d.text]"
    assert mira(code, "c1") == ["Ingrid Solheim", 3, "We send new poles."]


async def test_a_transcript_is_not_stored_twice(door: Door, mira: Act) -> None:
    await door.ask("message", conversation="c1", text="Poles?", message="w-1")
    await door.ask("message", conversation="c1", role="assistant", text="A return?")
    transcript = [
        {"role": "customer", "text": "Poles?", "message": "w-1"},
        {"role": "assistant", "text": "A return?"},
        {"role": "customer", "text": "No!"},
    ]
    await door.ask("escalate", conversation="c1", transcript=transcript)
    await door.ask(
        "escalate", conversation="c1", transcript=[*transcript, {"role": "customer", "text": "Hello?"}]
    )
    code = "result = list(Message.objects.filter(conversation=pk).order_by('number').values_list('text', flat=True))"
    assert mira(code, "c1") == ["Poles?", "A return?", "No!", "Hello?"]


async def test_a_message_with_a_known_id_is_stored_once(door: Door, mira: Act) -> None:
    first = await door.ask("message", conversation="c1", text="Poles?", message="w-1")
    again = await door.ask("message", conversation="c1", text="Poles?", message="w-1")
    assert (first["type"], again["type"]) == ("ok", "ok")
    assert "decision" in again
    assert mira("result = Conversation.objects.get(pk=pk).messages", "c1") == 1


async def test_the_line_is_told_by_position(door: Door) -> None:
    places = [
        (await door.ask("escalate", conversation=f"c{n}", priority="low"))["position"] for n in range(3)
    ]
    assert places == list(range(places[0], places[0] + 3))


async def test_after_a_soft_escalation_the_ai_goes_on_until_a_human_takes_it(door: Door, mira: Act) -> None:
    reply = await door.ask("escalate", conversation="c1", mode="soft")
    assert reply["decision"]["action"] == "none"
    assert (await proposes(door, 0.97))["decision"]["action"] == "send"
    mira(TAKE, "c1")
    assert (await proposes(door, 0.97))["decision"]["action"] == "handoff"


@pytest.mark.parametrize(
    "then",
    [
        "",
        TAKE,
        f"{TAKE}; from handoff import snooze; snooze.wait(pk, agent=mira, waiting_for=WaitingFor.THIRD_PARTY)",
    ],
    ids=["queued", "assigned", "waiting"],
)
async def test_while_a_human_has_it_a_proposal_is_a_draft_for_them(door: Door, mira: Act, then: str) -> None:
    await door.ask("escalate", conversation="c1")
    mira(then, "c1")
    reply = await proposes(door, 0.99, text="Our express leaves at three.")
    assert reply["decision"]["action"] == "handoff"
    assert (
        mira("result = Draft.objects.get(conversation=pk, status='open').text", "c1")
        == "Our express leaves at three."
    )
    said = await door.ask("message", conversation="c1", role="assistant", text="Our express leaves at three.")
    assert said["code"] == "wrong_state"


async def test_context_is_learnt(door: Door, mira: Act) -> None:
    await door.ask("context", conversation="c1", customer={"name": "Even Strøm"}, context={"order": 1})
    await door.ask(
        "message", conversation="c1", customer={"email": "even@example.com"}, context={"cart": [2]}
    )
    code = "c = Conversation.objects.get(pk=pk); result = [c.customer.name, c.customer.email, c.context]"
    assert mira(code, "c1") == ["Even Strøm", "even@example.com", {"order": 1, "cart": [2]}]


async def test_a_resolved_conversation_opens_again_when_the_customer_writes(door: Door) -> None:
    await door.ask("message", conversation="c1")
    assert (await door.ask("close", conversation="c1", by="customer", outcome="resolved"))[
        "state"
    ] == "resolved"
    assert (await proposes(door, 0.97))["code"] == "wrong_state"
    assert (await door.ask("rate", conversation="c1", score=5, comment="Thanks"))["state"] == "resolved"
    assert (await door.ask("message", conversation="c1", text="One more thing"))["state"] == "ai"


async def test_a_reply_is_sent_only_after_what_it_confirms_is_durable(
    chat: FrontEnd, poster: Poster, mira: Act
) -> None:
    for number in range(1, 20):
        await chat.ask("message", conversation="c1", text=f"line {number}")
        assert mira("result = Conversation.objects.get(pk=pk).messages", "c1") == number
