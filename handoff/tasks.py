"""Celery shells. Work is in rows: a task that is lost, late or doubled changes nothing."""

from celery import shared_task

from handoff import answering, attachments, calibrations, flow, housekeeping, standing, summing
from handoff.models import Handoff, Source, Timer
from handoff.vocabulary import Answering


@shared_task(name="handoff.tasks.sweep")
def sweep() -> None:
    """Do what is due and what a crash left undone."""
    flow.sweep()
    standing.compact()
    attachments.overdue()


@shared_task(name="handoff.tasks.tidy")
def tidy() -> None:
    """Forget what need not be kept."""
    housekeeping.tidy()


@shared_task(name="handoff.tasks.check_attachment")
def check_attachment(attachment: int) -> None:
    """Have a file looked at before anybody may see it."""
    attachments.check(attachment)


@shared_task(name="handoff.tasks.calibrate")
def calibrate() -> None:
    """Fit anew what confidences are worth, where humans found more since."""
    calibrations.refit()


@shared_task(name="handoff.tasks.answer")
def answer(timer: int) -> None:
    """Answer a customer's message, by a model where the source wants one: what it says is taken up later."""
    answering.answer(Timer.objects.select_related("cause__message").get(pk=timer), patient=True)


@shared_task(name="handoff.tasks.sum_up")
def sum_up(handoff: int) -> None:
    """Have a conversation summed up for who takes it over: what the model writes is kept later."""
    summing.sum_up(Handoff.objects.select_related("conversation__customer").get(pk=handoff))


@shared_task(name="handoff.tasks.tend_index", acks_late=False, soft_time_limit=3500, time_limit=3600)
def tend_index() -> None:
    """Keep this host's index up with the database, and load what is new where it will be asked for.

    A house that answers nobody from here needs none; where there is one, somebody asked for it.
    """
    from handoff.knowledge import generations

    answers_here = Source.objects.exclude(answering=Answering.NONE).exists()
    if not answers_here and generations.mark() is None:
        return
    from handoff.knowledge import answers, upkeep

    upkeep.tend()
    if answers_here:
        answers.ready()
