"""Writes that go out together: one round trip for all rows of a frame and the commit, instead of one for each.

Inside `gathering`, a write by `handoff.quick` whose key is known beforehand waits. All that wait go out as one
statement, before any other statement of the transaction and at its end; so nobody can read around them. What the
database says of them is raised there. PostgreSQL only: SQLite has no round trips to save.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model


class Write(NamedTuple):
    """One row's statement: of a row that is `anew`, or of one that there is already."""

    row: Model
    statement: str
    values: Sequence[Any]
    anew: bool


class Together:
    """Writes that may be one statement: its parts neither see each other nor run in any order."""

    def __init__(self) -> None:
        self.writes: list[Write] = []
        self._new: set[type[Model]] = set()
        self._changed: set[type[Model]] = set()

    def may_take(self, write: Write) -> bool:
        """Whether a row can be written beside these, its table not being both changed and written again."""
        table = type(write.row)
        return table not in self._changed and (write.anew or table not in self._new)

    def take(self, write: Write) -> None:
        """One more."""
        (self._new if write.anew else self._changed).add(type(write.row))
        self.writes.append(write)


class Flight:
    """The writes that wait, and the keys that rows to come have been promised."""

    def __init__(self) -> None:
        self.keys: list[tuple[type[Model], int]] = []
        self._writes: list[Together] = []

    def key_for(self, model: type[Model]) -> int | None:
        """A key that was promised for a row of this model, once; None where none is left."""
        for place, (promised, key) in enumerate(self.keys):
            if promised is model:
                del self.keys[place]
                return key
        return None

    def add(self, row: Model, statement: str, values: Sequence[Any], *, anew: bool) -> None:
        """Let the write of a row wait: of one that is `anew`, or of one that there is already."""
        write = Write(row, statement, values, anew)
        if not self._writes or not self._writes[-1].may_take(write):
            self._writes.append(Together())
        self._writes[-1].take(write)

    def renew(self, row: Model, prepare: Callable[[Any], Sequence[Any]]) -> bool:
        """Let a new row go out as `prepare` now has its values, if it still waits; whether it does."""
        for one in self._writes:
            for place, write in enumerate(one.writes):
                if write.row is row and write.anew:
                    one.writes[place] = write._replace(values=prepare(row))
                    return True
        return False

    def land(self, *, commit: bool = False) -> None:
        """Send what waits, and if wanted the end of the transaction. Raises what the database raises for it."""
        writes, self._writes = self._writes, []
        if not writes:
            return
        connection = connections[DEFAULT_DB_ALIAS]
        with together():
            for one in writes:
                statement = as_one(tuple(write.statement for write in one.writes))
                values = [value for write in one.writes for value in write.values]
                connection.connection.cursor().execute(statement, values)
            if commit:
                connection.connection.cursor().execute("COMMIT")

    def before_others(
        self, execute: Callable[..., Any], statement: str, values: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Around any other statement: what waits goes first."""
        self.land()
        return execute(statement, values, many, context)


@lru_cache(maxsize=1024)
def as_one(statements: tuple[str, ...]) -> str:
    """One statement that does what these do; its parts but the last go by the names w0, w1 and so on."""
    *before, last = statements
    parts = ", ".join(f"w{place} AS ({statement})" for place, statement in enumerate(before))
    return f"WITH {parts} {last}" if parts else last


@contextmanager
def together() -> Iterator[None]:
    """What is sent inside, the beginning of a transaction too, goes in one flight. Raises at its end."""
    connection = connections[DEFAULT_DB_ALIAS]
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
    """One transaction whose writes wait for each other. Its commit goes along with the last of them."""
    connection = connections[DEFAULT_DB_ALIAS]
    with transaction.atomic():
        if connection.vendor != "postgresql":
            yield
            return
        flight = Flight()
        with gathered(flight):
            yield
            # Inside another transaction the end of this one is only a savepoint, which Django sets and releases.
            flight.land(commit=not connection.savepoint_ids and not connection.needs_rollback)


@contextmanager
def gathered(flight: Flight) -> Iterator[None]:
    """Let the writes inside wait in `flight`, which whoever opens it has to land."""
    token = _open.set(flight)
    try:
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(flight.before_others):
            yield
    finally:
        _open.reset(token)
