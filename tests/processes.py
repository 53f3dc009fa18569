"""Real processes for tests: with an environment of their own, ended by their id, never left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 90.0
"""Seconds that anything which has begun may take on a busy machine; no test ends sooner, or waits for them to pass."""
_OURS = ("DJANGO_", "PYTEST_", "DATABASE_", "TEST_", "REDIS_", "LLM_")


def free_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var_dir: Path, **extra: str) -> dict[str, str]:
    """What a process started by a person would see: nothing of the test run, and `var_dir` for its state."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, "VAR_DIR": str(var_dir), "PYTHONUNBUFFERED": "1", **extra}


@contextmanager
def running(*arguments: str, env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[str]]:
    """`python ARGUMENTS`, standard output in a pipe, standard error in `log`; killed at the end."""
    with log.open("a") as errors:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        yield process
    finally:
        kill_tree(process)


def kill_tree(process: subprocess.Popen[str]) -> None:
    """SIGKILL for `process` and all that it started."""
    family = tree(process.pid)
    for member in family:
        with suppress(psutil.NoSuchProcess):
            member.kill()
    process.wait(PATIENCE)
    if process.stdout:
        process.stdout.close()


def tree(pid: int) -> list[psutil.Process]:
    """The process and all that descend from it, as they are now."""
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    return []


def until(condition: Callable[[], object], seconds: float = PATIENCE, what: str = "") -> None:
    """Wait for `condition`; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what or condition}"
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Whether something listens on `port`."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(process: subprocess.Popen[str], number: int = signal.SIGTERM, seconds: float = PATIENCE) -> int:
    """Send the signal; the exit code."""
    process.send_signal(number)
    return process.wait(seconds)


@contextmanager
def promptly(seconds: float) -> Iterator[None]:
    """Fail where the block takes very much longer than `seconds` should: a busy machine gets ten times as long."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    assert took < 10 * seconds, f"{took:.1f} s, where {seconds} s should do"
