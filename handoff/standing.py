"""How many conversations stand where, kept as they move, so that nobody has to count them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet, Sum

from handoff.models import Conversation, Standing
from handoff.vocabulary import State

ENOUGH = 500
"""So many rows are summed in less time than it takes to compact them; so are two for each place."""


@dataclass(frozen=True)
class Stand:
    """Where conversations stand, and how many that are: all that views tell them apart by.

    Source and topic are told only where they were asked for.
    """

    queue: int
    state: str
    assignee: int | None
    count: int = 1
    source: int | None = None
    topic: str = ""


def stands() -> list[Stand]:
    """Where all unresolved conversations stand."""
    return [Stand(*row) for row in summed()]


def summed() -> QuerySet[Standing, tuple[int, str, int | None, int]]:
    """The same as rows of queue, state, assignee and count, to be read or to be part of another query."""
    rows = Standing.objects.order_by().values_list("queue", "state", "assignee")
    return rows.annotate(Sum("count")).filter(count__sum__gt=0)


def finer(wanted: Iterable[tuple[int | None, str]]) -> list[Stand]:
    """Where those stand that are of certain sources and about certain topics; None and "" are any, but not both."""
    some = Q(pk__in=())
    for source, topic in wanted:
        some |= Q(**({"source": source} if source else {}), **({"topic": topic} if topic else {}))
    return _finely(Standing.objects.filter(some))


def _finely(rows: QuerySet[Standing]) -> list[Stand]:
    places = rows.order_by().values_list("queue", "state", "assignee", "source", "topic")
    summed_up = places.annotate(Sum("count")).filter(count__sum__gt=0)
    return [
        Stand(queue, state, who, count, source, topic)
        for queue, state, who, source, topic, count in summed_up
    ]


def newest() -> int:
    """Another number after anything moved."""
    return Standing.objects.aggregate(newest=Max("pk"))["newest"] or 0


def compact() -> None:
    """One row for each place instead of one for each move, if there are many. Any number may do so at once."""
    rows = Standing.objects.count()
    if rows < ENOUGH or rows < 2 * len(_finely(Standing.objects.all())):
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_COMPACT)  # one statement, so one snapshot: what comes meanwhile stays as it is
        else:
            before = _finely(Standing.objects.all())  # SQLite: who is inside a transaction writes alone
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
        places = rows.values_list("queue_id", "state", "assignee_id", "source_id", "topic")
        counted = places.annotate(Count("pk"))
        Standing.objects.bulk_create(
            _row(Stand(queue, state, assignee, count, source, topic))
            for queue, state, assignee, source, topic, count in counted
        )


def _row(one: Stand) -> Standing:
    return Standing(**asdict(one))


_COMPACT = """
    WITH gone AS (DELETE FROM handoff_standing RETURNING queue, state, assignee, source, topic, count)
    INSERT INTO handoff_standing (queue, state, assignee, source, topic, count)
    SELECT queue, state, assignee, source, topic, sum(count)
    FROM gone GROUP BY queue, state, assignee, source, topic HAVING sum(count) <> 0
"""
_MOVED = (
    "OLD.state <> NEW.state OR OLD.queue_id <> NEW.queue_id OR OLD.assignee_id IS DISTINCT FROM NEW.assignee_id"
    " OR OLD.topic <> NEW.topic OR OLD.source_id <> NEW.source_id"
)
_INTO = "INSERT INTO handoff_standing (queue, state, assignee, source, topic, count)"
_TABLE = "handoff_conversation"
_COLUMNS = "state, queue_id, assignee_id, source_id, topic"
_OLD, _NEW = (
    ", ".join(f"{row}.{name}" for name in ("queue_id", "state", "assignee_id", "source_id", "topic"))
    for row in ("OLD", "NEW")
)
_TRIGGERS = {
    "postgresql": (
        f"""
        CREATE OR REPLACE FUNCTION handoff_stand() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' AND OLD.state <> 'resolved' THEN
                {_INTO} VALUES ({_OLD}, -1);
            END IF;
            IF TG_OP <> 'DELETE' AND NEW.state <> 'resolved' THEN
                {_INTO} VALUES ({_NEW}, 1);
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
        BEGIN {_INTO} VALUES ({_NEW}, 1); END
        """,  # noqa: S608 - our own names
        f"""
        CREATE TRIGGER handoff_stand_moved AFTER UPDATE OF {_COLUMNS} ON {_TABLE}
        WHEN {_MOVED.replace("IS DISTINCT FROM", "IS NOT")}
        BEGIN
            {_INTO} SELECT {_OLD}, -1 WHERE OLD.state <> 'resolved';
            {_INTO} SELECT {_NEW}, 1 WHERE NEW.state <> 'resolved';
        END
        """,
        f"""
        CREATE TRIGGER handoff_stand_went AFTER DELETE ON {_TABLE} WHEN OLD.state <> 'resolved'
        BEGIN {_INTO} VALUES ({_OLD}, -1); END
        """,
    ),
}
