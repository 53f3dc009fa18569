"""What is measured: a whole Baton of the run's own, and beside it an echo on the same kind of server."""

import os
import platform
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests import processes
from tests.stack import Key, Stack

# The gateway's pace is a protection, not a speed: here the client itself says how fast it is.
UNHINDERED = {"GATEWAY_FRAMES_PER_SECOND": "100000", "GATEWAY_BURST": "100000"}


class House:
    """Started when first wanted, ended with the block; `quick` asks for a look instead of a measurement."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder = folder
        self.quick = quick
        self._keys: dict[str, Key] = {}
        self._exit = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.close()

    @cached_property
    def stack(self) -> Stack:
        """Server, Redis, worker, beat and database."""
        return self._exit.enter_context(Stack(self.folder, celery=True, environment=UNHINDERED))

    def key(self, source: str) -> Key:
        """The key of the front end of that name. Each measurement has one of its own, with its own events."""
        if source not in self._keys:
            self._keys[source] = self.stack.source(source)
        return self._keys[source]

    @cached_property
    def echo(self) -> str:
        """The address of the echo: a bare Channels consumer on the same server set-up."""
        port = processes.free_port()
        arguments = ("-m", "tests.inbox.echo_server", str(port))
        log = self.folder / "echo.log"
        self._exit.enter_context(processes.running(*arguments, env=self.stack.env, log=log))
        processes.until(lambda: processes.answers(port), 30, "the echo")
        return f"ws://127.0.0.1:{port}/echo"

    @cached_property
    def redis(self) -> str:
        """The address of the house's Redis."""
        return self.stack.env["REDIS_URL"]


def busy() -> float:
    """The share of the CPUs that is in use right now, by whatever it is."""
    return psutil.cpu_percent(1.0) / 100


def machine(*, quick: bool) -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "cpus": psutil.cpu_count(),
        "processor": _processor(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()
