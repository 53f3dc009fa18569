"""`manage.py source`: what scripts rely on."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from handoff import sources
from handoff.clock import now, shifted
from handoff.models import Source, SourceKey

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Any:
    """What the command says in JSON, on standard output and nothing else."""
    out, err = StringIO(), StringIO()
    call_command("source", *arguments, "--json", stdout=out, stderr=err)
    assert err.getvalue() == ""
    return json.loads(out.getvalue())


def test_it_makes_a_source_and_tells_its_key_once() -> None:
    told = run("Fjell & Co chat")
    assert set(told) == {"source", "key", "key_id"}
    assert told["source"] == "Fjell & Co chat"
    key = sources.verify(told["key"])
    assert key is not None
    assert (key.public_id, key.source.name) == (told["key_id"], "Fjell & Co chat")


def test_again_it_makes_a_further_key_for_the_same_source() -> None:
    first, second = run("Web chat"), run("Web chat", "--label", "staging")
    assert first["key"] != second["key"]
    assert Source.objects.count() == 1
    assert SourceKey.objects.get(public_id=second["key_id"]).label == "staging"


def test_it_revokes_by_the_key_s_id() -> None:
    told = run("Web chat")
    gone = run("--revoke", told["key_id"])
    assert (gone["source"], gone["key_id"]) == ("Web chat", told["key_id"])
    assert gone["revoked_at"].endswith("Z")
    assert sources.verify(told["key"]) is None


def test_a_key_may_end_by_itself() -> None:
    told = run("Web chat", "--expires-days", "2")
    with shifted(timedelta(days=1)):
        assert sources.verify(told["key"]) is not None
    with shifted(timedelta(days=2)):
        assert sources.verify(told["key"]) is None
    assert SourceKey.objects.get().expires_at is not None
    assert now() < SourceKey.objects.get().expires_at  # type: ignore[operator]


def test_for_people_it_says_the_same_in_lines() -> None:
    out = StringIO()
    call_command("source", "Web chat", stdout=out)
    lines = dict(line.split(": ", 1) for line in out.getvalue().splitlines())
    assert lines["source"] == "Web chat"
    assert sources.verify(lines["key"]) is not None


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [""],
        ["x" * 81],
        ["--revoke", "key_none"],
        ["Web chat", "--expires-days", "0"],
        ["Web chat", "--label", "l" * 81],
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match=r"\w+ .*\."):
        run(*arguments)
    assert not SourceKey.objects.exists()


def test_who_answers_its_customers_is_chosen_and_stays_chosen() -> None:
    run("Shop", "--answering", "embedded")
    run("Shop")
    assert Source.objects.get(name="Shop").answering == "embedded"
    with pytest.raises(CommandError, match="answering"):
        run("Shop", "--answering", "somebody")
