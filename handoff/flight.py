"""Writes that go out together: one round trip for all rows of a frame instead of one for each.

Inside `gathering`, a write by `handoff.quick` whose key is known beforehand waits. All that wait go out in order, in
one flight, before any other statement of the transaction and at its end; so nobody can read around them. What the
database says of them is raised there. PostgreSQL only: SQLite has no round trips to save.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.db.models import Model


class Flight:
    """The writes that wait, and the keys that rows to come have been promised."""

    def __init__(self) -> None:
        self.keys: dict[type[Model], int] = {}
        self._writes: list[tuple[str, Sequence[Any]]] = []

    def add(self, statement: str, values: Sequence[Any]) -> None:
        """Let a write wait."""
        self._writes.append((statement, values))

    def land(self) -> None:
        """Send what waits. Raises what the database raises for the first write that fails."""
        writes, self._writes = self._writes, []
        if not writes:
            return
        with together():
            for statement, values in writes:
                connection.connection.cursor().execute(statement, values)

    def before_others(
        self, execute: Callable[..., Any], statement: str, values: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Around any other statement: what waits goes first."""
        self.land()
        return execute(statement, values, many, context)


@contextmanager
def together() -> Iterator[None]:
    """What is sent inside, the beginning of a transaction too, goes in one flight. Raises at its end."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


_open: ContextVar[Flight | None] = ContextVar("flight", default=None)


def current() -> Flight | None:
    """The flight that gathers now, if there is one."""
    return _open.get()


@contextmanager
def gathering() -> Iterator[None]:
    """Let writes wait for each other until the end of the block, which must lie inside one transaction."""
    if connection.vendor != "postgresql":
        yield
        return
    flight = Flight()
    token = _open.set(flight)
    try:
        with connection.execute_wrapper(flight.before_others):
            yield
            flight.land()
    finally:
        _open.reset(token)
