"""THE OUTLET: the only place from which changes are told to browsers and front ends.

It hears of every committed change and rings: at once in its own process, and for all others by one message of
ids some milliseconds later, sent by a thread, so that no verb ever waits for Redis or fails with it.
"""

import asyncio
import atexit
import logging
import os
import secrets
import threading
import time
from collections.abc import Iterable
from typing import Any

from channels.layers import BaseChannelLayer

from handoff import relaying, relays
from handoff.events import committed, settled
from handoff.models import Event
from inbox import bells
from inbox.bells import Ring, Typing, Viewing

GATHER_SECONDS = 0.05
PUBLISH_SECONDS = 2.0
PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)


class Doorbells:
    """Gathers what to ring and sends it from one thread, which starts with the first ring of the process."""

    def __init__(self) -> None:
        self.origin = secrets.token_hex(8)
        self.lost = 0
        self._away = False
        self._lock = threading.Lock()
        self._rung = threading.Event()
        self._idle = threading.Event()
        self._thread: threading.Thread | None = None
        self._gathered = Ring()

    def ring(self, ring: Ring) -> None:
        """Tell this process now and the others soon. Never waits, never raises."""
        bells.ring_here(ring)
        if bells.to_others() is None:
            return
        with self._lock:
            self._gathered = _joined(self._gathered, ring)
            self._idle.clear()
            self._rung.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="doorbells", daemon=True)
                self._thread.start()

    def settle(self, seconds: float) -> None:
        """Wait until all is sent, at most so long: a command that ends would else take its last rings with it."""
        if self._thread is not None:
            self._idle.wait(seconds)

    def _work(self) -> None:
        with asyncio.Runner() as runner:
            while (layer := bells.to_others()) and self._rung.wait():
                time.sleep(GATHER_SECONDS)
                if not runner.run(self._publish(layer, self._taken())):
                    time.sleep(PAUSE_SECONDS)
                self._rest()

    def _taken(self) -> Ring:
        with self._lock:
            self._rung.clear()
            taken, self._gathered = self._gathered, Ring()
            return taken

    def _rest(self) -> None:
        with self._lock:
            if not self._rung.is_set():
                self._idle.set()

    async def _publish(self, layer: BaseChannelLayer, ring: Ring) -> bool:
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                await layer.group_send(bells.GROUP, ring.packed(self.origin))
        except bells.LAYER_ERRORS as lost:
            if not self._away:
                log.warning(
                    "doorbells do not reach other processes, which find by polling what is new: %s", lost
                )
            self.lost, self._away = self.lost + 1, True
            return False
        if self._away:
            log.warning("doorbells reach other processes again; %d were lost so far", self.lost)
        self._away = False
        return True


def _joined(one: Ring, other: Ring) -> Ring:
    return Ring(
        one.conversations | other.conversations,
        one.sources | other.sources,
        (*one.typing, *other.typing)[-100:],
        (*one.viewing, *other.viewing)[-1000:],
    )


_doorbells = Doorbells()


def _renew() -> None:
    # A forked child has the parent's object but not its thread.
    global _doorbells
    _doorbells = Doorbells()


os.register_at_fork(after_in_child=_renew)
atexit.register(lambda: _doorbells.settle(1.0))


def ear() -> bells.Ear:
    """The ear of the running loop, which hears this process at once and the others through Redis."""
    return bells.ear(lambda: _doorbells.origin)


def lost() -> int:
    """How many doorbells this process could not send."""
    return _doorbells.lost


def tell_typing(typing: Typing) -> None:
    """Somebody types: pass it on to who has the conversation open, and where `aloud` to its front end."""
    _doorbells.ring(Ring(typing=(typing,)))


def tell_viewing(viewings: Iterable[Viewing]) -> None:
    """Some look at conversations, or look no more: colleagues see it."""
    _doorbells.ring(Ring(viewing=tuple(viewings)))


def tell_seen(conversation_id: int) -> None:
    """Somebody has read it: it is new to nobody's list any more."""
    _doorbells.ring(Ring(frozenset({conversation_id})))


def tell_changed(event: Event, **_: Any) -> None:
    """A conversation changed: browsers look again."""
    _doorbells.ring(Ring(frozenset({event.conversation_id})))


def tell_settled(event: Event, **_: Any) -> None:
    """What follows from a change is done: browsers look once more, and the front end for what it is told."""
    sources = frozenset({event.conversation.source_id}) if event.outward else frozenset()
    if relaying.wanted(event) and (relay := relays.standing(event.conversation)):
        sources |= {relay.source_id}
    _doorbells.ring(Ring(frozenset({event.conversation_id}), sources))


def connect() -> None:
    """Begin to hear of changes; called once, when the apps are ready."""
    committed.connect(tell_changed, dispatch_uid="inbox.realtime.changed")
    settled.connect(tell_settled, dispatch_uid="inbox.realtime.settled")
