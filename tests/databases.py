"""The databases of the tests: copies of one that was migrated once for all runs with the same migrations.

On PostgreSQL the original is a database `baton_template_…` of the server, on SQLite a file in `.pytest_cache`. Both
stay for the next run. No copy need outlive a power failure, so none waits for the disk.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import psycopg
from django.db import connection, transaction
from psycopg import sql

from tests import processes, required

PREFIX = "baton_template_"
KEPT_TEMPLATES = 8
CACHE = processes.ROOT / ".pytest_cache"
CONSTANT = {"django_migrations", "django_content_type", "auth_permission"}
"""Tables that no test writes to: the same after every migration."""


class Database:
    """A PostgreSQL database of a stack's own."""

    _made = 0

    def __init__(self) -> None:
        if not required.answers(5432):
            required.missing("PostgreSQL on 127.0.0.1:5432")
        Database._made += 1
        self.name = f"baton_stack_{os.getpid()}_{Database._made}"
        self.url = _at(required.POSTGRESQL, self.name)

    def create(self) -> None:
        """Make it."""
        _administer("CREATE DATABASE {} TEMPLATE {}", self.name, template(required.POSTGRESQL))
        _administer("ALTER DATABASE {} SET synchronous_commit = off", self.name)

    def drop(self) -> None:
        """Drop it, whoever is connected."""
        _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)

    def query(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The rows that a statement gives."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement.encode(), values).fetchall()


class Kept(Database):
    """A PostgreSQL database that stays for the next run with the same migrations: what is in it took long to make."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.about = f"baton_kept_{what}_"
        self.name = self.about + _fingerprint()
        self.url = _at(required.POSTGRESQL, self.name)

    def create(self) -> None:
        """Make it, where it is not there; those of other migrations go."""
        with psycopg.connect(required.POSTGRESQL, autocommit=True) as server:
            query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            there = {name for (name,) in server.execute(query, (self.about,)).fetchall()}
        for old in there - {self.name}:
            _administer("DROP DATABASE IF EXISTS {}", old)
        if self.name not in there:
            super().create()

    def drop(self) -> None:
        """It stays."""


class SQLite:
    """The embedded database, in the stack's folder."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "baton.sqlite3"
        self.name, self.url = self.file.stem, f"sqlite:///{self.file}"

    def create(self) -> None:
        """Make it."""
        shutil.copyfile(template_file(), self.file)

    def drop(self) -> None:
        """It goes with the folder."""

    def query(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The rows that a statement gives."""
        with closing(sqlite3.connect(self.file, timeout=20)) as connection:
            return connection.execute(statement.replace("%s", "?"), values).fetchall()


def settle() -> None:
    """Have the test database of this process copied instead of migrated. The test settings know its name."""
    told = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        shutil.copyfile(template_file(), told["NAME"])
    else:
        told["TEMPLATE"] = template(os.environ["DATABASE_URL"])
    told["MIGRATE"] = False


def empty(*_: object) -> None:
    """Leave no row that a test may have committed: far cheaper than TRUNCATE, which makes every table anew."""
    quote = connection.ops.quote_name
    tables = set(connection.introspection.django_table_names()) - CONSTANT
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in tables
            )
        )
        found = [name for (name,) in cursor.fetchall()]
        for name in [*found, "handoff_standing"]:  # which counts what the others lose
            cursor.execute(f"DELETE FROM {quote(name)}")


def template(url: str) -> str:
    """The name of the migrated database on the server of `url`; whoever first wants it makes it, others wait."""
    name = PREFIX + _fingerprint()
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", (name,))
        if not server.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchall():
            making = f"{name}_{os.getpid()}"
            _administer("CREATE DATABASE {}", making, url=url)
            _migrate(_at(url, making))
            _administer("ALTER DATABASE {} RENAME TO {}", making, name, url=url)
            _forget_old(server, url)
    return name


def template_file() -> Path:
    """The migrated SQLite file; whoever first wants it makes it, others wait."""
    file = CACHE / f"{PREFIX}{_fingerprint()}.sqlite3"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{PREFIX}lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            making = file.with_suffix(f".{os.getpid()}")
            _migrate(f"sqlite:///{making}")
            making.replace(file)
    return file


def _fingerprint() -> str:
    files = sorted(processes.ROOT.glob("*/migrations/*.py"))
    told = [django.__version__.encode(), *(file.name.encode() + file.read_bytes() for file in files)]
    return hashlib.sha256(b"".join(told)).hexdigest()[:12]


def _forget_old(server: "psycopg.Connection[Any]", url: str) -> None:
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC OFFSET %s"
    for (name,) in server.execute(query, (PREFIX, KEPT_TEMPLATES)).fetchall():
        with suppress(psycopg.Error):  # another run may be copying it
            _administer("DROP DATABASE IF EXISTS {}", name, url=url)


def _at(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _migrate(url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
    with tempfile.TemporaryDirectory() as folder:
        env = processes.environment(Path(folder), DATABASE_URL=url)
        subprocess.run(command, cwd=processes.ROOT, env=env, check=True)


def _administer(statement: str, *names: str, url: str = required.POSTGRESQL) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
