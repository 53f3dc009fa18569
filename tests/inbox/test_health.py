"""Whoever watches over the processes asks two questions."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from inbox import health
from inbox.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_a_live_process_with_its_database_is_healthy(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok"})
    assert "no-cache" in answer["Cache-Control"]


def test_a_process_without_its_database_is_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (503, {"database": "does not answer"})


def test_the_whole_is_ready_once_a_worker_has_swept(client: Client) -> None:
    before = client.get("/readyz")
    assert (before.status_code, before.json()["sweep"]) == (503, "has never run")
    Heartbeat.beat("sweep")
    after = client.get("/readyz")
    assert (after.status_code, after.json()) == (200, {"database": "ok", "migrations": "ok", "sweep": "ok"})


def test_a_worker_that_went_deaf_shows(client: Client) -> None:
    Heartbeat.objects.create(part="sweep", at=timezone.now() - timedelta(minutes=5))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["sweep"]) == (503, "last ran 300 s ago")


def test_a_migration_that_is_not_applied_shows(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "migrations_wrong", lambda: "inbox.0002_more is not applied")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "inbox.0002_more is not applied")


def test_nobody_writes_to_a_health_check(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
