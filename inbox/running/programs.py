"""What runs, as supervisord wants to be told."""

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

HOUSE = """\
[supervisord]
nodaemon = true
silent = true
identifier = baton
logfile = log/supervisord.log
logfile_maxbytes = 5MB
logfile_backups = 2
pidfile = run/supervisord.pid
{user}
[group:baton]
programs = {together}
priority = 20
"""
PROGRAM = """
[program:{name}]
priority = 1
command = {command}
directory = {directory}
autorestart = true
startsecs = 2
startretries = 1000
stopwaitsecs = {patience}
killasgroup = true
redirect_stderr = true
stdout_logfile = log/{name}.log
stdout_logfile_maxbytes = 10MB
stdout_logfile_backups = 2
"""
PATIENCE = {
    "server": 10,
    "worker": 10,
    "beat": 5,
    "encoder": 5,
    "redis": 5,
}  # seconds from SIGTERM to SIGKILL


def config(commands: dict[str, Sequence[str]], directory: Path) -> str:
    """The whole file; supervisord is started in VAR_DIR. Redis starts before the others and stops after them."""
    house = HOUSE.format(
        user="user = root" if os.geteuid() == 0 else "",
        together=",".join(name for name in commands if name != "redis"),
    )
    return house + "".join(_program(name, command, directory) for name, command in commands.items())


def commands(*, host: str, port: int, workers: int, redis: Sequence[str]) -> dict[str, Sequence[str]]:
    """Name and command line of each process; `redis` is empty where another's is used."""
    celery = (sys.executable, "-m", "celery", "-A", "inbox.celery", "-q")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    ours: dict[str, Sequence[str]] = {
        "server": (sys.executable, "-m", "inbox.server", "--host", host, "--port", str(port)),
        "worker": (*celery, "worker", "--concurrency", str(workers), *quiet),
        "beat": (*celery, "beat"),
        "encoder": (sys.executable, "-m", "inbox.encoding"),
    }
    return {"redis": redis, **ours} if redis else ours


def _program(name: str, command: Sequence[str], directory: Path) -> str:
    return PROGRAM.format(
        name=name,
        command=_escaped(shlex.join(command)),
        directory=_escaped(str(directory)),
        patience=PATIENCE[name],
    )


def _escaped(text: str) -> str:
    """supervisord expands what follows a %."""
    return text.replace("%", "%%")
