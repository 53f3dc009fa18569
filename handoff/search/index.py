"""The full-text indexes of the database, behind expressions: `Holds` for conversations, `Says` for messages.

On PostgreSQL a generated column `words` beside the text, under a GIN index that takes new rows in bunches; on SQLite
an FTS5 table that triggers keep. Nobody who writes rows need know of either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, F, Func

from handoff.models import Message
from handoff.search.terms import Term

CONFIG = "simple"
TABLES = {
    "handoff_message": ("text",),
    "handoff_customer": ("name", "email", "phone"),
}
"""What is searched, and by which columns."""


class Kind(StrEnum):
    """Where words are looked for; the values are the columns of a conversation that tell of it."""

    SAID = "pk"
    NAMED = "customer"


MOST = 5000
"""Words that more rows hold are common: then it is quicker to go through the newest conversations."""
_NAMES = {Kind.SAID: "handoff_said", Kind.NAMED: "handoff_named"}
_FOUND = {
    Kind.SAID: "SELECT conversation_id FROM handoff_message WHERE id IN (SELECT rowid FROM {0} WHERE {0} MATCH %s)",
    Kind.NAMED: "SELECT rowid FROM {0} WHERE {0} MATCH %s",
}
_INDEXES = {Kind.SAID: "handoff_message_words", Kind.NAMED: "handoff_customer_words"}


@dataclass(frozen=True)
class Wanted:
    """Terms that are all to be held, and where; `whole` wants no words that only begin like them."""

    kind: Kind
    terms: tuple[Term, ...]
    whole: bool = False
    common: bool = False

    @property
    def tsquery(self) -> tuple[str, Sequence[str]]:
        """As PostgreSQL is asked."""
        parts, values = zip(*map(self._part, self.terms), strict=True)
        return f"({' && '.join(parts)})", values

    def _part(self, term: Term) -> tuple[str, str]:
        if term.exact:
            return f"phraseto_tsquery('{CONFIG}', %s)", term.text
        quoted = "'" + term.text.replace("\\", "").replace("'", " ") + "'"
        return f"to_tsquery('{CONFIG}', %s)", quoted + (":*" if term.begins and not self.whole else "")

    @property
    def match(self) -> str:
        """As SQLite is asked."""
        return " ".join(map(self._match, self.terms))

    def _match(self, term: Term) -> str:
        quoted = '"' + term.text.replace('"', " ") + '"'
        return quoted + (" *" if term.begins and not self.whole else "")


def weigh(*all_wanted: Wanted) -> list[Wanted]:
    """The same, of each of which is known whether it is common. SQLite never has so many rows that it mattered."""
    if connection.vendor != "postgresql":
        return list(all_wanted)
    whole = [one for one in all_wanted if one.whole]
    rest = [one for one in all_wanted if not one.whole]
    # What is common itself need not be counted once more with all that begins like it.
    known = {replace(one, whole=False): f"known_{place}" for place, one in enumerate(whole)}
    first = ", ".join(f"{_common(one)} AS {name}" for one, name in zip(whole, known.values(), strict=True))
    then = [f"{known[one]} OR {_common(one)}" if one in known else _common(one) for one in rest]
    values = [value for one in (*whole, *rest) for value in one.tsquery[1]]
    told = ", ".join((*known.values(), *then))
    asked = f"WITH known AS MATERIALIZED (SELECT {first}) SELECT {told} FROM known"  # noqa: S608 - the values come apart
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        common = dict(zip((*whole, *rest), cursor.fetchone(), strict=True))
    return [replace(one, common=common[one]) for one in all_wanted]


def _common(wanted: Wanted) -> str:
    return f"handoff_common('{wanted.kind.name}', {wanted.tsquery[0]}, {MOST})"


class Holds(Func):
    """Whether a conversation is among those that hold what is wanted.

    Asked of the index, or where they are common of one conversation after the other.
    """

    output_field = BooleanField()

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(F(wanted.kind))
        self.wanted = wanted

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[str | int, ...]]:
        """As each database asks it."""
        column, _values = compiler.compile(self.source_expressions[0])
        name, index = _NAMES[self.wanted.kind], _INDEXES[self.wanted.kind]
        if connection.vendor != "postgresql":
            return f"{column} IN ({_FOUND[self.wanted.kind].format(index)})", (self.wanted.match,)
        query, values = self.wanted.tsquery
        if self.wanted.common:
            return f"{name}_in({column}, {query})", tuple(values)
        return f"{column} IN (SELECT {name}({query}, {MOST}))", tuple(values)


class Says(Func):
    """Whether a message holds what is wanted."""

    output_field = BooleanField()

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(F("text"))
        self.wanted = wanted

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[str | int, ...]]:
        """As each database asks it."""
        column: Any = self.source_expressions[0]
        alias = compiler.quote_name_unless_alias(column.alias)
        if connection.vendor == "postgresql":
            query, values = self.wanted.tsquery
            return f"{alias}.words @@ {query}", tuple(values)
        found = _FOUND[Kind.NAMED].format(_INDEXES[Kind.SAID])
        return f"{alias}.id IN ({found})", (self.wanted.match,)


def install(**_: Any) -> None:
    """After any migration: have SQLite keep its index from now on. It forgets triggers where a table is made anew."""
    if connection.vendor != "sqlite" or Message._meta.db_table not in connection.introspection.table_names():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table, columns in TABLES.items():
            there = cursor.execute(
                "SELECT 1 FROM sqlite_master WHERE name = %s", [f"{table}_words"]
            ).fetchone()
            for statement in _statements(table, columns):
                cursor.execute(statement)
            if not there:
                cursor.execute(f"INSERT INTO {table}_words ({table}_words) VALUES ('rebuild')")  # noqa: S608 - our own names


def _statements(table: str, columns: Sequence[str]) -> list[str]:
    """What makes the index of a table, and the triggers that keep it."""
    index, names = f"{table}_words", ", ".join(columns)
    old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    add = f"INSERT INTO {index} (rowid, {names}) VALUES (NEW.id, {new});"  # noqa: S608 - our own names
    drop = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', OLD.id, {old});"  # noqa: S608 - our own names
    changed = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in columns)
    told = f"content='{table}', content_rowid='id', tokenize='unicode61 remove_diacritics 2'"
    triggers = (
        ("came", "INSERT", "", add),
        ("moved", f"UPDATE OF {names}", f"WHEN {changed}", drop + add),
        ("went", "DELETE", "", drop),
    )
    return [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5({names}, {told})",
        *(f"DROP TRIGGER IF EXISTS {index}_{when}" for when, _, _, _ in triggers),
        *(
            f"CREATE TRIGGER {index}_{when} AFTER {what} ON {table} {where} BEGIN {do} END"
            for when, what, where, do in triggers
        ),
    ]
