"""What `manage.py up` does before anything runs."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from handoff.models import Person
from inbox import environment
from inbox.demo.load import PASSWORD
from inbox.running import own_redis, programs


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Hold the directory for ourselves; CommandError where another holds it."""
    with (var / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"Another `up` runs in {var}; stop it, or set VAR_DIR to another directory."
            ) from None
        yield


def usable_port(host: str, port: int) -> int:
    """`port`, or a free one for 0; CommandError where we cannot listen on it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except (OSError, OverflowError) as wrong:
            raise CommandError(
                f"Cannot listen on {host}, port {port} ({wrong}); choose others by --host and --port."
            ) from None
        return int(probe.getsockname()[1])


def database(*, demo: bool) -> None:
    """Apply the migrations; load the demo where nobody is there yet."""
    call_command("migrate", interactive=False, verbosity=0)
    if demo and not Person.objects.exists():
        call_command("load_demo")


def static_files() -> None:
    """Collect them under hashed names."""
    call_command("collectstatic", interactive=False, verbosity=0)


def how_to_log_in() -> str:
    """A sentence for whoever started us."""
    mira = Person.objects.filter(username="mira").first()
    if mira and mira.check_password(PASSWORD):
        return f"Log in as mira (agent), sofie (supervisor) or henrik (admin); the password is {PASSWORD}."
    if Person.objects.exists():
        return "Log in as one of your people."
    return "Nobody can log in yet: `manage.py person NAME --role admin --password-stdin` makes the first one."


def let_go_of_database() -> None:
    """We only watch from here on."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()


def configuration(host: str, port: int, workers: int) -> tuple[Path, list[str]]:
    """The configuration of supervisord, and the names of what it runs."""
    run = settings.VAR_DIR / "run"
    for directory in (run, settings.VAR_DIR / "log"):
        directory.mkdir(mode=0o700, exist_ok=True)
    redis = () if environment.text("REDIS_URL") else own_redis.command(run, settings.REDIS_URL_FILE)
    commands = programs.commands(host=host, port=port, workers=workers, redis=redis)
    config = run / "supervisord.conf"
    own_redis.write_private(config, programs.config(commands, settings.BASE_DIR))
    return config, list(commands)


def environment_for_children(host: str) -> dict[str, str]:
    """Ours, with a VAR_DIR that does not depend on where we were started, and the host we listen on allowed."""
    names = environment.text("ALLOWED_HOSTS") or ",".join((socket.gethostname(), bracketed(host)))
    return {**os.environ, "VAR_DIR": str(settings.VAR_DIR), "ALLOWED_HOSTS": names, "PYTHONUNBUFFERED": "1"}


def bracketed(host: str) -> str:
    """The host as it stands in an address."""
    return f"[{host}]" if ":" in host else host
