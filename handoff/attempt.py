"""A frame done without holding its row: it is read, and all is written by one statement if nobody changed it since.

Most frames meet nobody on their conversation. To lock its row for them costs a write, a transaction's begin and end,
and their round trips. So they are tried in this way first. Every change of a conversation counts its version up, under
the row's lock: who finds another version than the one that was read has written nothing, raises `Overtaken`, and is
done again, holding the row. So is what needs more than one statement. PostgreSQL only.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model
from django.db.transaction import TransactionManagementError

from handoff import flight
from handoff.flight import Flight, Together, as_one

log = logging.getLogger(__name__)


class Overtaken(Exception):
    """Nothing was written: the row changed meanwhile, or more is wanted than one statement can do."""


class Attempt(Flight):
    """Writes that wait for one statement, and what is to be done once they are committed."""

    def __init__(self) -> None:
        super().__init__()
        self.after: list[Callable[[], Any]] = []
        self.opened = False
        """All hangs on a row that is new: where somebody else made it meanwhile, the database refuses all."""
        self._watched: Model | None = None
        self._version = 0
        self._given_up = False

    def watch(self, row: Model, version: int) -> None:
        """All hangs on this row, read and not held, being of this version still."""
        self._watched, self._version = row, version

    def give_up(self) -> None:
        """Raises Overtaken, here and, whoever catches that, at the end."""
        self._given_up = True
        raise Overtaken

    def land(self, *, commit: bool = False) -> None:
        """Send what waits as one statement. Raises Overtaken, or what the database raises for it."""
        if self._given_up or len(self._writes) > 1:
            self.give_up()
        writes, self._writes = self._writes, []
        for one in writes:
            statement, values = self._guarded(one)
            connection = connections[DEFAULT_DB_ALIAS]
            with connection.wrap_database_errors:
                written = connection.connection.execute(statement, values)
            if not written.rowcount:
                self.give_up()

    def _guarded(self, one: Together) -> tuple[str, Sequence[Any]]:
        """The writes, all of them drawn from the row that is watched: where it is no more as it was, there is none."""
        changed, others = [w for w in one.writes if not w.anew], [w for w in one.writes if w.anew]
        if not changed and (self.opened or self._untouched()):
            return as_one(tuple(w.statement for w in others)), [value for w in others for value in w.values]
        if [write.row for write in changed] != [self._watched] or self._untouched():
            self.give_up()
        held = changed[0]
        guard = f'{held.statement} AND "version" = %s RETURNING 1'
        drawn = tuple(f"{write.statement} FROM w0" for write in others)
        values = [*held.values, self._version, *(value for write in others for value in write.values)]
        return as_one((guard, *drawn)), values

    def _untouched(self) -> bool:
        """Whether nothing happened to the row that is watched. Then its version does not guard what is written."""
        return self._watched is None or bool(getattr(self._watched, "version", None) == self._version)

    def before_others(
        self, execute: Callable[..., Any], statement: str, values: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """Around any other statement: one that reads may go before the writes, and all else needs a transaction."""
        if self._writes or not statement.startswith("SELECT"):
            self.give_up()
        return execute(statement, values, many, context)


def current() -> Attempt | None:
    """The attempt that is under way, if there is one."""
    gathered = flight.current()
    return gathered if isinstance(gathered, Attempt) else None


def must_hold() -> None:
    """What comes cannot be attempted. Raises Overtaken where it is."""
    if attempt := current():
        attempt.give_up()


def once_committed(do: Callable[[], Any]) -> None:
    """Call `do` after the commit, of an attempt or of the transaction; what it raises is logged."""
    if attempt := current():
        attempt.after.append(do)
    else:
        transaction.on_commit(do, robust=True)


@contextmanager
def attempting() -> Iterator[None]:
    """Reads, then one statement for all that is written inside. Raises Overtaken where that is not enough."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        raise Overtaken
    attempt = Attempt()
    try:
        with flight.gathered(attempt):
            yield
            attempt.land()
    except TransactionManagementError as wanted:  # a row was to be locked
        raise Overtaken from wanted
    for do in attempt.after:
        try:
            do()
        except Exception:
            log.exception("what was to be done after a commit")
