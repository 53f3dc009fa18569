"""Summing up a conversation for whoever takes it over, by the model: where its front end did not, and there is much.

Nobody waits for it: the briefing of quotes stands at once, and the sentences come into it when they are there.
"""

import logging
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Any, Final

from celery import current_app
from django.conf import settings
from django.db import close_old_connections
from kombu.exceptions import OperationalError

from handoff import engines
from handoff.assist.llm.case import Turn
from handoff.assist.llm.failures import Failure
from handoff.events import changing, record
from handoff.models import Briefing, Event, Handoff
from handoff.vocabulary import ActorKind, EventKind, Role

LEAST: Final = 3
"""A customer who wrote less often is read sooner than summed up."""
MOST: Final = 40
SPOKEN: Final = (Role.CUSTOMER, Role.ASSISTANT, Role.AGENT)
TASK: Final = "handoff.tasks.sum_up"

log = logging.getLogger(__name__)
_threads = ThreadPoolExecutor(1, "summaries")  # in which what the model wrote is kept


def begin(event: Event) -> None:
    """Ring for a worker that has the conversation of `event` summed up. A ring may be lost: the quotes stand."""
    if not settings.LLM or event.handoff is None or event.handoff.summary:
        return
    if event.conversation.thread.filter(role=Role.CUSTOMER).count() < LEAST:
        return
    try:
        current_app.send_task(TASK, [event.handoff_id], expires=60)
    except OperationalError as lost:
        log.warning("no worker could be told to sum up: %s", lost)


def sum_up(handoff: Handoff) -> None:
    """Start the model on the conversation of `handoff`; what it writes is kept after this returns."""
    phraser = engines.phraser()
    if phraser is None or handoff.summary:
        return
    held = handoff.conversation
    rows = list(held.thread.filter(role__in=SPOKEN).order_by("-number")[:MOST])[::-1]
    turns = [Turn(row.text, row.role == Role.CUSTOMER) for row in rows]
    briefing = Briefing.objects.filter(conversation=held).values_list("content", flat=True).first()
    begun = phraser.begin(list(_quotes(briefing or {})), turns, [held.customer.name])
    begun.add_done_callback(lambda done: _threads.submit(_take_up, handoff.pk, done))


def keep(handoff_id: int, summary: str) -> None:
    """Keep what the model wrote, unless there is a summary by now."""
    conversation = Handoff.objects.values_list("conversation", flat=True).get(pk=handoff_id)
    with changing(conversation) as held:
        if Handoff.objects.filter(pk=handoff_id, summary="").update(summary=summary):
            record(EventKind.CONTEXT_UPDATED, held, actor=ActorKind.AI)


def _take_up(handoff_id: int, done: Future[str]) -> None:
    """Runs in a thread of its own."""
    try:
        if summary := done.result():
            keep(handoff_id, summary)
    except (Failure, CancelledError) as failed:
        log.warning("handoff %s is not summed up: %s", handoff_id, failed)
    except Exception:
        log.exception("the summary of handoff %s is not kept", handoff_id)
    finally:
        close_old_connections()


def _quotes(briefing: dict[str, Any]) -> list[str]:
    """The texts of a briefing's quotes."""
    lines = [line for part in ("wants", "tried", "open") for line in briefing.get(part) or []]
    return [str(line["text"]) for line in lines]
