"""Ingrid writes in the web chat, and Mira has her conversation."""

from pathlib import Path
from typing import Any

import pytest

from handoff.models import Conversation, Person
from tests import factories


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """The storage, empty."""
    backend = settings.STORAGES["attachments"]
    options = backend["OPTIONS"] | {"location": tmp_path / "kept"}
    settings.STORAGES = settings.STORAGES | {"attachments": backend | {"OPTIONS": options}}
    return tmp_path / "kept"


@pytest.fixture
def mira(db: None) -> Person:
    return factories.person(queues=(factories.queue(default=True),))


@pytest.fixture
def held(mira: Person) -> Conversation:
    return factories.assigned(mira, to=factories.queue())
