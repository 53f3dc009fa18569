"""Celery shells. Work is in rows: a task that is lost, late or doubled changes nothing."""

from celery import shared_task

from handoff import flow, housekeeping


@shared_task(name="handoff.tasks.sweep")
def sweep() -> None:
    """Do what is due and what a crash left undone."""
    flow.sweep()


@shared_task(name="handoff.tasks.tidy")
def tidy() -> None:
    """Forget what need not be kept."""
    housekeeping.tidy()
