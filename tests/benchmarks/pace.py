"""A hundred frames a second for a minute: messages and proposals of many conversations over several sockets."""

import asyncio

from tests.benchmarks import traffic
from tests.benchmarks.figures import Figure, percentile, quietest, spread
from tests.benchmarks.house import House
from tests.benchmarks.wire import gateway, to_echo

RATE = 100
MOST_MS = 100
STRETCH = 5

our_door = gateway("Traffic")


def measure(house: House) -> list[Figure]:
    """One figure; the echo gets the same frames for a while before and after."""
    return asyncio.run(_measure(house))


async def _measure(house: House) -> list[Figure]:
    seconds, beside = (6, 2) if house.quick else (60, 6)
    before = await traffic.run(house, to_echo, rate=RATE, seconds=beside, conversations=10)
    ours = await traffic.run(house, our_door, rate=RATE, seconds=seconds)
    after = await traffic.run(house, to_echo, rate=RATE, seconds=beside, conversations=10)
    return [_figure(ours, before.took + after.took, seconds)]


def _figure(ours: traffic.Record, echo: list[float], seconds: int) -> Figure:
    times, raw = spread(ours.took), spread(echo)
    late = percentile(ours.late, 0.95) * 1000
    return Figure(
        "pace",
        f"{RATE} frames a second for {seconds} s, {traffic.CONVERSATIONS} conversations,"
        f" {traffic.SOCKETS} sockets: reply, from when the frame was due",
        "ms",
        {**times, "p99": round(percentile(ours.took, 0.99) * 1000, 3)},
        {"echo at the same rate": raw},
        round(times["p95"] / raw["p95"], 3),
        f"p95 under {MOST_MS} ms",
        times["p95"] < MOST_MS and not ours.refused,
        f"times of p95, which was {quietest(ours.taken, STRETCH):.1f} ms in the quietest {STRETCH} s;"
        f" {len(ours.taken)} frames, {ours.refused} refused; the client itself was late by {late:.1f} ms",
    )
