"""Writing one row for the price of one statement.

The ORM builds and compiles its SQL anew each time, which costs more than the statement itself. The few rows that
every frame touches go through here: the same columns, the same conversions, the SQL kept.
"""

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import DateField, JSONField, Model
from psycopg.types.json import Jsonb

from handoff import flight

Row = TypeVar("Row", bound=Model)


def insert(row: Row) -> Row:
    """Write a new row that has no key yet, give it its key and return it. Raises what the database raises.

    Where writes are gathered and its key was promised, the row waits and goes out with the others.
    """
    connection, gathered = connections[DEFAULT_DB_ALIAS], flight.current()
    row.pk = gathered.key_for(type(row)) if gathered else None
    if gathered and row.pk is not None:
        gathered.add(row, *_insertion(row), anew=True)
    else:
        statement, values = _insertion(row)
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} RETURNING {quoted(row._meta.pk.column)}", values)
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias
    return row


def promise(model: type[Model], count: int) -> None:
    """Take the keys of so many rows to come, where writes are gathered: `insert` then waits with them."""
    gathered = flight.current()
    if gathered is None:
        return
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT {next_key(model)} FROM generate_series(1, %s)", [count])  # noqa: S608 - our own names
        gathered.keys += [(model, key) for (key,) in cursor.fetchall()]


def leave(row: Model) -> None:
    """Write a new row whose key nobody will ask for; gathered with others where writes are."""
    if gathered := flight.current():
        gathered.add(row, *_insertion(row), anew=True)
    else:
        insert(row)


Prepare = Callable[[Model, Any], Any]
"""What makes the value for a column of a row, given the connection."""


def _insertion(row: Model) -> tuple[str, list[Any]]:
    connection = connections[DEFAULT_DB_ALIAS]
    statement, columns = _inserting(type(row), connection.vendor, row.pk is not None)
    return statement, [prepare(row, connection) for prepare in columns]


def _values(row: Model) -> list[Any]:
    return _insertion(row)[1]


@lru_cache(maxsize=64)
def _inserting(model: type[Model], vendor: str, keyed: bool) -> tuple[str, list[Prepare]]:
    """The INSERT of a model, and what makes its values, in order."""
    fields = [field for field in model._meta.concrete_fields if keyed or not field.primary_key]
    columns = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    # Not VALUES: `handoff.attempt` lets the row hang on another one by a FROM.
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) SELECT {marks}"
    return statement, [_preparing(field, vendor) for field in fields]


def _preparing(field: Any, vendor: str) -> Prepare:
    """As the field itself would prepare its value for saving, where that differs from the value as it is."""
    name = field.attname
    if isinstance(field, JSONField) and field.encoder is None and vendor == "postgresql":
        return lambda row, _: _as_json(getattr(row, name))
    if isinstance(field, DateField | JSONField):
        return lambda row, connection: field.get_db_prep_save(field.pre_save(row, True), connection)
    get = attrgetter(name)
    return lambda row, _: get(row)


def _as_json(value: Any) -> Jsonb | None:
    return None if value is None else Jsonb(value, msgspec.json.encode)


def update(row: Model, names: list[str]) -> None:
    """Write these columns (attribute names) of a row that exists, or that waits to be written."""
    gathered = flight.current()
    if gathered and gathered.renew(row, _values):
        return
    connection = connections[DEFAULT_DB_ALIAS]
    fields: list[Any] = [row._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    statement = _updating(type(row), connection.vendor, tuple(names))
    if gathered:
        gathered.add(row, statement, [*values, row.pk], anew=False)
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, row.pk])


@lru_cache(maxsize=256)
def _updating(model: type[Model], vendor: str, names: tuple[str, ...]) -> str:
    sets = ", ".join(f"{quoted(model._meta.get_field(name).column)} = %s" for name in names)  # type: ignore[union-attr]
    table, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    return f"UPDATE {table} SET {sets} WHERE {key} = %s"  # noqa: S608 - our own names


def quoted(name: str | None) -> str:
    """A name as SQL has it."""
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(str(name))


def next_key(model: type[Model]) -> str:
    """The SQL expression that takes a model's next key."""
    return f"nextval('{_sequence(model)}')"


@lru_cache(maxsize=64)
def _sequence(model: type[Model]) -> str:
    """Asked for once: to have the database look it up for each row costs as much as the row."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        table, key = quoted(model._meta.db_table), model._meta.pk.column
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key])
        return str(cursor.fetchone()[0])
