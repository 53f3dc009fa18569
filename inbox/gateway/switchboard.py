"""Which front ends are connected to this process, and what wakes them.

A doorbell wakes them at once. Once a second one query asks for all of them together whether their keys still
live and whether there are newer events: so a revoked key is cut off, and an event arrives, with Redis dead too.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable
from weakref import WeakKeyDictionary

from django.db import DatabaseError

from handoff import sources
from inbox import realtime
from inbox.bells import Ring, Typing
from inbox.consumer import in_thread
from inbox.gateway import outbox
from inbox.gateway.auth import Caller

WATCH_SECONDS = 1.0

Place = tuple[int, str, int, int]
"""Where a front end's cursor stands: its source, the one conversation it may see, and the numbers of its events."""

log = logging.getLogger(__name__)


class Line(ABC):
    """One waiting front end: a socket, or an HTTP request that waits for events."""

    caller: Caller

    @abstractmethod
    def wake(self) -> None:
        """There may be newer events."""

    @abstractmethod
    def cut(self) -> None:
        """The key is no longer good."""

    def typing(self, typing: Typing) -> None:  # noqa: B027 - most lines do not care
        """An agent types in a conversation of this source."""


class Switchboard:
    """The lines of one event loop."""

    def __init__(self) -> None:
        self._lines: set[Line] = set()
        self._watching: asyncio.Task[None] | None = None
        self._seen: dict[int, int] = {}
        self._asked: dict[Place, asyncio.Future[list[outbox.Line]]] = {}

    def plug(self, line: Line) -> None:
        """Let `line` be woken, and cut when its key dies."""
        self._lines.add(line)
        if len(self._lines) == 1:
            realtime.ear().join(self._hear)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.create_task(self._watch())

    def unplug(self, line: Line) -> None:
        """Forget `line`."""
        self._lines.discard(line)
        if not self._lines:
            realtime.ear().leave(self._hear)
            if self._watching is not None:
                self._watching.cancel()
                self._watching = None

    def _hear(self, ring: Ring) -> None:
        for line in tuple(self._lines):
            if line.caller.source.pk in ring.sources:
                line.wake()
            for typing in ring.typing:
                if typing.aloud and typing.source == line.caller.source.pk:
                    line.typing(typing)

    def newer(self, caller: Caller, after: int, unacked_upto: int) -> Awaitable[list[outbox.Line]]:
        """As `outbox.newer`. All whom one bell woke and who stand at the same place share one query."""
        place = (caller.source.pk, caller.only, after, unacked_upto)
        if place not in self._asked:
            self._asked[place] = asyncio.ensure_future(self._read(caller, place))
        return asyncio.shield(self._asked[place])

    async def _read(self, caller: Caller, place: Place) -> list[outbox.Line]:
        await asyncio.sleep(0)  # the others ask before this goes on
        del self._asked[place]
        *_, after, unacked_upto = place
        return await in_thread(outbox.newer, caller, after, unacked_upto=unacked_upto)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                await self._look()
            except DatabaseError as failed:
                log.warning("cannot look after %d front ends: %s", len(self._lines), failed)

    async def _look(self) -> None:
        lines = tuple(self._lines)
        keys = {line.caller.key_id for line in lines}
        living = await in_thread(sources.living_keys, keys)
        for line in lines:
            newest = living.get(line.caller.key_id)
            if newest is None:
                line.cut()
            elif newest != self._seen.get(line.caller.key_id):
                line.wake()
        self._seen = living


_boards: WeakKeyDictionary[asyncio.AbstractEventLoop, Switchboard] = WeakKeyDictionary()


def board() -> Switchboard:
    """The switchboard of the running loop."""
    return _boards.setdefault(asyncio.get_running_loop(), Switchboard())
