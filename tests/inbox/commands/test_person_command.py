"""`person`, as Henrik and his scripts call it."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from handoff.models import Person, Queue

pytestmark = pytest.mark.django_db
PASSWORD = "fjell-og-vidde-7"


def person(monkeypatch: pytest.MonkeyPatch, *words: str, typed: str = "") -> dict[str, Any]:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    call_command("person", *words, stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def test_everything_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Orders", "Payments"):
        Queue.objects.create(name=name)
    words = (
        "mira --role agent --queue Orders Payments --skill refunds --skill nb --capacity 4 --password-stdin"
    )

    told = person(monkeypatch, *words.split(), "--name", "Mira Dahl", typed=f"{PASSWORD}\r\nmore\n")

    assert told == {
        "person": "mira",
        "name": "Mira Dahl",
        "role": "agent",
        "queues": ["Orders", "Payments"],
        "skills": ["refunds", "nb"],
        "capacity": 4,
        "made": True,
    }
    assert Person.objects.get().check_password(PASSWORD)


def test_a_change_needs_only_what_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    person(monkeypatch, "sofie", "--role", "agent", "--password-stdin", typed=PASSWORD)

    told = person(monkeypatch, "sofie", "--role", "supervisor")

    assert (told["role"], told["made"]) == ("supervisor", False)
    assert Person.objects.get().check_password(PASSWORD)


def test_an_unknown_queue_is_an_error_that_names_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    Queue.objects.create(name="Orders")
    words = ["mira", "--role", "agent", "--password-stdin", "--queue", "Refunds"]

    with pytest.raises(CommandError, match=r"There is no queue “Refunds”\. Known: Orders\."):
        person(monkeypatch, *words, typed=PASSWORD)
    assert not Person.objects.exists()

    assert person(monkeypatch, *words, "--make-queue", typed=PASSWORD)["queues"] == ["Refunds"]


def test_an_empty_standard_input_is_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="too short"):
        person(monkeypatch, "mira", "--role", "agent", "--password-stdin")
    assert not Person.objects.exists()
