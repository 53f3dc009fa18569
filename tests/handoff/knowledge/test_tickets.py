"""Past tickets of Fjell & Co and of others, as their exports have them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from handoff.knowledge.tickets import tickets
from handoff.models import PastTicket
from handoff.records import BadLine

TENT: dict[str, Any] = {
    "id": "t1",
    "question": "My tent came without poles.",
    "answer": "We send a new pole set.",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tickets.jsonl"


def take(file: Path, **fields: Any) -> PastTicket | BadLine:
    file.write_text(json.dumps({**TENT, **fields}))
    (found,) = tickets(file)
    return found if isinstance(found, BadLine) else found.made


def taken(file: Path, **fields: Any) -> PastTicket:
    found = take(file, **fields)
    assert isinstance(found, PastTicket), found
    return found


def test_a_ticket_with_all_its_fields_is_kept_as_it_is(file: Path) -> None:
    told = {"topic": "orders", "conversation": "c7", "source": "Web chat", "at": "2026-03-01T10:00:00+01:00"}

    found = taken(file, outcome="reopened", **told)

    assert (found.key, found.question, found.answer) == tuple(TENT.values())
    assert (found.topic, found.outcome, found.conversation, found.source) == (
        "orders",
        "reopened",
        "c7",
        "Web chat",
    )
    assert found.at == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_a_ticket_of_three_fields_counts_as_resolved(file: Path) -> None:
    found = taken(file)

    assert (found.outcome, found.topic, found.source, found.at) == ("resolved", "", "", None)


def test_numbers_may_be_ids_and_space_around_texts_is_of_no_account(file: Path) -> None:
    found = taken(file, id=17, question="  Where is it?\r\nI wait. ", conversation=5)

    assert (found.key, found.question, found.conversation) == ("17", "Where is it?\nI wait.", "5")


def test_what_could_not_be_answered_teaches_what_not_to_answer(file: Path) -> None:
    assert taken(file, answer=None, outcome="unanswerable").answer == ""
    assert taken(file, answer="", outcome="unanswerable").outcome == "unanswerable"


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [
        ({"resolved": True, "annoyed": False}, "resolved"),
        ({"resolved": None, "annoyed": False}, "resolved"),
        ({"resolved": True, "annoyed": True}, "reopened"),
        ({"resolved": False}, "reopened"),
        ({}, "resolved"),
    ],
)
def test_an_outcome_in_parts_is_reopened_where_it_left_somebody_unhappy(
    file: Path, outcome: dict[str, Any], kept: str
) -> None:
    assert taken(file, outcome=outcome).outcome == kept


def test_other_names_of_fields_are_known_and_ours_win(file: Path) -> None:
    assert taken(file, intent="refund", conversation_id="c9").topic == "refund"
    assert taken(file, conversation_id="c9").conversation == "c9"
    assert taken(file, intent="refund", topic="money").topic == "money"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": "  "}, "id: missing or empty"),
        ({"id": "x" * 201}, "id: Expected string of length <= 200"),
        ({"question": " \n"}, "question: missing or empty"),
        ({"question": "x" * 20_001}, "question: Expected string of length <= 20000"),
        ({"question": "poles\x00"}, "question: A text may not hold U+0000 or a lone surrogate"),
        ({"answer": None}, "answer: missing or empty, which only an outcome of “unanswerable” allows"),
        ({"outcome": "unanswerable"}, "answer: there must be none where the outcome is “unanswerable”"),
        ({"outcome": "closed"}, "outcome: “closed” is none of resolved, reopened, unanswerable"),
        ({"at": "yesterday"}, "at: Expected an RFC 3339 time with an offset, such as 2026-11-21T14:06:00Z"),
        ({"topic": "x" * 129}, "topic: Expected string of length <= 128"),
    ],
)
def test_a_bad_ticket_says_what_is_wrong_with_it(file: Path, fields: dict[str, Any], reason: str) -> None:
    assert take(file, **fields) == BadLine(1, reason)


def test_a_table_of_tickets_says_the_same_as_lines_do(tmp_path: Path) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text(
        'id,question,answer,outcome,topic\nt1,"Where, please?",Here.,,orders\nt2,Why?,,unanswerable,\n'
    )

    found = [one.made for one in tickets(file) if not isinstance(one, BadLine)]

    assert [(t.key, t.question, t.answer, t.outcome, t.topic) for t in found] == [
        ("t1", "Where, please?", "Here.", "resolved", "orders"),
        ("t2", "Why?", "", "unanswerable", ""),
    ]


def test_every_ticket_of_the_shared_data_is_taken(shared_data: Path) -> None:
    found = list(tickets(shared_data / "tickets.jsonl.gz"))

    assert not [one for one in found if isinstance(one, BadLine)]
    kept = [one.made for one in found if not isinstance(one, BadLine)]
    assert len(kept) == 4862
    assert sum(ticket.outcome == "reopened" for ticket in kept) == 483
    assert all(ticket.conversation for ticket in kept if ticket.source == "STAR")
