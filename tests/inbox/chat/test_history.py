"""Ingrid loads the page again, or comes back after a gap: what she sees of her conversation, and of no other."""

from collections.abc import Callable
from typing import Any

from handoff import intake, queueing, reply, review
from handoff.models import Person, Queue
from handoff.vocabulary import RejectReason
from inbox.chat import history
from tests.factories import open_draft
from tests.inbox.chat.conftest import Visitor

Committed = Callable[[], Any]


def test_before_the_first_word_the_ai_has_an_empty_conversation(ingrid: Visitor) -> None:
    told = ingrid.history()
    assert (told["now"], told["entries"], told["seq"]) == ({"state": "ai"}, [], 0)


def test_what_was_said_comes_back_in_order(ingrid: Visitor, mira: Person, committed: Committed) -> None:
    with committed():
        ingrid.says("The poles are missing.", message="own-1")
        intake.propose(ingrid.source, ingrid.frame("propose", text="We send new ones.", confidence=0.95))
        ingrid.wants_a_person()
        queueing.accept(ingrid.conversation.pk, agent=mira)
        reply.send(ingrid.conversation.pk, agent=mira, text="They left today.", seen=2)
    told = ingrid.history()
    said = [entry for entry in told["entries"] if entry["type"] == "message"]
    assert [(one["role"], one["text"]) for one in said] == [
        ("customer", "The poles are missing."),
        ("assistant", "We send new ones."),
        ("agent", "They left today."),
    ]
    assert said[0]["own"] == "own-1"
    assert said[2]["author"] == {"name": "Mira Dahl"}
    assert told["now"] == {"state": "assigned", "agent": {"name": "Mira Dahl"}}


def test_the_states_come_back_as_the_gateway_told_them(
    ingrid: Visitor, mira: Person, committed: Committed
) -> None:
    with committed():
        ingrid.wants_a_person()
        queueing.accept(ingrid.conversation.pk, agent=mira)
    told = ingrid.history()
    states = [entry for entry in told["entries"] if entry["type"] == "status"]
    assert [(one["state"], one.get("agent")) for one in states] == [
        ("queued", None),
        ("assigned", {"name": "Mira Dahl"}),
    ]
    assert told["seq"] == states[-1]["seq"]


def test_nobody_reads_the_conversation_of_another(ingrid: Visitor, even: Visitor) -> None:
    ingrid.says("Ingrid’s words")
    even.says("Even’s words")
    assert ingrid.texts() == ["Ingrid’s words"]
    assert even.texts() == ["Even’s words"]


def test_another_name_in_the_request_changes_nothing(ingrid: Visitor, even: Visitor) -> None:
    ingrid.says("Ingrid’s words")
    asked = {"conversation": ingrid.visit.conversation, "visitor": ingrid.visit.visitor}
    assert even.client.get("/chat/history/", asked).json()["entries"] == []


def test_what_stays_in_the_house_is_not_told(ingrid: Visitor, mira: Person, committed: Committed) -> None:
    with committed():
        ingrid.says("Where is my parcel?")
        intake.hear(ingrid.source, ingrid.frame("message", role="system", text="SECRET system"))
        intake.propose(ingrid.source, ingrid.frame("propose", text="SECRET held", confidence=0.7))
        review.reject(
            open_draft(ingrid.conversation).pk, agent=mira, reason=RejectReason.OTHER, remark="SECRET remark"
        )
        reply.note(ingrid.conversation.pk, agent=mira, text="SECRET note")
        queueing.accept(ingrid.conversation.pk, agent=mira)
        queueing.hand_back(ingrid.conversation.pk, agent=mira, note="SECRET for the AI")
    answer = ingrid.client.get("/chat/history/")
    assert "SECRET" not in answer.content.decode()
    kinds = [entry["type"] for entry in answer.json()["entries"]]
    assert "handback" in kinds
    assert ingrid.texts() == ["Where is my parcel?"]


def test_hostile_words_come_back_as_they_were(ingrid: Visitor) -> None:
    words = "</script><img src=x onerror=alert(1)> {{ 7*7 }} \u202eevil \u0007"
    ingrid.says(words)
    answer = ingrid.client.get("/chat/history/")
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert ingrid.texts() == [words]


def test_the_place_in_line_moves_while_others_are_taken(
    ingrid: Visitor, even: Visitor, mira: Person, committed: Committed
) -> None:
    with committed():
        even.wants_a_person()
        ingrid.wants_a_person()
    assert ingrid.history()["now"]["position"] == 2
    queueing.accept(even.conversation.pk, agent=mira)
    assert ingrid.history()["now"]["position"] == 1


def test_a_rating_counts_until_the_conversation_goes_on(
    ingrid: Visitor, mira: Person, committed: Committed
) -> None:
    with committed():
        ingrid.wants_a_person()
        queueing.accept(ingrid.conversation.pk, agent=mira)
        queueing.resolve(ingrid.conversation.pk, agent=mira)
    assert ingrid.history()["rated"] is None
    intake.rate(ingrid.source, ingrid.frame("rate", score=4))
    assert ingrid.history()["rated"] == 4
    with committed():
        ingrid.says("One more thing")
    assert ingrid.history()["rated"] is None


def test_a_visitor_who_gave_a_name_is_known_in_the_next_conversation(ingrid: Visitor) -> None:
    ingrid.says("Hello", customer={"id": ingrid.visit.visitor, "name": "Ingrid Solheim"})
    assert ingrid.ask("conversation").status_code == 204
    assert ingrid.history()["name"] == "Ingrid Solheim"


def test_of_a_very_long_conversation_the_newest_part_is_told(
    ingrid: Visitor, orders: Queue, monkeypatch: Any
) -> None:
    monkeypatch.setattr(history, "LATEST", 3)
    for number in range(5):
        ingrid.says(f"Word {number}")
    assert ingrid.texts() == ["Word 2", "Word 3", "Word 4"]
