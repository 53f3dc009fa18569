"""`propose --model`: Henrik tries what a model would say, before any customer hears it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from pytest_django import Settings

from handoff.knowledge import upkeep
from handoff.models import Article
from tests.model_server import ModelServer, says

pytestmark = pytest.mark.django_db
ASKED = b'{"id": 1, "question": "How long does a refund take?"}\n'


@pytest.fixture(autouse=True)
def _refunds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    Article.objects.create(key="refunds", title="Refunds", text="A refund takes 14 days.", topic="payment")
    monkeypatch.setattr(upkeep, "bring_up_to_date", lambda progress: "nothing")
    cache.clear()
    file = tmp_path / "questions.jsonl"
    file.write_bytes(ASKED)
    with file.open() as asked:
        monkeypatch.setattr("sys.stdin", asked)
        yield


def test_the_model_writes(settings: Settings, capsys: Any) -> None:
    with ModelServer(says("A refund takes 14 days.", 1)) as server:
        settings.LLM = {"base_url": server.url, "model": "m", "seconds": 5}
        call_command("propose", "--model")
    told = json.loads(capsys.readouterr().out)
    assert (told["id"], told["answer"], told["topic"]) == (1, "A refund takes 14 days.", "payment")
    assert [cited["title"] for cited in told["citations"]] == ["Refunds"]
    assert told["confidence"] > 0.8


def test_without_a_model_it_says_what_to_set() -> None:
    with pytest.raises(CommandError, match="set LLM_BASE_URL and LLM_MODEL"):
        call_command("propose", "--model")
