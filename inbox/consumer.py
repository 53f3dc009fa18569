"""What both kinds of socket, of front ends and of browsers, have in common."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import copy_context
from typing import Any, ParamSpec, TypeVar

from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.utils import await_many_dispatch

from inbox import connections

FAULT = 1011

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)


class Socket(AsyncWebsocketConsumer):
    """A consumer without a channel of its own and without a thread hop for each frame.

    Doorbells reach it through its process's ear, so that a dead Redis can neither refuse nor end a connection.
    Whatever happens, `gone` is called once at the end, and the tasks that were spawned are cancelled.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope, self.base_send = scope, send
        self.over = False
        self.tasks: set[asyncio.Task[None]] = set()
        try:
            await await_many_dispatch([receive], self.dispatch)
        except StopConsumer:
            log.debug("closed: %s", scope["path"])
        finally:
            self.over = True
            for task in self.tasks:
                task.cancel()
            self.gone()

    async def dispatch(self, message: Any) -> None:
        """Hand one message of the server to its handler."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_connect(self, message: Any) -> None:
        """The handshake."""
        await self.connect()

    async def websocket_disconnect(self, message: Any) -> None:
        """The other side, or the server, ended it."""
        raise StopConsumer

    def gone(self) -> None:
        """The connection is over: forget it."""

    def spawn(self, work: Coroutine[Any, Any, None], *, outlives: bool = False) -> asyncio.Task[None]:
        """Let `work` run beside the connection, which ends where it fails; it ends with it unless it outlives it."""
        keep = _background if outlives else self.tasks
        task = asyncio.create_task(self._guarded(work))
        keep.add(task)
        task.add_done_callback(keep.discard)
        return task

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("a task of %s failed", self.scope["path"])
            await self.close(FAULT)

    async def say(self, text: str) -> None:
        """Send a text, unless the connection is over."""
        if not self.over:
            await self.send(text_data=text)

    async def close(self, code: int | bool | None = None, reason: str | None = None) -> None:
        """Close once; what is said afterwards is not sent."""
        if not self.over:
            self.over = True
            await super().close(code, reason)


def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
    """Run database work in any thread of the server's pool.

    Channels' own way runs it in one thread for all sockets, which would be a queue; its other way costs as much
    as three statements.
    """
    context = copy_context()

    def run() -> T:
        connections.ready()
        try:
            return context.run(work, *args, **kwargs)
        finally:
            connections.done()

    return asyncio.get_running_loop().run_in_executor(None, run)


_background: set[asyncio.Future[Any]] = set()


def in_background(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> None:
    """Run database work in a thread of the pool without waiting; it goes on where the connection ends.

    Only for what may be lost with the process.
    """
    task = asyncio.ensure_future(in_thread(work, *args, **kwargs))
    _background.add(task)
    task.add_done_callback(_background.discard)
