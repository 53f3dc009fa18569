"""Every open WebSocket of this process, so that they can be closed in good order when it stops.

A request that waits for long can be among them: it is asked to end its wait.
"""

import asyncio
from typing import Any, Protocol

from channels.consumer import AsyncConsumer

RESTART = 1012  # "service restart": clients come back at once and resume from their cursor


class Leaver(Protocol):
    """Whatever can be asked to leave."""

    async def leave(self, code: int, patience: float) -> None:
        """End, if possible within `patience` seconds."""


_open: set[Leaver] = set()


class Registered(AsyncConsumer):
    """First among a consumer's bases: the consumer is known while it is open, and can be asked to leave.

    `leave` waits for the frame in hand, so that its reply is still sent. Frames behind it are dropped
    unanswered; whoever sent them sends them again.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.leaving = False
        self._at_work = asyncio.Lock()
        opened(self)
        try:
            await super().__call__(scope, receive, send)
        finally:
            closed(self)

    async def dispatch(self, message: Any) -> None:
        """Handle one message, unless it is a frame that came after we were asked to leave."""
        async with self._at_work:
            if not (self.leaving and message["type"] == "websocket.receive"):
                await super().dispatch(message)

    async def leave(self, code: int, patience: float) -> None:
        """Close with `code` after the frame in hand, or after `patience` seconds."""
        self.leaving = True
        try:
            await asyncio.wait_for(self._at_work.acquire(), patience)
        except TimeoutError:
            await self.send({"type": "websocket.close", "code": code})
        else:
            self._at_work.release()
            await self.send({"type": "websocket.close", "code": code})


def opened(consumer: Leaver) -> None:
    """From now on `consumer` is among the open ones."""
    _open.add(consumer)


def closed(consumer: Leaver) -> None:
    """`consumer` is gone."""
    _open.discard(consumer)


def count() -> int:
    """How many are open."""
    return len(_open)


async def close_all(code: int = RESTART, patience: float = 2.0) -> None:
    """Ask every open socket to leave with `code`; returns when each was told so."""
    await asyncio.gather(
        *(consumer.leave(code, patience) for consumer in list(_open)), return_exceptions=True
    )
