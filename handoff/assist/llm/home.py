"""A thread of its own with an event loop in it, where models are talked to: nobody else's thread ever waits there."""

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Home:
    """Starts with the first call of the process; a forked child begins anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run `work` there; cancelling what comes back cancels it."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="models", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)


_home = Home()


def _renew() -> None:
    global _home
    _home = Home()


os.register_at_fork(after_in_child=_renew)


def begin(work: Coroutine[Any, Any, T]) -> Future[T]:
    """Run `work` in this process's own home for models."""
    return _home.begin(work)
