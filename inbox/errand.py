"""Has a worker answer a question, and waits for it: not for long, as somebody looks at the screen."""

import logging
import time
from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Final

import msgspec
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from handoff.assist.engine import Proposal
from handoff.assist.finding import Found

TASK: Final = "inbox.tasks.ask"
PATIENCE: Final = 0.6
"""Seconds after which whoever asked goes on without."""
LOOK: Final = 0.015
KEPT: Final = 30
"""Seconds that an answer lies there."""
log = logging.getLogger(__name__)


class Said(msgspec.Struct, frozen=True):
    """What a worker says: whether it has an index at all, what that answers, and the passages it found."""

    ready: bool
    proposal: Proposal | None
    found: tuple[Found, ...] = ()


def asked(question: str, context: Sequence[str], *, most: int = 0) -> Said | None:
    """What a worker says to the question, with at most so many passages; None where none does in time, or none has an
    index."""
    if not settings.REDIS_URL:
        return None
    errand, until = token_urlsafe(16), time.monotonic() + PATIENCE
    try:
        current_app.send_task(TASK, [errand, question, list(context), most], expires=PATIENCE)
        while time.monotonic() < until:
            if told := cache.get(_key(errand)):
                said = msgspec.json.decode(told, type=Said)
                return said if said.ready else None
            time.sleep(LOOK)
    except (OperationalError, RedisError) as lost:
        log.warning("no worker could be asked: %s", lost)
    return None


def left(where: BaseCache, errand: str, said: Said) -> None:
    """Put an answer where `asked` looks for it."""
    where.set(_key(errand), msgspec.json.encode(said), KEPT)


def _key(errand: str) -> str:
    return f"errand:{errand}"
