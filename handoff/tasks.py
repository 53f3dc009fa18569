"""Celery shells. Work is in rows: a task that is lost, late or doubled changes nothing."""

from celery import shared_task

from handoff import calibrations, flow, housekeeping


@shared_task(name="handoff.tasks.sweep")
def sweep() -> None:
    """Do what is due and what a crash left undone."""
    flow.sweep()


@shared_task(name="handoff.tasks.tidy")
def tidy() -> None:
    """Forget what need not be kept."""
    housekeeping.tidy()


@shared_task(name="handoff.tasks.calibrate")
def calibrate() -> None:
    """Fit anew what confidences are worth, where humans found more since."""
    calibrations.refit()
