"""`propose`, as scripts call it: lines in, lines out, at once."""

import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from handoff.assist.engine import Citation, Proposal
from handoff.knowledge import answers, upkeep
from handoff.records import Line
from inbox.management.lines import batches

POLES = Proposal("Poles are sent.", 0.93, "orders", (Citation("Poles", item="article:poles"),), 0.8)
Run = Callable[..., tuple[list[dict[str, Any]], str, str]]


class Engine:
    """Knows of poles; keeps what it was asked, batch by batch."""

    def __init__(self) -> None:
        self.asked: list[list[tuple[str, Sequence[str]]]] = []

    def propose_many(self, asked: Sequence[tuple[str, Sequence[str]]]) -> list[Proposal | None]:
        self.asked.append(list(asked))
        return [POLES if "poles" in question else None for question, _ in asked]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(answers, "propose_many", made.propose_many)
    monkeypatch.setattr(upkeep, "bring_up_to_date", lambda progress: "rebuilt")
    return made


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> Run:
    def called(*lines: Any) -> tuple[list[dict[str, Any]], str, str]:
        reading, writing = os.pipe()
        text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
        os.write(writing, text.encode("utf-8", "surrogateescape"))
        os.close(writing)
        out, err, failure = io.StringIO(), io.StringIO(), ""
        with os.fdopen(reading, "rb") as given:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given))
            try:
                call_command("propose", stdout=out, stderr=err)
            except CommandError as failed:
                failure = str(failed)
        return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), failure

    return called


def test_a_line_in_is_a_line_out(run: Run) -> None:
    told, said, failure = run({"id": "q1", "question": "Where are my poles?"}, {"question": "Surfboards?"})
    assert told == [
        {
            "id": "q1",
            "answer": "Poles are sent.",
            "confidence": 0.93,
            "raw_confidence": 0.8,
            "topic": "orders",
            "citations": [
                {"title": "Poles", "url": "", "quote": "", "score": 0.0, "item": "article:poles"},
            ],
        },
        {
            "id": None,
            "answer": None,
            "confidence": 0.0,
            "raw_confidence": 0.0,
            "topic": None,
            "citations": [],
        },
    ]
    assert (said, failure) == ("The index was rebuilt.\n", "")


def test_context_is_what_the_customer_said(run: Run, engine: Engine) -> None:
    turns = [{"role": "user", "text": "Hi"}, {"role": "assistant", "text": "Hello"}]
    run(
        {"question": "a", "context": ["one", "two"]},
        {"question": "b", "context": [*turns, {"role": "customer", "text": "My tent"}]},
        {"question": "c", "context": None},
    )
    assert engine.asked == [[("a", ["one", "two"]), ("b", ["Hi", "My tent"]), ("c", [])]]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "Expecting"),
        ("[]", "object"),
        ('{"question": ""}', "question"),
        ('{"question": 7}', "question"),
        ("{}", "question"),
        ('{"question": "x", "context": "y"}', "context"),
        ('{"question": "x", "context": [{"role": "dog", "text": "y"}]}', "context[0].role"),
        ('{"question": "\\u0000"}', "question"),
        ('{"question": "\udcff"}', ""),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_answered(run: Run, line: str, told: str) -> None:
    answered, said, failure = run({"question": "poles"}, line, "", {"question": "poles", "id": 2})
    assert [one["id"] for one in answered] == [None, 2]
    assert said.splitlines()[1].startswith("line 2: ")
    assert told in said.splitlines()[1]
    assert failure == "Bad lines: 1. The rest is answered."


def test_a_batch_is_what_is_there_already() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as given:
        lines = batches(given, 2)
        os.write(writing, b"one\n")
        assert next(lines) == [Line(1, b"one")]
        os.write(writing, b"two\nthree\nfo")
        assert next(lines) == [Line(2, b"two"), Line(3, b"three")]
        os.write(writing, b"ur")
        os.close(writing)
        assert list(lines) == [[Line(4, b"four")]]
