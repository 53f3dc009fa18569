"""An index of the test's own, and the shop's knowledge."""

from pathlib import Path

import pytest
from pytest_django import Settings

from handoff.knowledge import answers, upkeep
from handoff.models import Article, Person
from handoff.vocabulary import PersonRole
from tests import factories


@pytest.fixture
def index(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the index, empty at first. Words are enough here, and quicker than meaning."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(upkeep, "installed", lambda: None)
    monkeypatch.setattr(answers, "installed", lambda: None)
    monkeypatch.setattr(answers, "_loaded", None)
    return tmp_path / "assist"


@pytest.fixture
def henrik(db: None) -> Person:
    return factories.person("Henrik Vik", role=PersonRole.ADMIN)


@pytest.fixture
def poles(db: None) -> Article:
    return Article.objects.create(
        key="missing-parts",
        title="Missing parts: what we replace",
        text="Poles, pegs and pole sets are sent at no cost. Keep the tent: only the missing part travels.",
        topic="orders",
    )


@pytest.fixture
def kayaks(db: None) -> Article:
    return Article.objects.create(
        key="kayaks", title="Kayak rental", text="A kayak costs 400 kr a day.", topic="rental"
    )
