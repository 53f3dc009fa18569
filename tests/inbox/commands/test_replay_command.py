"""`replay`, where it does not come far. How it plays is proved against real servers, in tests/faults."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from handoff.models import Source, SourceKey

pytestmark = pytest.mark.django_db
NOBODY = "ws://127.0.0.1:9"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    said = {"role": "customer", "text": "My tent came without poles."}
    file = tmp_path / "conversations.jsonl"
    file.write_text(json.dumps({"id": "c1", "turns": [said]}) + "\n{\n")
    return file


def replay(*words: object) -> tuple[dict[str, Any], str, str]:
    """The summary, what was told on standard error, and the failure."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("replay", *map(str, words), stdout=out, stderr=err)
    return json.loads(out.getvalue() or "{}"), err.getvalue(), str(failed.value)


def test_a_gateway_that_is_not_there_ends_with_the_figures_so_far(file: Path) -> None:
    told, _, failure = replay(file, "--url", NOBODY, "--patience", "0.3", "--source", "Web chat")

    assert "was away" in failure
    assert (told["conversations"], told["answered"], told["p50_ms"]) == (1, 0, None)


def test_the_key_it_makes_for_itself_lives_no_longer_than_it(file: Path) -> None:
    replay(file, "--url", NOBODY, "--patience", "0.3", "--source", "Web chat")

    key = SourceKey.objects.get()
    assert (key.source.name, key.label) == ("Web chat", "replay")
    assert key.revoked_at is not None


def test_with_a_key_nothing_is_made_here(file: Path) -> None:
    replay(file, "--url", NOBODY, "--patience", "0.3", "--key", "baton_x")

    assert not Source.objects.exists()


def test_bad_lines_alone_are_named_and_fail(tmp_path: Path) -> None:
    file = tmp_path / "conversations.jsonl"
    file.write_text("{}\n\n[]\n")

    told, errors, failure = replay(file, "--url", NOBODY)

    assert errors.splitlines() == ["line 1: id: Missing required field", "line 3: Expected object, got array"]
    assert (told["bad_lines"], told["frames"]) == (2, 0)
    assert failure == "Not all went well: see refused and bad_lines."


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--rate", "0"), "--rate must be above 0"),
        (("--limit", "-1"), "--limit must be above 0"),
        (("--url", "nowhere"), "--url must look like"),
    ],
)
def test_what_makes_no_sense_is_refused(file: Path, words: tuple[str, ...], why: str) -> None:
    assert why in replay(file, *words)[2]


def test_a_file_that_is_not_there_is_one_sentence() -> None:
    assert replay("/nothing.jsonl", "--url", NOBODY)[2].startswith("Cannot read /nothing.jsonl")
