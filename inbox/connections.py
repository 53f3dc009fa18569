"""The database connection of a server's thread, which keeps it from one piece of work to the next.

Taking one from the pool, having it checked and giving it back costs a round trip and the time of two statements. What
the pool would find out by asking, that the database has closed it, the socket tells for nothing.
"""

import select
import threading
import time
from typing import Any

from django.conf import settings
from django.db import connections

OLDEST = 1800.0
SPARE = 4
"""Connections that must be left in the pool for pages, or else threads give theirs back."""

_thread = threading.local()


def keep() -> None:
    """This thread does one short piece of work after the other: it keeps its connection, if there are enough."""
    pool = settings.DATABASES["default"].get("OPTIONS", {}).get("pool")
    _thread.keeps = pool is None or pool["max_size"] >= settings.ASGI_THREADS + SPARE


def ready() -> None:
    """Before a piece of work: let go of what can be used no longer. The next statement then takes another one."""
    if not _keeps():
        return
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and _spent(connection):
            connection.close()


def done() -> None:
    """After it: give back the connection, unless this thread keeps it and nothing went wrong with it."""
    for connection in connections.all(initialized_only=True):
        if not _keeps() or connection.errors_occurred or connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def _keeps() -> bool:
    return getattr(_thread, "keeps", False)


def _spent(connection: Any) -> bool:
    # With CONN_MAX_AGE 0, `close_at` is the moment at which it was opened.
    return time.monotonic() - (connection.close_at or 0.0) > OLDEST or _hung_up(connection.connection)


def _hung_up(raw: Any) -> bool:
    """Whether the database closed it: there is something to read, though nothing was asked."""
    if getattr(raw, "closed", False):
        return True
    if not hasattr(raw, "fileno"):
        return False
    poll = select.poll()
    poll.register(raw.fileno(), select.POLLIN)
    return bool(poll.poll(0))
