"""`manage.py assess`: texts in, what is sensed in them out, line by line."""

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

Run = Callable[..., list[dict[str, object]]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Feed the command and read what it printed."""

    def feed(lines: str, **options: Any) -> list[dict[str, object]]:
        reading, writing = os.pipe()
        with os.fdopen(writing, "wb") as sink:
            sink.write(lines.encode())
        with os.fdopen(reading, "rb") as source:
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(source))
            call_command("assess", **options)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return feed


def test_each_line_is_answered_under_its_id(run: Run) -> None:
    angry, calm = run(
        '{"id": "a", "text": "You useless thieves, I want my money back! Get me a manager!"}\n'
        '{"text": "Hvor er pakken min?"}'
    )
    assert angry["id"] == "a"
    assert angry["asks_for_human"] == 1.0
    assert angry["high_risk"] == ["refund"]
    assert angry["language"] == "en"
    assert isinstance(angry["anger"], float)
    assert angry["anger"] > 0.7
    assert {span["sense"] for span in angry["evidence"]} == {"asks_for_human", "anger", "refund"}  # type: ignore[attr-defined]
    assert (calm["id"], calm["asks_for_human"], calm["high_risk"], calm["language"]) == (None, 0.0, [], "no")


def test_a_bad_line_is_named_and_the_rest_is_answered(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="Bad lines: 2"):
        run('{"text": "hello"}\nno json\n\n{"text": 5}\n{"id": 5, "text": "hello"}\n')
    told = capsys.readouterr()
    assert [json.loads(line)["id"] for line in told.out.splitlines()] == [None, 5]
    assert "line 2:" in told.err
    assert "line 4: text:" in told.err


def test_many_lines_keep_their_order(run: Run) -> None:
    answers = run("".join(f'{{"id": {at}, "text": "where is order {at}?"}}\n' for at in range(300)))
    assert [answer["id"] for answer in answers] == list(range(300))


def test_further_grave_topics_come_from_a_file(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("fire: {examples: [The stove exploded in the tent]}\n")
    lines = '{"text": "A stove of yours exploded in my tent"}\n' * 70
    assert all(answer["high_risk"] == ["fire"] for answer in run(lines, topics=own))
    assert not run(lines)[0]["high_risk"]


def test_a_wrong_file_of_topics_stops_at_once(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.json"
    own.write_text('{"fire": []}')
    with pytest.raises(CommandError, match="topics: fire: there is no phrase"):
        run('{"text": "hello"}\n', topics=own)
