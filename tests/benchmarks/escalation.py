"""From `escalate` to the row on the screens: fifty agents with an open desk, while other frames go on."""

import asyncio
import json
import re
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack, suppress
from time import perf_counter

from redis import asyncio as redis
from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks import traffic
from tests.benchmarks.figures import Figure, percentile, quietest, spread
from tests.benchmarks.house import House
from tests.benchmarks.wire import a_close, an_escalation, gateway, until
from tests.benchmarks.words import topics

AGENTS = 50
EVERY = 0.4  # seconds from one escalation to the next
STAYS = 4.0  # seconds until an escalated conversation is closed again, so that the lines stay short
AROUND, OTHERS = 20, 40  # other frames a second, in so many conversations
MOST_MS = 500
STRETCH = 4
PATIENCE = 5.0
TOPIC = "Escalations"
"""It has a queue of its own: at the end of a line of hundreds a row is on no screen, however fast it came."""
ROW = re.compile(r'id=\\?"row-(\d+)\\?"')
"""The row of a conversation in a push, or in a whole list."""

_MAKE = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
queue = Queue.objects.create(name=topic, topics=[topic])
store = import_module(settings.SESSION_ENGINE).SessionStore
def session(number):
    person = Person.objects.create(username=f"agent{number}", name=f"Agent {number}", password="!")
    person.queues.add(queue)
    kept = store()
    kept[SESSION_KEY] = str(person.pk)
    kept[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    kept[HASH_SESSION_KEY] = person.get_session_auth_hash()
    kept.create()
    return kept.session_key
result = [queue.pk, [session(number) for number in range(count)], settings.SESSION_COOKIE_NAME]
"""


class Screens:
    """The agents' open desks, and when each showed which row for the first time."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.sockets: list[ClientConnection] = []
        self.shown: dict[tuple[int, int], float] = {}
        self.pushes = self.bytes = 0
        self.pushed = asyncio.Event()

    async def open(self, stack: AsyncExitStack) -> None:
        """Let fifty agents log in and open the view of their queue."""
        queue, sessions, cookie = self.house.stack.do(_MAKE, count=AGENTS, topic=TOPIC)
        for session in sessions:
            headers = {"Cookie": f"{cookie}={session}", "Origin": self.house.stack.url}
            address = f"{self.house.stack.ws}/desk/socket?view=queue-{queue}"
            opening = connect(address, additional_headers=headers, compression=None, max_size=None)
            self.sockets.append(await stack.enter_async_context(opening))

    async def watch(self, agent: int) -> None:
        """Note the rows that come to one screen, for as long as it is open."""
        async for push in self.sockets[agent]:
            now, text = perf_counter(), str(push)
            self.pushes += 1
            self.bytes += len(text)
            for row in ROW.findall(text):
                self.shown.setdefault((agent, int(row)), now)
            self.pushed.set()

    async def show(self, rows: Iterable[int]) -> None:
        """Wait until every screen has shown all these rows, or until patience ends."""
        wanted = {(agent, row) for agent in range(AGENTS) for row in rows}
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not wanted <= self.shown.keys():
                    self.pushed.clear()
                    await self.pushed.wait()


def measure(house: House) -> list[Figure]:
    """One figure."""
    return asyncio.run(_measure(house))


async def _measure(house: House) -> list[Figure]:
    seconds = 4.0 if house.quick else 24.0
    screens = Screens(house)
    raw = await _raw(house)
    async with AsyncExitStack() as stack:
        await screens.open(stack)
        watching = [asyncio.create_task(screens.watch(agent)) for agent in range(AGENTS)]
        beside = traffic.run(house, gateway("Traffic"), rate=AROUND, seconds=seconds, conversations=OTHERS)
        around = asyncio.create_task(beside)
        await asyncio.sleep(2 * OTHERS / AROUND)
        sent = await _escalate(house, seconds)
        await around
        keys = _keys(house, sent)
        await screens.show(keys.values())
    await asyncio.gather(*watching)
    return [_figure(screens, {keys[name]: at for name, at in sent.items()}, raw + await _raw(house))]


async def _escalate(house: House, seconds: float) -> dict[str, float]:
    """Escalate one conversation after the other; when each was sent, by its id."""
    sent: dict[str, float] = {}
    count, stay = int(seconds / EVERY), int(STAYS / EVERY)
    async with gateway("Escalations")(house) as socket:
        answered = asyncio.create_task(_answered(socket, count + max(0, count - stay)))
        began = perf_counter()
        for number in range(count):
            await until(began + number * EVERY)
            name = f"escalation-{number}"
            text = an_escalation(name, name, topics()[number % len(topics())], TOPIC)
            sent[name] = perf_counter()
            await socket.send(text)
            if (old := number - stay) >= 0:
                await socket.send(a_close(f"close-{old}", f"escalation-{old}"))
        await answered
    return sent


async def _answered(socket: ClientConnection, count: int) -> None:
    """Wait for so many replies, none of which may be a refusal."""
    while count:
        told = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
        assert told["type"] != "error", told
        count -= told["type"] == "ok"


def _keys(house: House, sent: dict[str, float]) -> dict[str, int]:
    rows = house.stack.query("SELECT external_id, id FROM handoff_conversation")
    return {name: key for name, key in rows if name in sent}


async def _raw(house: House) -> list[float]:
    """The seconds that Redis itself takes to bring one message to fifty subscribers, each of them."""
    took: list[float] = []
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(redis.Redis.from_url(house.redis))
        ears = [await stack.enter_async_context(client.pubsub()) for _ in range(AGENTS)]
        for ear in ears:
            await ear.subscribe("benchmark")
            await ear.get_message(timeout=1)
        for _ in range(5 if house.quick else 30):
            hearing = [asyncio.create_task(_heard(ear)) for ear in ears]
            await asyncio.sleep(0.02)
            began = perf_counter()
            await client.publish("benchmark", "x" * 500)
            took += [at - began for at in await asyncio.gather(*hearing)]
    return took


async def _heard(ear: redis.client.PubSub) -> float:
    message = await ear.get_message(timeout=PATIENCE)
    assert message is not None
    return perf_counter()


def _figure(screens: Screens, sent: dict[int, float], raw: Sequence[float]) -> Figure:
    taken = [(sent[key], at - sent[key]) for (_, key), at in screens.shown.items() if key in sent]
    took = [seconds for _, seconds in taken]
    missing = len(sent) * AGENTS - len(took)
    times, limit = spread(took), spread(raw)
    return Figure(
        "escalation",
        f"from `escalate` to its row on each of {AGENTS} agents’ screens, {AROUND} other frames a second",
        "ms",
        {**times, "p99": round(percentile(took, 0.99) * 1000, 3)},
        {f"Redis to {AGENTS} subscribers": limit},
        round(times["p95"] / limit["p95"], 3),
        f"p95 under {MOST_MS} ms, no row missing",
        times["p95"] < MOST_MS and not missing,
        f"times of p95, which was {quietest(taken, STRETCH):.1f} ms in the quietest {STRETCH} s;"
        f" {len(sent)} escalations, {missing} rows missing;"
        f" {screens.pushes} pushes, {screens.bytes // 1024} KiB",
    )
