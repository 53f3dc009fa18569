"""Everything that runs, as one: supervisord with its children."""

import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from inbox.running import family
from inbox.running.logs import Follower

PATIENCE = 30.0  # for a stop; supervisord itself ends a child that does not within 10 s
SWEEP_MAY_BE = 120.0


class House:
    """Started from a supervisord configuration, reached at `host` and `port`."""

    def __init__(self, config: Path, *, names: list[str], var: Path, env: dict[str, str]) -> None:
        self.followers = [Follower(var / "log" / f"{name}.log") for name in ("supervisord", *names)]
        self.swept_at = time.monotonic()
        family.adopt_orphans()
        self.child = family.start_supervisord(config, directory=var, env=env)

    def alive(self) -> bool:
        """Whether supervisord still runs."""
        return self.child.poll() is None

    def news(self) -> Iterator[str]:
        """What went amiss since the last time."""
        for follower in self.followers:
            yield from follower.amiss_lines()

    def stop(self) -> None:
        """Stop every child; returns when none is left."""
        family.end(self.child, PATIENCE)

    def revive(self, sweep: str) -> bool:
        """Restart a worker that is up but deaf: when for two minutes none swept. Whether it did."""
        present = time.monotonic()
        if sweep == "ok":
            self.swept_at = present
        if present - self.swept_at < SWEEP_MAY_BE:
            return False
        self.swept_at = present
        if deaf := family.oldest("celery", "worker"):
            deaf.kill()
        return deaf is not None


def ask(host: str, port: int, path: str) -> dict[str, str]:
    """What a health check answers; empty where there is no answer."""
    connection = HTTPConnection(_reachable(host), port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        answer: dict[str, str] = json.load(connection.getresponse())
    except (OSError, HTTPException, ValueError):
        return {}
    finally:
        connection.close()
    return answer


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
