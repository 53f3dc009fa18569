"""The outlet: rings are hints that reach every process, and no verb ever waits for Redis or fails with it."""

import asyncio
import logging
import multiprocessing
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.db import transaction
from pytest_django import Settings

from handoff import queueing
from handoff.events import committed
from handoff.models import Event
from inbox import bells, realtime, services
from inbox.bells import Ring, Typing
from inbox.realtime import Doorbells
from tests import factories, processes
from tests.processes import PATIENCE, promptly


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A Redis of the test's own, that can be stopped and started."""
    port = processes.free_port()
    command = ["redis-server", "--port", str(port), "--save", "", "--appendonly", "no"]
    own = SimpleNamespace(url=f"redis://127.0.0.1:{port}/0", process=None)

    def start() -> None:
        own.process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
        processes.until(lambda: processes.answers(port))

    def stop() -> None:
        own.process.kill()
        own.process.wait()

    own.start, own.stop = start, stop
    start()
    yield own
    stop()


@pytest.fixture
async def others(redis: SimpleNamespace, settings: Settings) -> AsyncIterator[list[Ring]]:
    """What an ear hears, with the channel layer of several processes."""
    settings.CHANNEL_LAYERS = {"default": services.channel_layer(redis.url)}
    heard: list[Ring] = []
    ear = bells.ear(lambda: "another process")
    ear.join(heard.append)
    await asyncio.sleep(0.3)
    yield heard
    ear.leave(heard.append)
    await asyncio.sleep(0)
    layer: Any = get_channel_layer()
    await layer.flush()


async def heard_by(heard: list[Ring], conversation: int, seconds: float = PATIENCE) -> Ring:
    """The ring that tells of a conversation."""
    async with asyncio.timeout(seconds):
        while True:
            for ring in heard:
                if conversation in ring.conversations:
                    return ring
            await asyncio.sleep(0.01)


async def from_elsewhere(doorbells: Doorbells, ring: Ring) -> None:
    """Ring as a process without listeners of its own does."""
    await asyncio.to_thread(doorbells.ring, ring)


async def test_a_ring_is_heard_at_once_in_its_own_process() -> None:
    heard: list[Ring] = []
    ear = bells.ear(lambda: "us")
    ear.join(heard.append)
    Doorbells().ring(Ring(frozenset({7}), frozenset({1})))
    await asyncio.sleep(0.01)
    assert heard == [Ring(frozenset({7}), frozenset({1}))]
    ear.leave(heard.append)
    Doorbells().ring(Ring(frozenset({8})))
    await asyncio.sleep(0.01)
    assert len(heard) == 1


async def test_another_process_hears_it_too_with_ids_and_who_types(
    others: list[Ring], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bells, "ring_here", lambda ring: None)
    typing = Typing(
        conversation=7, source=1, external_id="c1", on=True, agent="Mira Dahl", aloud=True, person=3
    )
    Doorbells().ring(Ring(frozenset({7}), frozenset({1}), (typing,)))
    assert await heard_by(others, 7) == Ring(frozenset({7}), frozenset({1}), (typing,))


async def test_many_rings_go_out_as_few_messages(others: list[Ring], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bells, "ring_here", lambda ring: None)
    doorbells = Doorbells()
    for number in range(1000):
        doorbells.ring(Ring(frozenset({number})))
    await heard_by(others, 999)
    assert set().union(*(ring.conversations for ring in others)) == set(range(1000))
    assert len(others) < 20


async def test_a_process_does_not_hear_its_own_ring_twice(
    others: list[Ring], monkeypatch: pytest.MonkeyPatch
) -> None:
    doorbells = Doorbells()
    doorbells.origin = "another process"
    doorbells.ring(Ring(frozenset({7})))
    await asyncio.to_thread(doorbells.settle, 2)
    await asyncio.sleep(0.3)
    assert others == [Ring(frozenset({7}))]


async def test_with_redis_gone_nothing_waits_or_raises_and_it_comes_back(
    redis: SimpleNamespace,
    others: list[Ring],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    logging.getLogger("channels_redis.pubsub").setLevel(logging.CRITICAL)
    monkeypatch.setattr(bells, "ring_here", lambda ring: None)
    doorbells = Doorbells()
    redis.stop()
    with promptly(0.2):
        for number in range(200):
            doorbells.ring(Ring(frozenset({number})))
    async with asyncio.timeout(PATIENCE):
        while "find by polling" not in caplog.text:  # noqa: ASYNC110 (a log tells nobody)
            await asyncio.sleep(0.05)
    assert doorbells.lost >= 1
    assert caplog.text.count("find by polling") == 1
    redis.start()
    for number in range(1000, 1100):
        doorbells.ring(Ring(frozenset({number})))
        await asyncio.sleep(0.1)
        if any(ring.conversations for ring in others):
            break
    assert any(max(ring.conversations) >= 1000 for ring in others)


def _ring_in_child(url: str) -> None:
    bells.ring_here = lambda ring: None
    realtime._doorbells.ring(Ring(frozenset({42})))
    realtime._doorbells.settle(5)


async def test_a_forked_worker_rings_with_a_thread_of_its_own(
    redis: SimpleNamespace, others: list[Ring]
) -> None:
    realtime._doorbells.ring(Ring(frozenset({1})))
    await asyncio.to_thread(realtime._doorbells.settle, 2)
    before = realtime._doorbells.origin
    child = multiprocessing.get_context("fork").Process(target=_ring_in_child, args=(redis.url,))
    child.start()
    await heard_by(others, 42)
    await asyncio.to_thread(child.join, 10)
    assert child.exitcode == 0
    assert realtime._doorbells.origin == before


# What rings


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[Ring]:
    """All that is rung."""
    rings: list[Ring] = []
    monkeypatch.setattr(realtime._doorbells, "ring", rings.append)
    return rings


@pytest.mark.django_db(transaction=True)
def test_a_committed_change_rings_for_browsers_and_for_its_front_end_once_it_is_told(
    rung: list[Ring],
) -> None:
    mira = factories.person()
    conversation = factories.queued()
    source = conversation.source_id
    assert all(ring.conversations == {conversation.pk} for ring in rung)
    assert frozenset({source}) in [ring.sources for ring in rung]
    rung.clear()
    queueing.accept(conversation.pk, agent=mira)
    assert [ring.sources for ring in rung if ring.sources] == [frozenset({source})]
    deliveries = conversation.deliveries.count()
    assert deliveries == 2, "what is rung for is there to be read"


@pytest.mark.django_db(transaction=True)
def test_what_concerns_only_the_house_does_not_wake_the_front_end(rung: list[Ring]) -> None:
    factories.hears("Which size is the Rondane?")
    assert rung
    assert not any(ring.sources for ring in rung)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_rings_for_nobody(rung: list[Ring]) -> None:
    with transaction.atomic():
        factories.hears("Never mind")
        transaction.set_rollback(True)
    assert rung == []
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_broken_outlet_breaks_no_verb(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: Any) -> None:
        raise OSError("no bell")

    committed.connect(broken)
    try:
        assert factories.hears("Anyone there?").messages == 1
    finally:
        committed.disconnect(broken)


def test_rings_are_connected_once() -> None:
    def receivers() -> int:
        return len(committed.receivers)

    before = receivers()
    realtime.connect()
    assert receivers() == before
