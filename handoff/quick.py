"""Reading and writing one row for the price of one statement.

The ORM builds and compiles its SQL anew each time, which costs more than the statement itself. The few rows that
every frame touches go through here: the same columns, the same conversions, the SQL kept.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import DateField, JSONField, Model

from handoff import flight

Row = TypeVar("Row", bound=Model)


class Reading(NamedTuple):
    """A SELECT, the attributes that its columns become, and what turns a database's value into Python's."""

    statement: str
    names: list[str]
    converters: list[tuple[int, Callable[[Any], Any]]]


def lock(
    model: type[Row],
    beside: tuple[tuple[str, str], ...] = (),
    then: tuple[type[Model], ...] = (),
    **where: Any,
) -> Row | None:
    """The row with these column values, its row lock held until the transaction ends; None where there is none.

    `beside` are attributes of the model that are no columns, each with the SQL expression that is read along into it;
    there, the row goes by the name of `held`. `then` are the models that one row each is likely to be written of:
    their keys are taken now, under the lock, so that keys rise with time within what the lock guards.
    """
    gathered = flight.current()
    promised = then if gathered else ()
    reading = _reading(model, connection.vendor, tuple(sql for _, sql in beside), tuple(where), promised)
    with connection.cursor() as cursor:
        with flight.together():
            cursor.execute(reading.statement, list(where.values()))
        found = cursor.fetchone()
    if found is None:
        return None
    values = list(found)
    if gathered:
        gathered.keys = dict(zip(promised, values[len(values) - len(promised) :], strict=True))
    for place, convert in reading.converters:
        values[place] = convert(values[place])
    row = model.from_db(connection.alias, reading.names, values[: len(reading.names)])
    for (name, _), value in zip(beside, values[len(reading.names) :], strict=False):
        setattr(row, name, value)
    return row


@lru_cache(maxsize=64)
def _reading(
    model: type[Model],
    vendor: str,
    beside: tuple[str, ...],
    where: tuple[str, ...],
    then: tuple[type[Model], ...],
) -> Reading:
    fields = model._meta.concrete_fields
    held = [f"held.{_quoted(field.column)}" for field in fields]
    columns = ", ".join([*held, *beside, *map(_next_key, then)])
    tests = " AND ".join(f"held.{_quoted(model._meta.get_field(name).column)} = %s" for name in where)  # type: ignore[union-attr]
    locked = " FOR NO KEY UPDATE OF held" if connection.features.has_select_for_no_key_update else ""
    statement = f"SELECT {columns} FROM {_quoted(model._meta.db_table)} held WHERE {tests}{locked}"  # noqa: S608 - our own names
    converters = [(place, _converter(field)) for place, field in enumerate(fields) if _converters(field)]
    return Reading(statement, [field.attname for field in fields], converters)


def _converters(field: Any) -> list[Any]:
    column = field.cached_col
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]


def _converter(field: Any) -> Callable[[Any], Any]:
    column, steps = field.cached_col, _converters(field)

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert


def _next_key(model: type[Model]) -> str:
    """The SQL expression that takes a model's next key."""
    return f"nextval(pg_get_serial_sequence('{_quoted(model._meta.db_table)}', '{model._meta.pk.column}'))"


def latest(model: type[Model], names: tuple[str, ...], most: int, **where: Any) -> list[tuple[Any, ...]]:
    """These columns (attribute names) of the newest rows with these column values, the newest first."""
    statement, converters = _newest(model, connection.vendor, names, tuple(where))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*where.values(), most])
        found = cursor.fetchall()
    return [
        tuple(converters[place](value) if place in converters else value for place, value in enumerate(row))
        for row in found
    ]


@lru_cache(maxsize=64)
def _newest(
    model: type[Model], vendor: str, names: tuple[str, ...], where: tuple[str, ...]
) -> tuple[str, dict[int, Callable[[Any], Any]]]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = ", ".join(_quoted(field.column) for field in fields)
    tests = " AND ".join(f"{_quoted(model._meta.get_field(name).column)} = %s" for name in where)  # type: ignore[union-attr]
    table, key = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
    statement = f"SELECT {columns} FROM {table} WHERE {tests} ORDER BY {key} DESC LIMIT %s"  # noqa: S608 - our own names
    return statement, {place: _converter(field) for place, field in enumerate(fields) if _converters(field)}


def insert(row: Row) -> Row:
    """Write a new row that has no key yet, give it its key and return it. Raises what the database raises.

    Where writes are gathered and its key was promised, the row waits and goes out with the others.
    """
    gathered = flight.current()
    row.pk = gathered.keys.pop(type(row), None) if gathered else None
    if gathered and row.pk is not None:
        gathered.add(*_insertion(row))
    else:
        with connection.cursor() as cursor:
            cursor.execute(*_insertion(row))
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias
    return row


def leave(row: Model) -> None:
    """Write a new row whose key nobody will ask for; gathered with others where writes are."""
    if gathered := flight.current():
        gathered.add(*_insertion(row))
    else:
        insert(row)


def _insertion(row: Model) -> tuple[str, list[Any]]:
    statement, fields = _inserting(type(row), connection.vendor, row.pk is not None)
    return statement, [
        field.get_db_prep_save(field.pre_save(row, True), connection)
        if prepared
        else getattr(row, field.attname)
        for field, prepared in fields
    ]


@lru_cache(maxsize=64)
def _inserting(model: type[Model], vendor: str, keyed: bool) -> tuple[str, list[tuple[Any, bool]]]:
    """The INSERT of a model, and its fields in order, each with whether its values must be prepared."""
    fields = [field for field in model._meta.concrete_fields if keyed or not field.primary_key]
    columns = ", ".join(_quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    key, table = _quoted(model._meta.pk.column), _quoted(model._meta.db_table)
    returned = "" if keyed else f" RETURNING {key}"
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks}){returned}"  # noqa: S608 - our own names
    return statement, [(field, isinstance(field, DateField | JSONField)) for field in fields]


def update(row: Model, names: list[str]) -> None:
    """Write these columns (attribute names) of a row that exists."""
    fields: list[Any] = [row._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    statement = _updating(type(row), connection.vendor, tuple(names))
    if gathered := flight.current():
        gathered.add(statement, [*values, row.pk])
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, row.pk])


@lru_cache(maxsize=256)
def _updating(model: type[Model], vendor: str, names: tuple[str, ...]) -> str:
    sets = ", ".join(f"{_quoted(model._meta.get_field(name).column)} = %s" for name in names)  # type: ignore[union-attr]
    table, key = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
    return f"UPDATE {table} SET {sets} WHERE {key} = %s"  # noqa: S608 - our own names


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))
