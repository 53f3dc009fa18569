"""The databases of stacks: on PostgreSQL a copy of one that was migrated once, or an SQLite file."""

import atexit
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests import processes, required


class Database:
    """A database of a stack's own, copied from one that was migrated once for the whole test process."""

    _made = 0
    _template = ""

    def __init__(self) -> None:
        if not required.answers(5432):
            required.missing("PostgreSQL on 127.0.0.1:5432")
        Database._made += 1
        self.name = f"baton_stack_{os.getpid()}_{Database._made}"
        self.url = urlsplit(required.POSTGRESQL)._replace(path=f"/{self.name}").geturl()

    def create(self, env: dict[str, str]) -> None:
        """Make it."""
        if not Database._template:
            Database._template = _migrated(env)
        _administer("CREATE DATABASE {} TEMPLATE {}", self.name, Database._template)

    def drop(self) -> None:
        """Drop it, whoever is connected."""
        _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)

    def query(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The rows that a statement gives."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement.encode(), values).fetchall()


class SQLite:
    """The embedded database, in the stack's folder."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "baton.sqlite3"
        self.name, self.url = self.file.stem, f"sqlite:///{self.file}"

    def create(self, env: dict[str, str]) -> None:
        """Make it."""
        _migrate(env)

    def drop(self) -> None:
        """It goes with the folder."""

    def query(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """The rows that a statement gives."""
        with closing(sqlite3.connect(self.file, timeout=20)) as connection:
            return connection.execute(statement.replace("%s", "?"), values).fetchall()


def drop_template() -> None:
    """Drop what the databases were copied from; done at the end of the process at the latest."""
    if Database._template:
        _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", Database._template)
        Database._template = ""


def _migrated(env: dict[str, str]) -> str:
    name = f"baton_stack_{os.getpid()}_template"
    atexit.register(drop_template)
    _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _administer("CREATE DATABASE {}", name)
    url = urlsplit(required.POSTGRESQL)._replace(path=f"/{name}").geturl()
    _migrate({**env, "DATABASE_URL": url})
    return name


def _migrate(env: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=processes.ROOT, env=env, check=True)


def _administer(statement: str, *names: str) -> None:
    with psycopg.connect(required.POSTGRESQL, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
