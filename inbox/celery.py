"""The Celery app: `celery -A inbox.celery worker`, `... beat`; `manage.py up` starts one of each."""

import os
import time
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_success, worker_init

HEARTBEAT_EVERY = 5.0

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbox.settings")

app = Celery("baton")
app.set_default()  # for threads too, which would else send to a broker of Celery's own choosing
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

_beaten_at = 0.0


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Being connected is the point: Celery then leaves logging as the settings made it."""


@worker_init.connect
def read_what_answers(**_: Any) -> None:
    """Where this host has an index, read code and weights before workers fork: once for all, and for new ones too."""
    from handoff.knowledge import generations

    if generations.mark() is not None:
        from handoff.knowledge import answers

        answers.read_ahead()


@task_success.connect
def remember_sweep(sender: Any, **_: Any) -> None:
    """After a sweep leave proof of it, at most every few seconds, for `/readyz`."""
    global _beaten_at
    if sender.name == "handoff.tasks.sweep" and time.monotonic() - _beaten_at > HEARTBEAT_EVERY:
        from inbox.models import Heartbeat

        _beaten_at = time.monotonic()
        Heartbeat.beat("sweep")
