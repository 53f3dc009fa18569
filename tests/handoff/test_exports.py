"""What Mira made of the AI's drafts, as tuning wants it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from handoff import exports, flow, queueing, reply, review
from handoff.models import Conversation, Draft, Feedback, Person
from handoff.vocabulary import RejectReason
from tests import factories as scene

pytestmark = pytest.mark.django_db
ASKED = {"role": "user", "content": "My Rondane 3 came without poles."}
PROPOSED = "We send a new pole set."


def lines(kind: str) -> list[dict[str, Any]]:
    """What the export gives once all that follows from the scene is done."""
    flow.sweep(older_than=timedelta(seconds=-1), most=10_000)
    return [json.loads(json.dumps(line)) for line in exports.FORMATS[kind]()]


def approve(draft: Draft, agent: Person, text: str = PROPOSED) -> Conversation:
    return review.approve(draft.pk, agent=agent, text=text, seen=draft.conversation.last_customer)


def reject(draft: Draft, agent: Person) -> Conversation:
    return review.reject(draft.pk, agent=agent, reason=RejectReason.WRONG_FACT)


def says(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def test_an_approved_draft_is_a_chat_that_ends_in_it(mira: Person) -> None:
    approve(scene.held(), mira)

    (line,) = lines("sft")

    assert line["messages"] == [ASKED, says(PROPOSED)]
    assert (line["outcome"], line["source"], line["reason"]) == ("approved", "Web chat", None)
    assert lines("preference") == []


def test_an_edited_draft_is_a_chat_that_ends_in_the_edited_text_and_a_pair(mira: Person) -> None:
    better = "We send a new pole set today, at no cost."
    approve(scene.held(), mira, better)

    assert lines("sft")[0]["messages"] == [ASKED, says(better)]
    (pair,) = lines("preference")
    assert (pair["prompt"], pair["chosen"], pair["rejected"]) == ([ASKED], [says(better)], [says(PROPOSED)])


def test_the_chat_holds_all_that_was_said_before_and_no_note(mira: Person) -> None:
    talk = scene.proposes(scene.hears(), "Which colour?", confidence=0.97)
    scene.hears("Order 1043 paid", conversation=talk, role="system")
    scene.hears("The green one.", conversation=talk)
    draft = scene.open_draft(scene.proposes(talk))
    reply.note(talk.pk, agent=mira, text="She called before.")
    approve(draft, mira)

    (line,) = lines("sft")

    assert line["messages"] == [
        ASKED,
        says("Which colour?"),
        {"role": "system", "content": "Order 1043 paid"},
        {"role": "user", "content": "The green one."},
        says(PROPOSED),
    ]


def test_a_rejected_draft_stands_against_the_reply_that_followed(mira: Person) -> None:
    draft = scene.held()
    reject(draft, mira)
    talk = queueing.accept(draft.conversation_id, agent=mira)
    reply.send(talk.pk, agent=mira, text="Poles are on their way.", seen=talk.messages)

    (pair,) = lines("preference")

    assert pair["prompt"] == [ASKED]
    assert (pair["chosen"], pair["rejected"]) == ([says("Poles are on their way.")], [says(PROPOSED)])
    assert pair["reason"] == "wrong_fact"
    assert lines("sft") == []


@pytest.mark.parametrize("between", ["Hello?", ""])
def test_a_reply_to_something_else_is_no_pair(mira: Person, between: str) -> None:
    draft = scene.held()
    reject(draft, mira)
    talk = queueing.accept(draft.conversation_id, agent=mira)
    if between:
        talk = scene.hears(between, conversation=talk)
    text = "Yes, I am here." if between else PROPOSED
    reply.send(talk.pk, agent=mira, text=text, seen=talk.messages)

    assert lines("preference") == []


def test_a_rejected_draft_that_nobody_answered_yet_is_no_pair(mira: Person) -> None:
    reject(scene.held(), mira)

    assert lines("preference") == []
    assert [line["outcome"] for line in lines("ledger")] == ["rejected"]


def test_the_ledger_has_every_fate_in_the_order_it_came(mira: Person) -> None:
    approve(scene.held(), mira)
    lines("ledger")
    reject(scene.held(), mira)
    lines("ledger")
    scene.proposes(scene.held().conversation, "Another text.")

    told = lines("ledger")

    assert [line["outcome"] for line in told] == ["approved", "rejected", "superseded"]
    assert [line["agent"] for line in told] == ["mira", "mira", None]
    assert lines("ledger") == told


def test_pages_miss_nothing_and_repeat_nothing(mira: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "PAGE", 3)
    for n in range(8):
        approve(scene.held(), mira, PROPOSED if n % 2 else f"Edited {n}.")

    assert len({line["id"] for line in lines("ledger")}) == len(lines("ledger")) == 8
    assert [line["messages"][-1]["content"] for line in lines("sft")] == list(
        Feedback.objects.order_by("pk").values_list("final_text", flat=True)
    )
    assert len(lines("preference")) == 4


def test_nothing_to_export_is_nothing(db: None) -> None:
    assert [lines(kind) for kind in exports.FORMATS] == [[], [], []]
