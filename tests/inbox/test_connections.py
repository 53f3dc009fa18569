"""A server's thread keeps its connection, and lets go of one that the database has closed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from inbox import connections

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Does a piece of work in a thread as the server has them."""
    with ThreadPoolExecutor(1, initializer=connections.keep) as pool:
        yield lambda work: pool.submit(_worked, work).result()
        pool.submit(lambda: connection.close()).result()  # noqa: PLW0108 - the connection of that thread


def _worked(work: Callable[[], Any]) -> Any:
    connections.ready()
    try:
        return work()
    finally:
        connections.done()


def _which() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return id(connection.connection)


def _fail() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


def _hang_up() -> int:
    """What an administrator does who restarts the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_it_is_kept_from_one_work_to_the_next(server: Callable[..., Any]) -> None:
    assert server(_which) == server(_which)
    assert server(lambda: connection.connection) is not None


def test_what_failed_is_given_back(server: Callable[..., Any]) -> None:
    with pytest.raises(DatabaseError):
        server(_fail)
    assert server(lambda: connection.connection) is None
    assert server(_which)


@pytest.mark.skipif("sqlite" in settings.DATABASES["default"]["ENGINE"], reason="a file hangs up on nobody")
def test_one_that_the_database_closed_fails_nobody(server: Callable[..., Any]) -> None:
    lost = server(_hang_up)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [lost])
    assert server(_hang_up) != lost


def test_with_too_few_connections_every_work_gives_its_own_back(
    monkeypatch: pytest.MonkeyPatch, server: Callable[..., Any]
) -> None:
    options = {"pool": {"max_size": settings.ASGI_THREADS}}
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", options)
    server(connections.keep)
    server(_which)
    assert server(lambda: connection.connection) is None
