"""How often a visitor may ask: so many times a minute, counted in the cache."""

from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from inbox.chat.visit import Visit

MINUTE = 60
CROWD = 10
"""All visitors of one address together may ask this many times as often as one: a fresh cookie is easily had."""


def allows(request: HttpRequest, visit: Visit, what: str, most: int) -> bool:
    """Whether this is within `most` a minute of the visitor, and CROWD times that of their address."""
    address = request.META.get("REMOTE_ADDR", "")
    return (
        _counted(f"chat:{what}:{visit.visitor}") <= most
        and _counted(f"chat:{what}:@{address}") <= most * CROWD
    )


def _counted(name: str) -> int:
    """How often this was asked in the minute that began with the first time. Without a cache nobody is refused."""
    try:
        cache.add(name, 0, MINUTE)
        return cache.incr(name)
    except (ValueError, OSError, RedisError):
        return 0
