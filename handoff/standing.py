"""How many conversations stand where, kept as they move, so that nobody has to count them."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum

from handoff.models import Conversation, Standing
from handoff.vocabulary import State

ENOUGH = 500
"""So many rows are summed in less time than it takes to compact them."""


@dataclass(frozen=True)
class Stand:
    """Where conversations stand, and how many that are: all that views tell them apart by."""

    queue: int
    state: str
    assignee: int | None
    count: int = 1


def stands() -> list[Stand]:
    """Where all unresolved conversations stand."""
    return [Stand(*row) for row in summed()]


def summed() -> QuerySet[Standing, tuple[int, str, int | None, int]]:
    """The same as rows of queue, state, assignee and count, to be read or to be part of another query."""
    rows = Standing.objects.order_by().values_list("queue", "state", "assignee")
    return rows.annotate(Sum("count")).filter(count__sum__gt=0)


def compact() -> None:
    """One row for each place instead of one for each move, if there are many. Any number may do so at once."""
    if Standing.objects.count() < ENOUGH:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_COMPACT)  # one statement, so one snapshot: what comes meanwhile stays as it is
        else:
            before = stands()  # SQLite: who is inside a transaction writes alone
            Standing.objects.all().delete()
            Standing.objects.bulk_create(_row(one) for one in before)


def install(**_: Any) -> None:
    """After any migration: let the database count from now on, and count once what is there.

    SQLite forgets triggers where a migration makes a table anew.
    """
    if Standing._meta.db_table not in connection.introspection.table_names():
        return  # migrated back to before there was one
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _TRIGGERS[connection.vendor]:
            cursor.execute(statement)
        Standing.objects.all().delete()
        rows = Conversation.objects.exclude(state=State.RESOLVED).order_by()
        counted = rows.values_list("queue_id", "state", "assignee_id").annotate(Count("pk"))
        Standing.objects.bulk_create(_row(Stand(*row)) for row in counted)


def _row(one: Stand) -> Standing:
    return Standing(queue=one.queue, state=one.state, assignee=one.assignee, count=one.count)


_COMPACT = """
    WITH gone AS (DELETE FROM handoff_standing RETURNING queue, state, assignee, count)
    INSERT INTO handoff_standing (queue, state, assignee, count)
    SELECT queue, state, assignee, sum(count) FROM gone GROUP BY queue, state, assignee HAVING sum(count) <> 0
"""
_MOVED = "OLD.state <> NEW.state OR OLD.queue_id <> NEW.queue_id OR OLD.assignee_id IS DISTINCT FROM NEW.assignee_id"
_INTO = "INSERT INTO handoff_standing (queue, state, assignee, count)"
_TABLE = "handoff_conversation"
_COLUMNS = "state, queue_id, assignee_id"
_TRIGGERS = {
    "postgresql": (
        f"""
        CREATE OR REPLACE FUNCTION handoff_stand() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' AND OLD.state <> 'resolved' THEN
                {_INTO} VALUES (OLD.queue_id, OLD.state, OLD.assignee_id, -1);
            END IF;
            IF TG_OP <> 'DELETE' AND NEW.state <> 'resolved' THEN
                {_INTO} VALUES (NEW.queue_id, NEW.state, NEW.assignee_id, 1);
            END IF;
            RETURN NULL;
        END $$
        """,  # noqa: S608 - our own names
        f"""
        CREATE OR REPLACE TRIGGER handoff_stand_came AFTER INSERT ON {_TABLE}
        FOR EACH ROW WHEN (NEW.state <> 'resolved') EXECUTE FUNCTION handoff_stand()
        """,
        f"""
        CREATE OR REPLACE TRIGGER handoff_stand_moved AFTER UPDATE OF {_COLUMNS} ON {_TABLE}
        FOR EACH ROW WHEN ({_MOVED}) EXECUTE FUNCTION handoff_stand()
        """,
        f"""
        CREATE OR REPLACE TRIGGER handoff_stand_went AFTER DELETE ON {_TABLE}
        FOR EACH ROW WHEN (OLD.state <> 'resolved') EXECUTE FUNCTION handoff_stand()
        """,
    ),
    "sqlite": (
        "DROP TRIGGER IF EXISTS handoff_stand_came",
        "DROP TRIGGER IF EXISTS handoff_stand_moved",
        "DROP TRIGGER IF EXISTS handoff_stand_went",
        f"""
        CREATE TRIGGER handoff_stand_came AFTER INSERT ON {_TABLE} WHEN NEW.state <> 'resolved'
        BEGIN {_INTO} VALUES (NEW.queue_id, NEW.state, NEW.assignee_id, 1); END
        """,  # noqa: S608 - our own names
        f"""
        CREATE TRIGGER handoff_stand_moved AFTER UPDATE OF {_COLUMNS} ON {_TABLE}
        WHEN {_MOVED.replace("IS DISTINCT FROM", "IS NOT")}
        BEGIN
            {_INTO} SELECT OLD.queue_id, OLD.state, OLD.assignee_id, -1 WHERE OLD.state <> 'resolved';
            {_INTO} SELECT NEW.queue_id, NEW.state, NEW.assignee_id, 1 WHERE NEW.state <> 'resolved';
        END
        """,
        f"""
        CREATE TRIGGER handoff_stand_went AFTER DELETE ON {_TABLE} WHEN OLD.state <> 'resolved'
        BEGIN {_INTO} VALUES (OLD.queue_id, OLD.state, OLD.assignee_id, -1); END
        """,
    ),
}
