"""The reply to `propose`: durable in PostgreSQL, beside a bare echo and a bare transaction with the same writes.

The three take turns in short blocks, and the quietest block of each counts: so a busy machine shows in the p95, and
hardly in the comparison.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack
from itertools import count
from time import perf_counter

from websockets.asyncio.client import ClientConnection

from tests.benchmarks.bare import Bare
from tests.benchmarks.figures import Figure, percentile, spread, typical
from tests.benchmarks.house import House
from tests.benchmarks.wire import Door, a_propose, gateway, timed, to_echo

CONVERSATIONS = 64
SOCKETS = 32
CONNECTIONS = 10  # as many as the server has threads for the database
MOST = 1.5

our_door = gateway("Proposals")

_numbers = count(1)


def measure(house: House) -> list[Figure]:
    """Two figures: one socket that waits for each reply, and many at once."""
    return asyncio.run(_measure(house))


async def _measure(house: House) -> list[Figure]:
    await _warm(house)
    return [await _one_socket(house), await _many_sockets(house)]


def _frame(conversation: int) -> str:
    return a_propose(f"p-{next(_numbers)}", f"propose-{conversation % CONVERSATIONS}")


async def _warm(house: House) -> None:
    """Make the conversations, and let every thread and connection have been used."""
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(our_door(house)) for _ in range(SOCKETS)]
        for first in range(0, 8 * SOCKETS, SOCKETS):
            await asyncio.gather(*(_asked(socket, first + n) for n, socket in enumerate(sockets)))


async def _asked(socket: ClientConnection, conversation: int) -> float:
    seconds, reply = await timed(socket, _frame(conversation))
    assert '"action":"send"' in reply, reply
    return seconds


async def _echoed(socket: ClientConnection, conversation: int) -> float:
    return (await timed(socket, _frame(conversation)))[0]


# One socket


async def _one_socket(house: House) -> Figure:
    seconds, block = (3.0, 20) if house.quick else (24.0, 20)
    times: dict[str, list[list[float]]] = {"echo": [], "bare": [], "ours": []}
    async with to_echo(house) as echo, our_door(house) as ours:
        with Bare(house.stack.env["DATABASE_URL"]) as bare:
            end = perf_counter() + seconds
            while perf_counter() < end:
                times["echo"].append([await _echoed(echo, n) for n in range(block)])
                times["bare"].append([bare.timed(f"propose-{n}") for n in range(block)])
                times["ours"].append([await _asked(ours, n) for n in range(block)])
    return _one_figure(times)


def _one_figure(times: dict[str, list[list[float]]]) -> Figure:
    quiet = {name: min(percentile(block, 0.5) for block in blocks) * 1000 for name, blocks in times.items()}
    ratio = round(quiet["ours"] / (quiet["echo"] + quiet["bare"]), 3)
    every = {name: spread([one for block in blocks for one in block]) for name, blocks in times.items()}
    return Figure(
        "propose",
        "reply to `propose`, durable, one socket",
        "ms",
        every["ours"],
        {"echo": every["echo"], "bare transaction": every["bare"]},
        ratio,
        f"p50 at most {MOST} x (echo + bare transaction)",
        ratio <= MOST,
        "times of the quietest blocks: "
        f"p50 {quiet['ours']:.2f} ms to echo {quiet['echo']:.2f} + bare transaction {quiet['bare']:.2f} ms",
    )


# Many sockets


async def _many_sockets(house: House) -> Figure:
    rounds, seconds = (1, 1.0) if house.quick else (8, 1.0)
    rates: dict[str, list[float]] = {"echo": [], "bare": [], "ours": []}
    for _ in range(rounds):
        rates["echo"].append(await _rate(house, to_echo, _echoed, seconds))
        rates["bare"].append(await _bare_rate(house, seconds))
        rates["ours"].append(await _rate(house, our_door, _asked, seconds))
    return _many_figure(rates)


def _many_figure(rates: dict[str, list[float]]) -> Figure:
    best = {name: max(rounds) for name, rounds in rates.items()}
    limit = 1 / (1 / best["echo"] + 1 / best["bare"])
    return Figure(
        "propose_many",
        f"replies to `propose`, {SOCKETS} sockets at once",
        "a second",
        {"rate": round(best["ours"], 1), "typical": typical(rates["ours"])},
        {"echo": {"rate": round(best["echo"], 1)}, "bare transactions": {"rate": round(best["bare"], 1)}},
        round(limit / best["ours"], 3),
        note=f"best of {len(rates['ours'])} rounds, {CONNECTIONS} connections; the limit is 1 / (1/echo + 1/bare)",
    )


Ask = Callable[[ClientConnection, int], Awaitable[float]]


async def _rate(house: House, door: Door, ask: Ask, seconds: float) -> float:
    """How many a second, where each socket asks again as soon as it is answered."""

    async def keep_asking(socket: ClientConnection, conversation: int) -> int:
        done = 0
        while perf_counter() < deadline:
            await ask(socket, conversation)
            done += 1
        return done

    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(door(house)) for _ in range(SOCKETS)]
        began = perf_counter()
        deadline = began + seconds
        done = await asyncio.gather(*(keep_asking(socket, n) for n, socket in enumerate(sockets)))
        return sum(done) / (perf_counter() - began)


async def _bare_rate(house: House, seconds: float) -> float:
    """How many bare transactions a second some threads do, each on a conversation of its own."""
    url = house.stack.env["DATABASE_URL"]
    with ExitStack() as stack, ThreadPoolExecutor(CONNECTIONS) as pool:
        label = f"bare-{next(_numbers)}"
        bares = [stack.enter_context(Bare(url, label=f"{label}-{n}")) for n in range(CONNECTIONS)]
        loop, began = asyncio.get_running_loop(), perf_counter()
        works = [
            loop.run_in_executor(pool, _keep_writing, bare, f"propose-{n}", began + seconds)
            for n, bare in enumerate(bares)
        ]
        done = await asyncio.gather(*works)
        return sum(done) / (perf_counter() - began)


def _keep_writing(bare: Bare, conversation: str, deadline: float) -> int:
    done = 0
    while perf_counter() < deadline:
        bare.propose(conversation)
        done += 1
    return done
