"""A replay's sockets: they connect, say hello, send, listen, acknowledge, and connect again."""

import asyncio
import random
from collections.abc import Coroutine, Generator, Iterator
from time import monotonic
from typing import Any, Final

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from websockets.typing import Subprotocol

from handoff.errors import Invalid
from handoff.protocol import SUBPROTOCOL, Ack, Error, Event, Hello, Ok, Pong, TypingEvent, Welcome
from inbox.replay.course import Course, wire
from inbox.replay.lane import Lane
from inbox.replay.pace import Pacer
from inbox.replay.tally import Tally

REPLY_SECONDS: Final = 30.0
"""After so long without a reply the connection is given up and made anew."""
ACK_EVERY: Final = 0.5
QUIET, QUIET_MOST = 1.0, 10.0
"""At the end, events are awaited until none came for so long, and no longer than that."""
SHARE: Final = 0.9
"""Of the rate that the gateway allows a socket: acknowledgements count too."""

_heard: Final = msgspec.json.Decoder(Ok | Error | Welcome | Pong | Event)


class GaveUp(Exception):
    """The gateway did not answer for as long as we had patience."""


async def play(
    courses: Iterator[Course],
    tally: Tally,
    *,
    url: str,
    key: str,
    rate: float | None = None,
    sockets: int = 1,
    width: int = 32,
    patience: float = 60.0,
) -> None:
    """Play all of `courses`, `width` at a time on each socket, and count in `tally`.

    Raises GaveUp where something was not answered for `patience` seconds, and Invalid where the gateway
    refuses us for good (a bad key, a wrong address).
    """
    pacer = Pacer(rate)
    lanes = [Lane(courses, width=width, tally=tally) for _ in range(sockets)]
    await asyncio.gather(*(Player(lane, tally, pacer, url, key, patience).run() for lane in lanes))


class Player:
    """One socket, made anew as often as it is lost."""

    def __init__(self, lane: Lane, tally: Tally, pacer: Pacer, url: str, key: str, patience: float) -> None:
        self.lane, self.tally, self.pacer = lane, tally, pacer
        self.url, self.key, self.patience = url, key, patience
        self.allowed = Pacer()
        self.welcomed = False
        self.newest = self.acked = 0
        self.alive_at = monotonic()

    async def run(self) -> None:
        """Until every conversation is over."""
        if self.lane.finished:
            return
        sockets = connect(
            self.url,
            additional_headers={"Authorization": f"Bearer {self.key}"},
            subprotocols=[Subprotocol(SUBPROTOCOL)],
            process_exception=self._fatal,
            reconnect_delays=_delays,
            max_size=2**22,
            proxy=None,
        )
        async for socket in sockets:
            try:
                await self._talk(socket)
                return
            except (ConnectionClosed, TimeoutError):
                self._check_patience()
                self.lane.cut_off()
                await socket.close()
                await asyncio.sleep(random.uniform(0.05, 0.2))  # noqa: S311 - a delay, no secret

    async def _talk(self, socket: ClientConnection) -> None:
        async with asyncio.timeout(REPLY_SECONDS):
            await self._greet(socket)
        try:
            await _first_of(self._send(socket), self._acknowledge(socket), self._listen(socket))
        finally:
            self.alive_at = monotonic()
        await self._ack(socket)
        await socket.close()

    async def _greet(self, socket: ClientConnection) -> None:
        """Say hello. What was never acknowledged comes again; the welcome tells how fast we may be."""
        await socket.send(wire(Hello(client="replay")))
        answer = _heard.decode(await socket.recv())
        if not isinstance(answer, Welcome):
            raise TimeoutError
        self.tally.reconnects += self.welcomed
        self.welcomed = True
        self.allowed = Pacer(answer.limits.frames_per_second * SHARE)

    async def _send(self, socket: ClientConnection) -> None:
        while True:
            await self.pacer.turn()
            await self.allowed.turn()
            await socket.send(wire(await self.lane.next()))

    async def _listen(self, socket: ClientConnection) -> None:
        """Until all is answered and no more events come. TimeoutError where the gateway is deaf."""
        ended: float | None = None
        while ended is None or monotonic() - ended < QUIET_MOST:
            try:
                self._hear(await asyncio.wait_for(socket.recv(), QUIET))
            except TimeoutError:
                if ended is not None:
                    return
            if self.lane.finished and ended is None:
                ended = monotonic()
            self._check_patience()
            if self.lane.overdue(REPLY_SECONDS):
                raise TimeoutError

    def _hear(self, text: str | bytes) -> None:
        try:
            heard = _heard.decode(text)
        except msgspec.DecodeError as strange:
            raise Invalid(f"The gateway said what we do not understand ({strange}): {text[:200]!r}") from None
        if isinstance(heard, Ok | Error):
            self.lane.answered(heard)
        elif not isinstance(heard, Welcome | Pong | TypingEvent):
            self.newest = max(self.newest, heard.seq)
            self.tally.events.add(heard.seq)

    async def _acknowledge(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(ACK_EVERY)
            await self._ack(socket)

    async def _ack(self, socket: ClientConnection) -> None:
        if self.newest > self.acked:
            self.acked = self.newest
            await socket.send(wire(Ack(seq=self.acked)))

    def _check_patience(self) -> None:
        if self.lane.stuck(self.patience):
            raise GaveUp(f"Something was not answered for {self.patience:.0f} s.")

    def _fatal(self, failed: Exception) -> Exception | None:
        """Whether to stop trying to connect, and why. A key that was good once may be refused in an outage."""
        if isinstance(failed, InvalidStatus) and failed.response.status_code < 500 and not self.welcomed:
            return Invalid(
                f"{self.url} refuses us (HTTP {failed.response.status_code}): see --url and --key."
            )
        if not isinstance(failed, OSError | TimeoutError | InvalidHandshake | InvalidMessage):
            return failed
        if monotonic() - self.alive_at > self.patience:
            return GaveUp(f"{self.url} was away for {self.patience:.0f} s ({failed}).")
        return None


def _delays() -> Generator[float, None, None]:
    """Seconds to wait before each new try, growing to 2."""
    longest = 0.1
    while True:
        yield random.uniform(0.5, 1) * longest  # noqa: S311 - a delay, no secret
        longest = min(2.0, longest * 2)


async def _first_of(*work: Coroutine[Any, Any, None]) -> None:
    """Wait until the first of `work` is done, or raise what it raised; the rest is cancelled."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
