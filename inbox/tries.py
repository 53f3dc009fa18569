"""What rules would have matched among the past tickets: found by a worker, and kept for whoever looks next.

A thousand tickets take about a second, which is too long for what serves pages.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from handoff.knowledge import generations, previews
from handoff.knowledge.previews import Preview
from handoff.models import PastTicket
from handoff.policy.rule import Rule

TASK: Final = "inbox.tasks.try_rule"
MOST: Final = 5000
"""Past tickets that are tried, the newest."""
FEW: Final = 500
"""Where no worker can be asked, and somebody waits."""
KEPT: Final = 24 * 3600
UNSURE: Final = 30
"""Seconds for which a result is kept that the encoder was away for."""
PATIENCE: Final = 60
"""Seconds after which a worker is asked again."""

log = logging.getLogger(__name__)


class Errand(msgspec.Struct, frozen=True):
    """What a worker is asked: to try a rule, and how it overlaps with others, and where to keep what it finds."""

    key: str
    rule: Rule
    others: tuple[Rule, ...] = ()


def stamp() -> bytes:
    """What tells the tickets and the index that there are now from those that there were."""
    tickets = PastTicket.objects.filter(active=True).aggregate(Count("pk"), Max("updated_at"))
    return msgspec.json.encode((*tickets.values(), generations.mark(), MOST))


def errand(rule: Rule, others: Iterable[Rule] = (), *, at: bytes | None = None) -> Errand:
    """The errand for a rule on the tickets of a `stamp`, those of now unless one is given."""
    others = tuple(others)
    asked = msgspec.json.encode((rule, others)) + (at or stamp())
    return Errand(f"try:{hashlib.sha256(asked).hexdigest()}", rule, others)


def found(wanted: Sequence[Errand]) -> Mapping[str, Preview]:
    """What was found already, by key."""
    try:
        kept = cache.get_many([one.key for one in wanted])
    except RedisError as lost:
        log.warning("no result can be looked up: %s", lost)
        return {}
    return {key: msgspec.json.decode(told, type=Preview) for key, told in kept.items()}


def tried(one: Errand, *, here: bool = False) -> Preview | None:
    """What a rule would have matched; None while a worker looks.

    Where none can be asked, or none was at it for long (`here`), fewer are tried by whoever asks.
    """
    if (told := found([one])) and one.key in told:
        return told[one.key]
    if not settings.REDIS_URL:
        return carry_out(one)
    try:
        if cache.add(f"{one.key}:asked", True, PATIENCE):
            current_app.send_task(TASK, [msgspec.json.encode(one).decode()], expires=PATIENCE)
    except (OperationalError, RedisError) as lost:
        log.warning("no worker could be asked: %s", lost)
        here = True
    return previews.preview(one.rule, one.others, most=FEW) if here else None


def carry_out(one: Errand) -> Preview:
    """Try the rule now and here, and keep what is found."""
    preview = previews.preview(one.rule, one.others, most=MOST)
    cache.set(one.key, msgspec.json.encode(preview), UNSURE if preview.by_words else KEPT)
    return preview
