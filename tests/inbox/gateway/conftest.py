"""A Baton that tests take apart, put together again for each of them; and a front end of each test's own."""

from collections.abc import Iterator
from itertools import count

import psycopg
import pytest

from tests import required
from tests.stack import Key, Stack

_names = count(1)


@pytest.fixture(scope="session")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """It is started once for all files."""
    with Stack(tmp_path_factory.mktemp("outages")) as running:
        running.person("Mira Dahl", role="supervisor", queues=["Orders"])
        yield running


@pytest.fixture
def stack(mended: Stack) -> Stack:
    """Whole again, whatever the test before left of it."""
    barred(mended, False)
    if "second" in mended.processes:
        mended.kill("second")
    if "redis" not in mended.processes:
        mended.start("redis")
        if "server" in mended.processes:
            mended.kill("server")  # it may yet believe that there is no Redis
    if "server" not in mended.processes:
        mended.start("server")
    return mended


@pytest.fixture
def key(stack: Stack) -> Key:
    return stack.source(f"Front end {next(_names)}")


def barred(stack: Stack, yes: bool) -> None:
    """Let nobody into the database, and throw out who is in; or let everybody in."""
    with psycopg.connect(required.POSTGRESQL, autocommit=True) as connection:
        allow = "false" if yes else "true"
        connection.execute(f'ALTER DATABASE "{stack.database.name}" ALLOW_CONNECTIONS {allow}'.encode())
        if yes:
            kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(kill, [stack.database.name])
