"""`export_feedback`, as whoever tunes the AI calls it."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from handoff import flow, review
from tests import factories as scene

pytestmark = pytest.mark.django_db


def exported(*words: str) -> list[str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("export_feedback", *words, stdout=out, stderr=err)
    assert err.getvalue() == ""
    return out.getvalue().splitlines()


def test_each_format_is_jsonl_on_standard_output_and_the_same_every_time() -> None:
    mira, draft = scene.person(), scene.open_draft(scene.proposes(scene.hears("Jeg får ikke betalt 😟")))
    review.approve(draft.pk, agent=mira, text="Vi hjelper deg nå.", seen=1)
    flow.sweep(older_than=timedelta(seconds=-1))

    ledger, sft, preference = (exported("--format", kind) for kind in ("ledger", "sft", "preference"))

    assert json.loads(ledger[0])["final"] == "Vi hjelper deg nå."
    assert json.loads(sft[0])["messages"][0]["content"] == "Jeg får ikke betalt 😟"
    assert json.loads(preference[0])["rejected"][0]["content"] == "We send a new pole set."
    assert exported() == ledger
    assert exported("--format", "preference") == preference
    assert "😟" in sft[0]


def test_an_empty_house_exports_nothing() -> None:
    assert exported() == []


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(CommandError, match="invalid choice"):
        exported("--format", "xml")
