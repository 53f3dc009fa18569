"""Frames on a schedule: sent when their time has come, whatever was answered by then.

A time counts from when its frame was due, so a server that falls behind cannot hide it.
"""

import asyncio
import random
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter

from websockets.asyncio.client import ClientConnection

from tests.benchmarks.house import House
from tests.benchmarks.wire import Door, Reply, a_message, a_propose, listen, until
from tests.benchmarks.words import topics

SOCKETS = 8
CONVERSATIONS = 200
PATIENCE = 10.0
CONFIDENCES = (0.95,) * 38 + (0.72, 0.4)  # of forty proposals one is held and one calls a human
FRESH = 20  # every so many turns a conversation is new

Coming = Iterator[tuple[int, str, str]]
_runs = count(1)


@dataclass
class Record:
    """When each frame was due, and how long its reply took from then on. Those due before `since` do not count."""

    since: float = 0.0
    due: dict[str, float] = field(default_factory=dict)
    taken: list[tuple[float, float]] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    refused: int = 0
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    def told(self, reply: Reply, now: float) -> None:
        """A reply came."""
        due = self.due.pop(reply.id)
        if due >= self.since:
            self.taken.append((due, now - due))
        self.refused += reply.type == "error"
        if not self.due:
            self.answered.set()

    @property
    def took(self) -> list[float]:
        """The seconds that each reply took."""
        return [took for _, took in self.taken]

    async def drained(self) -> None:
        """Wait for the replies that are still to come. Raises TimeoutError where they do not."""
        async with asyncio.timeout(PATIENCE):
            while self.due:
                self.answered.clear()
                await self.answered.wait()


def frames(label: str, conversations: int) -> Coming:
    """Conversation, frame id and frame, without end: in each conversation customer and AI take turns."""
    chance, said = random.Random(7), topics()
    for number in count():
        turn, of_ai = divmod(number, 2)
        conversation = turn % conversations
        name, frame_id = f"{label}-{conversation}", f"{label}-f{number}"
        if not (turn + 1) % FRESH:
            name += f"-{turn}"
        if of_ai:
            yield conversation, frame_id, a_propose(frame_id, name, chance.choice(CONFIDENCES))
        else:
            text = f"{chance.choice(said)}? {chance.choice(said)}"
            yield conversation, frame_id, a_message(frame_id, name, text)


async def run(
    house: House, door: Door, *, rate: float, seconds: float, conversations: int = CONVERSATIONS
) -> Record:
    """Send `rate` frames a second at random moments over several sockets, and record `seconds` of it.

    Before that come two frames for each conversation, which open them.
    """
    lead = 2 * conversations / rate
    record, label = Record(), f"traffic{next(_runs)}"
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(door(house)) for _ in range(SOCKETS)]
        readers = [asyncio.create_task(listen(socket, record.told)) for socket in sockets]
        record.since = perf_counter() + lead
        await _send(record, sockets, frames(label, conversations), rate, record.since + seconds)
        await record.drained()
    await asyncio.gather(*readers)
    return record


async def _send(
    record: Record, sockets: Sequence[ClientConnection], coming: Coming, rate: float, end: float
) -> None:
    chance = random.Random(11)
    due = perf_counter()
    for conversation, frame_id, text in coming:
        due += chance.expovariate(rate)
        if due > end:
            return
        await until(due)
        record.due[frame_id] = due
        record.late.append(perf_counter() - due)
        await sockets[conversation % len(sockets)].send(text)
