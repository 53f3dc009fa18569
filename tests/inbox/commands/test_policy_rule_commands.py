"""`policy compile` and `policy match`, as a script uses them."""

import io
import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

RULE = "refunds over 100 dollars"
Fed = Callable[..., None]


@pytest.fixture
def fed(monkeypatch: pytest.MonkeyPatch) -> Fed:
    """Run `policy match` on lines."""

    def feed(*lines: str, rule: str) -> None:
        reading, writing = os.pipe()
        with os.fdopen(writing, "wb") as sink:
            sink.write("\n".join(lines).encode())
        with os.fdopen(reading, "rb") as source:
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(source))
            call_command("policy", "match", "--lexical", "--rule", rule)

    return feed


def compiled(rule: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    call_command("policy", "compile", "--json", "--rule", rule)
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_compile_says_what_it_understood(capsys: pytest.CaptureFixture[str]) -> None:
    told = compiled(RULE, capsys)
    assert (told["understood"], told["ready"]) == ("“refunds” and more than 100 USD", True)


def test_compile_asks_and_match_does_not_guess(capsys: pytest.CaptureFixture[str], fed: Fed) -> None:
    told = compiled("expensive stuff", capsys)
    assert (told["ready"], told["questions"][0]["about"]) == (False, "expensive stuff")
    with pytest.raises(CommandError, match="What counts as"):
        fed('{"id": 1, "text": "a lamp"}', rule="expensive stuff")
    assert capsys.readouterr().out == ""


def test_match_answers_each_line_and_names_the_bad_ones(capsys: pytest.CaptureFixture[str], fed: Fed) -> None:
    lines = (
        '{"id": "a", "text": "a refund of $250"}',
        "{nonsense",
        '{"id": "b", "text": "refund $25"}',
        '{"id": 3}',
    )
    with pytest.raises(CommandError, match="Not taken: 2"):
        fed(*lines, rule=RULE)
    told = capsys.readouterr()
    found = [json.loads(line) for line in told.out.splitlines()]
    assert [(one["id"], one["match"]) for one in found] == [("a", True), ("b", False)]
    assert "250 fits" in found[0]["why"]
    assert [line.partition(":")[0] for line in told.err.splitlines()] == ["line 2", "line 4"]
