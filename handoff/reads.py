"""Reading one row for the price of one statement, as `handoff.quick` writes one: the SQL is kept."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from handoff import attempt, flight
from handoff.quick import next_key, quoted

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
    there, the row goes by the name of `held`. `then` are the models of the rows that are likely to be written:
    their keys are taken now, under the lock, so that keys rise with time within what the lock guards.

    In an attempt (`handoff.attempt`) the row is read only: who locks a conversation's rows counts its version up.
    """
    connection, gathered, trying = connections[DEFAULT_DB_ALIAS], flight.current(), attempt.current()
    promised = then if gathered else ()
    beside_it = tuple(sql for _, sql in beside)
    reading = _reading(model, connection.vendor, beside_it, tuple(where), promised, locked=not trying)
    with connection.cursor() as cursor:
        with nullcontext() if trying else flight.together():
            cursor.execute(reading.statement, list(where.values()))
        found = cursor.fetchone()
    if found is None:
        return None
    values = list(found)
    for place, convert in reading.converters:
        values[place] = convert(values[place])
    row = model.from_db(connection.alias, reading.names, values[: len(reading.names)])
    _take_along(row, values[len(reading.names) :], beside, promised)
    return row


def foresee(
    row: Model,
    beside: tuple[tuple[str, str], ...],
    then: tuple[type[Model], ...],
    **like: int,
) -> None:
    """What `lock` reads along, for a row that is yet to be written: these columns (numbers) are all it has so far."""
    promised = then if flight.current() else ()
    statement = _foreseeing(type(row), tuple(sql for _, sql in beside), tuple(like), promised)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(statement, list(like.values()))
        _take_along(row, cursor.fetchone(), beside, promised)


def _take_along(
    row: Model, values: Sequence[Any], beside: tuple[tuple[str, str], ...], then: tuple[type[Model], ...]
) -> None:
    for (name, _), value in zip(beside, values, strict=False):
        setattr(row, name, value)
    if (gathered := flight.current()) and then:
        gathered.keys = list(zip(then, values[len(beside) :], strict=True))


@lru_cache(maxsize=64)
def _reading(
    model: type[Model],
    vendor: str,
    beside: tuple[str, ...],
    where: tuple[str, ...],
    then: tuple[type[Model], ...],
    *,
    locked: bool,
) -> Reading:
    connection, fields = connections[DEFAULT_DB_ALIAS], model._meta.concrete_fields
    held = [f"held.{quoted(field.column)}" for field in fields]
    columns = ", ".join([*held, *beside, *map(next_key, then)])
    tests = " AND ".join(f"held.{quoted(model._meta.get_field(name).column)} = %s" for name in where)  # type: ignore[union-attr]
    for_us = locked and connection.features.has_select_for_no_key_update
    lock = " FOR NO KEY UPDATE OF held" if for_us else ""
    statement = f"SELECT {columns} FROM {quoted(model._meta.db_table)} held WHERE {tests}{lock}"  # noqa: S608 - our own names
    converters = [(place, _converter(field)) for place, field in enumerate(fields) if _converters(field)]
    return Reading(statement, [field.attname for field in fields], converters)


@lru_cache(maxsize=64)
def _foreseeing(
    model: type[Model], beside: tuple[str, ...], like: tuple[str, ...], then: tuple[type[Model], ...]
) -> str:
    known = [f"CAST(%s AS bigint) AS {quoted(model._meta.get_field(name).column)}" for name in like]  # type: ignore[union-attr]
    unknown = f"CAST(NULL AS bigint) AS {quoted(model._meta.pk.column)}"
    columns = ", ".join([*beside, *map(next_key, then)])
    return f"SELECT {columns} FROM (SELECT {', '.join([*known, unknown])}) held"  # noqa: S608 - our own names


def _converters(field: Any) -> list[Any]:
    connection, column = connections[DEFAULT_DB_ALIAS], field.cached_col
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]


def _converter(field: Any) -> Callable[[Any], Any]:
    column, steps = field.cached_col, _converters(field)

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connections[DEFAULT_DB_ALIAS])
        return value

    return convert


def latest(
    model: type[Model], names: tuple[str, ...], most: int, *, by: str = "id", **where: Any
) -> list[tuple[Any, ...]]:
    """These columns (attribute names) of the newest rows with these column values, the newest first.

    `by` is the column that grows with time: one that an index has beside those of `where`.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    statement, converters = _newest(model, connection.vendor, names, by, tuple(where))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*where.values(), most])
        found = cursor.fetchall()
    return [
        tuple(converters[place](value) if place in converters else value for place, value in enumerate(row))
        for row in found
    ]


@lru_cache(maxsize=64)
def _newest(
    model: type[Model], vendor: str, names: tuple[str, ...], by: str, where: tuple[str, ...]
) -> tuple[str, dict[int, Callable[[Any], Any]]]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = ", ".join(quoted(field.column) for field in fields)
    tests = " AND ".join(f"{quoted(model._meta.get_field(name).column)} = %s" for name in where)  # type: ignore[union-attr]
    table = quoted(model._meta.db_table)
    statement = f"SELECT {columns} FROM {table} WHERE {tests} ORDER BY {quoted(by)} DESC LIMIT %s"  # noqa: S608 - our own names
    return statement, {place: _converter(field) for place, field in enumerate(fields) if _converters(field)}
