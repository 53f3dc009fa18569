"""The rows of a `propose`, written by psycopg alone: what the database costs without us.

The rows are copies of those that a real `propose` has just left, so tables, columns and values are the same.
"""

from datetime import UTC, datetime
from time import perf_counter
from typing import Any, Self

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb


class Rows:
    """Copies of a table's newest row."""

    def __init__(self, connection: psycopg.Connection, table: str) -> None:
        cursor = connection.execute(
            sql.SQL("SELECT * FROM {} ORDER BY id DESC LIMIT 1").format(sql.Identifier(table))
        )
        row = cursor.fetchone()
        assert row is not None
        assert cursor.description is not None
        told = {column.name: _plain(value) for column, value in zip(cursor.description, row, strict=True)}
        for name in ("id", *_generated(connection, table)):
            told.pop(name)
        self.like: dict[str, Any] = told
        self.statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, told)),
            sql.SQL(", ").join(map(sql.Placeholder, told)),
        )
        self.text = self.statement.as_string(connection).encode()

    def add(self, connection: psycopg.Connection, **changed: Any) -> int:
        """One more such row, with some columns changed; its id."""
        row = connection.execute(self.text, self.like | changed).fetchone()
        assert row is not None
        return int(row[0])


class Bare:
    """One connection that writes what a `propose` writes."""

    HOLD = (
        b"SELECT id, messages, version FROM handoff_conversation"
        b" WHERE source_id = %s AND external_id = %s FOR NO KEY UPDATE"
    )
    MOVE = b"UPDATE handoff_conversation SET messages = %s, version = %s, last_at = %s WHERE id = %s"

    def __init__(self, url: str, *, label: str = "bare") -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.label, self.number = label, 0
        names = ("decision", "message", "event", "frame")
        self.rows = {name: Rows(self.connection, f"handoff_{name}") for name in names}
        assert {"proposed"} == {self.rows["event"].like["kind"]}, "the newest event is not that of a propose"
        self.source = self.rows["frame"].like["source_id"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def timed(self, conversation: str) -> float:
        """The seconds that one transaction took."""
        began = perf_counter()
        self.propose(conversation)
        return perf_counter() - began

    def propose(self, conversation: str) -> None:
        """Lock the conversation, write decision, message, event, conversation and frame, and commit."""
        self.number += 1
        at = datetime.now(UTC)
        connection = self.connection
        with connection.transaction():
            held = connection.execute(self.HOLD, (self.source, conversation)).fetchone()
            assert held is not None
            key, messages, version = held
            told = {"conversation_id": key, "at": at}
            decision = self.rows["decision"].add(connection, **told)
            message = self.rows["message"].add(connection, number=messages + 1, **told)
            made = {"message_id": message, "decision_id": decision, "number": version + 1}
            self.rows["event"].add(connection, **made, **told)
            connection.execute(self.MOVE, (messages + 1, version + 1, at, key))
            self.rows["frame"].add(connection, frame_id=f"{self.label}-{self.number}", at=at)


def _generated(connection: psycopg.Connection, table: str) -> list[str]:
    """The columns that the database itself fills."""
    asked = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attgenerated <> ''"
    return [str(name) for (name,) in connection.execute(asked, [table]).fetchall()]


def _plain(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict | list) else value
