"""Real conversations are played in while servers and Redis die: nothing is lost, doubled or out of order."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import processes, required
from tests.faults.oracle import Json, breaches, conversations, sizes
from tests.stack import Key, Stack

pytestmark = [pytest.mark.slow, pytest.mark.processes, pytest.mark.timeout(420)]
COUNT = required.size(24, 60)


@pytest.fixture
def file(shared_data: Path) -> Path:
    return shared_data / "conversations.jsonl.gz"


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """Server, Redis, worker and beat. On a slow machine no update to those who wait shall come in between."""
    with Stack(tmp_path, celery=True, environment={"REASSURANCE_SCHEDULE": "60"}) as running:
        yield running


class Replay:
    """`manage.py replay` under way."""

    def __init__(self, stack: Stack, file: Path, key: Key, *words: str) -> None:
        self.stack = stack
        command = [sys.executable, "manage.py", "replay", str(file), "--limit", str(COUNT), *words]
        command += ["--url", stack.ws, "--key", key.key]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, cwd=processes.ROOT, env=stack.env, stdout=pipe, stderr=pipe, text=True
        )

    def reaches(self, frames: int) -> None:
        """Wait until so many frames took effect."""

        def there() -> bool:
            taken: int = self.stack.query("SELECT count(*) FROM handoff_frame")[0][0]
            return taken >= frames or self.process.poll() is not None

        processes.until(there, 120, f"{frames} frames")
        assert self.process.poll() is None, "the replay was over before the fault"

    def ends(self) -> dict[str, Any]:
        """Its summary; it must have gone well."""
        out, err = self.process.communicate(timeout=240)
        assert self.process.returncode == 0, err
        told: dict[str, Any] = json.loads(out)
        return told


def settled(stack: Stack) -> None:
    """Wait until the sweep has done all that the crashes left undone."""
    undone = "SELECT 1 FROM handoff_event WHERE settled_at IS NULL LIMIT 1"
    processes.until(lambda: not stack.query(undone), 60, "the sweep")


def test_killed_servers_and_a_killed_redis_cost_the_customers_nothing(stack: Stack, file: Path) -> None:
    key, played = stack.source("Web chat"), conversations(file, COUNT)
    frames = sum(len(one["turns"]) for one in played)

    replay = Replay(stack, file, key)
    _trouble(stack, replay, frames)
    told = replay.ends()
    settled(stack)

    assert breaches(stack, played) == []
    assert told["conversations"] == COUNT
    assert told["answered"] == told["frames"] == sizes(stack)["frame"] >= frames
    assert told["reconnects"] >= 3
    assert told["resent"] >= 1
    assert told["refused"] == {}
    _again(stack, file, key, told)
    _the_oracle_sees_what_is_wrong(stack, played)


def _trouble(stack: Stack, replay: Replay, frames: int) -> None:
    """SIGKILL for the server, for Redis, for both and the worker; and once a server that is told to stop."""
    replay.reaches(frames // 6)
    stack.kill("server")
    stack.start("server")
    replay.reaches(frames // 3)
    stack.kill("redis")
    time.sleep(1)
    replay.reaches(frames // 2)
    stack.kill("server")
    stack.kill("worker")
    stack.start("redis")
    stack.start("server")
    stack.start("worker")
    replay.reaches(frames * 3 // 4)
    assert stack.end("server") == 0
    stack.start("server")


def _again(stack: Stack, file: Path, key: Key, told: dict[str, Any]) -> None:
    """The same file once more changes nothing, and the front end learns what it missed."""
    before = sizes(stack)
    again = Replay(stack, file, key).ends()
    assert sizes(stack) == before
    same = ("frames", "decisions", "triggers", "handed_over", "escalated", "closed", "refused")
    assert {name: again[name] for name in same} == {name: told[name] for name in same}
    assert stack.query("SELECT count(*) FROM handoff_delivery WHERE acked_at IS NULL") == [(0,)]


def _the_oracle_sees_what_is_wrong(stack: Stack, played: list[Json]) -> None:
    first = "SELECT min(id) FROM handoff_{}"
    for table, column in (("message", "text"), ("event", "number"), ("delivery", "seq")):
        value = "'other'" if column == "text" else f"{column} + 100000"
        change = f"UPDATE handoff_{table} SET {column} = {{}} WHERE id = ({first.format(table)}) RETURNING {column}"
        was = stack.query(f"SELECT {column} FROM handoff_{table} WHERE id = ({first.format(table)})")[0][0]
        stack.query(change.format(value))
        assert breaches(stack, played), f"{table}.{column} was changed and nobody saw it"
        stack.query(change.format("%s"), was)
    assert breaches(stack, played) == []
