"""Oskar's recorded conversations become briefings on the command line."""

import io
import json
import os
from typing import Any

import pytest
from django.core.management import CommandError, call_command

GOOD = {
    "id": "c-1",
    "turns": [
        {"role": "customer", "text": "Hi! My tent came without poles, can you send them?"},
        {"role": "action", "text": "looked up the order"},
        {"role": "bot", "text": "What is your order number?"},
        {"role": "customer", "text": "FJ-48213"},
    ],
}


def run(monkeypatch: pytest.MonkeyPatch, *lines: str | dict[str, Any]) -> tuple[list[Any], str, str]:
    """The answers on standard output, what stood on standard error, and how it ended."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    out, err, ended = io.StringIO(), io.StringIO(), ""
    with os.fdopen(reading, "rb") as given:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(given))
        try:
            call_command("brief", stdout=out, stderr=err)
        except CommandError as wrong:
            ended = str(wrong)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), ended


def test_a_conversation_becomes_a_briefing(monkeypatch: pytest.MonkeyPatch) -> None:
    (answer,), err, ended = run(monkeypatch, GOOD)
    assert list(answer)[:9] == ["id", "who", "wants", "tried", "said", "facts", "mood", "open", "next"]
    assert answer["wants"][0]["text"] == "My tent came without poles, can you send them?"
    assert answer["facts"] == [
        {
            "text": "FJ-48213",
            "message": 4,
            "start": 0,
            "end": 8,
            "label": "What is your order number?",
            "was": None,
            "cut": False,
        }
    ]
    assert (err, ended) == ("", "")


def test_a_bad_line_is_named_and_the_rest_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    bird = {"turns": [{"role": "bird", "text": "Tweet"}]}
    answers, err, ended = run(monkeypatch, "no JSON", bird, GOOD)
    assert [answer["id"] for answer in answers] == ["c-1"]
    assert err.splitlines()[0].startswith("line 1: ")
    assert err.splitlines()[1].startswith("line 2: turns[0].role: ")
    assert ended == "Bad lines: 2. The rest is answered."


def test_an_empty_thread_has_an_empty_briefing(monkeypatch: pytest.MonkeyPatch) -> None:
    (answer,), _, _ = run(monkeypatch, {"turns": []})
    assert (answer["id"], answer["wants"], answer["next"]) == (None, [], "Wait for the customer.")
