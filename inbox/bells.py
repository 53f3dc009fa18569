"""A process's ear for doorbells: what changed, told by ids only, to whoever in this process listens.

A ring is a hint. It may come twice, late or never: whoever listens reads the database from its own cursor, and
polls it slowly besides. So a lost Redis costs seconds and never data.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from channels.layers import BaseChannelLayer, InMemoryChannelLayer, get_channel_layer
from redis.exceptions import RedisError

GROUP = "bells"
RETRY_SECONDS = 2.0
LAYER_ERRORS = (OSError, RedisError, TimeoutError)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Typing:
    """Somebody types in a conversation, or no longer does. `agent` is empty where it is the customer.

    `aloud` means that the front end is told; `person` is the agent's id, so that they are not told themselves.
    """

    conversation: int
    source: int
    external_id: str
    on: bool
    agent: str = ""
    aloud: bool = False
    person: int = 0


@dataclass(frozen=True)
class Viewing:
    """Somebody has a conversation before them, or no longer has."""

    conversation: int
    person: int
    who: str
    initials: str
    on: bool = True


@dataclass(frozen=True)
class Ring:
    """What changed: conversations for browsers, sources with new events for front ends, who types and who looks."""

    conversations: frozenset[int] = frozenset()
    sources: frozenset[int] = frozenset()
    typing: tuple[Typing, ...] = field(default=())
    viewing: tuple[Viewing, ...] = field(default=())

    def packed(self, origin: str) -> dict[str, Any]:
        """As a message of the channel layer."""
        return {
            "type": "ring",
            "origin": origin,
            "conversations": list(self.conversations),
            "sources": list(self.sources),
            "typing": [asdict(item) for item in self.typing],
            "viewing": [asdict(item) for item in self.viewing],
        }


def unpacked(message: dict[str, Any]) -> Ring:
    """The ring in a message of the channel layer."""
    return Ring(
        frozenset(message["conversations"]),
        frozenset(message["sources"]),
        tuple(Typing(**item) for item in message["typing"]),
        tuple(Viewing(**item) for item in message.get("viewing", ())),  # an older process tells of none
    )


class Ear:
    """Listens for one event loop, as long as anybody in it wants to hear."""

    def __init__(self, loop: asyncio.AbstractEventLoop, origin: Callable[[], str]) -> None:
        self.loop = loop
        self._origin = origin
        self._listeners: set[Callable[[Ring], None]] = set()
        self._listening: asyncio.Task[None] | None = None

    def join(self, listener: Callable[[Ring], None]) -> None:
        """Let `listener` hear every ring from now on, in the loop's own thread."""
        self._listeners.add(listener)
        if self._listening is None or self._listening.done():
            self._listening = self.loop.create_task(self._listen())

    def leave(self, listener: Callable[[Ring], None]) -> None:
        """Let `listener` hear no more."""
        self._listeners.discard(listener)
        if not self._listeners and self._listening is not None:
            self._listening.cancel()
            self._listening = None

    def hear(self, ring: Ring) -> None:
        """Tell all who listen."""
        for listener in tuple(self._listeners):
            listener(ring)

    async def _listen(self) -> None:
        while layer := to_others():
            try:
                await self._hear_others(layer)
            except LAYER_ERRORS as lost:
                log.warning("cannot hear other processes: %s", lost)
                await asyncio.sleep(RETRY_SECONDS)

    async def _hear_others(self, layer: BaseChannelLayer) -> None:
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        while True:
            message = await layer.receive(channel)
            if message["origin"] != self._origin():
                self.hear(unpacked(message))


def to_others() -> BaseChannelLayer | None:
    """The way to other processes; None where there is no Redis, and so no other process."""
    layer = get_channel_layer()
    return None if isinstance(layer, InMemoryChannelLayer) else layer


_ears: WeakKeyDictionary[asyncio.AbstractEventLoop, Ear] = WeakKeyDictionary()
_guard = threading.Lock()


def ear(origin: Callable[[], str]) -> Ear:
    """The ear of the running loop; `origin` names this process, whose own rings need no way through Redis."""
    loop = asyncio.get_running_loop()
    with _guard:
        return _ears.setdefault(loop, Ear(loop, origin))


def ring_here(ring: Ring) -> None:
    """Tell this process's own listeners at once, from whatever thread."""
    with _guard:
        ears = [found for found in _ears.values() if not found.loop.is_closed()]
    for found in ears:
        found.loop.call_soon_threadsafe(found.hear, ring)
