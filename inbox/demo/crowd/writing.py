"""Rows written in bulk: COPY on PostgreSQL, executemany elsewhere, all in the caller's one transaction.

Where much is written, indexes and foreign keys are put aside and built at the end in one go, which also checks every
row. Such statements are part of the transaction like any other: if anything fails, nothing has happened.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

from inbox.demo.crowd.pattern import NULL
from inbox.demo.crowd.tables import Row, columns

_ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
_ESCAPE = re.compile(r"\\[\\tnr]")
_KEPT = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype DESC, conname
"""
_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i WHERE i.indrelid = ANY(%s::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
"""
Tell = Callable[[str], None]


def next_keys(models: Sequence[Row]) -> dict[Row, int]:
    """The first free key of each table."""
    return {model: (model._meta.base_manager.aggregate(last=Max("pk"))["last"] or 0) + 1 for model in models}


class Writer:
    """Writes the rows of each table, which are lines in the text format of COPY, in the order of the tables.

    PostgreSQL takes rows in while the next ones are made: until `finish` nothing else may be asked of the connection.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._under_way: Future[None] | None = None

    def write(self, texts: Mapping[Row, list[str]]) -> None:
        """Write these once those before them are written."""
        self._wait()
        told = [(model, lines) for model, lines in texts.items() if lines]
        if connection.vendor == "postgresql":
            connection.ensure_connection()
            self._under_way = self._thread.submit(_copy, connection.connection, told)
            return
        for model, lines in told:
            _insert(model, lines)

    def finish(self) -> None:
        """Have all of it written."""
        self._wait()
        self._thread.shutdown()

    def _wait(self) -> None:
        if self._under_way is not None:
            self._under_way.result()
        self._under_way = None


Lines = Sequence[tuple[Row, list[str]]]


def _copy(raw: Any, told: Lines) -> None:
    with raw.cursor() as cursor:
        for model, lines in told:
            with cursor.copy(f"COPY {_table(model)} ({_names(model)}) FROM STDIN") as copy:
                copy.write("".join(lines))


def _insert(model: Row, lines: list[str]) -> None:
    marks = ", ".join(["%s"] * len(columns(model)))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_table(model)} ({_names(model)}) VALUES ({marks})",  # noqa: S608 - our own names
            [[_value(cell) for cell in line.split("\t")] for line in "".join(lines).splitlines()],
        )


def _table(model: Row) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _names(model: Row) -> str:
    return ", ".join(connection.ops.quote_name(str(column.column)) for column in columns(model))


def _value(cell: str) -> str | None:
    return None if cell == NULL else _ESCAPE.sub(lambda found: _ESCAPES[found[0]], cell)


def be_patient() -> None:
    """Statements of this transaction may take as long as they take."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
                cursor.execute(f"SET LOCAL {setting} = 0")
            cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")


@contextmanager
def aside(models: Sequence[Row], tell: Tell) -> Iterator[None]:
    """Inside, these tables have no indexes but their keys', and point at nothing; afterwards all is as it was."""
    if connection.vendor != "postgresql":
        yield
        return
    names = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [names])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [names])
        indexes = cursor.fetchall()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be checked would forbid it
        for table, name, _ in reversed(constraints):
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for name, definition in indexes:
            tell(f"index {name}")
            cursor.execute(definition)
        for table, name, definition in constraints:
            tell(f"constraint {name}")
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def number_on(models: Sequence[Row]) -> None:
    """Let keys go on after those that were written."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def analyse(models: Sequence[Row]) -> None:
    """Let the database know what it holds now. It can only be told outside of any transaction."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("ANALYZE")
            return
        cursor.execute("SET statement_timeout = 0")
        for model in models:
            cursor.execute(f"VACUUM (ANALYZE) {_table(model)}")
        cursor.execute("RESET statement_timeout")
