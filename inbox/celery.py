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
app.conf.update(
    result_backend=None,
    task_ignore_result=True,
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=60,
    task_soft_time_limit=45,
    task_publish_retry_policy={"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2},
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_max_tasks_per_child=5000,
    worker_max_memory_per_child=2_000_000,  # KiB; the mapped index counts, though all share it
    worker_soft_shutdown_timeout=5,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "global_keyprefix": "baton:",
        "visibility_timeout": 300,  # above the time limit, or a slow task would be started twice
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 30,
        "socket_keepalive": True,
        "health_check_interval": 25,
        "retry_on_timeout": True,
    },
    # Beat rings once a second and no more: what is due stands in rows, so a missed or doubled ring is harmless.
    beat_scheduler="celery.beat:Scheduler",
    beat_max_loop_interval=1,
    beat_schedule={
        "sweep": {"task": "handoff.tasks.sweep", "schedule": 1.0, "options": {"expires": 5}},
        "calibrate": {"task": "handoff.tasks.calibrate", "schedule": 60.0, "options": {"expires": 55}},
        "tend_index": {"task": "handoff.tasks.tend_index", "schedule": 2.0, "options": {"expires": 5}},
        "tidy": {"task": "handoff.tasks.tidy", "schedule": 3600.0, "options": {"expires": 600}},
    },
)
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
