"""What must be true of a database into which recorded conversations were played, whatever happened on the way.

Knows the file and the tables, and nothing of how the replay or the gateway work.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg

from tests.stack import Stack

Json = dict[str, Any]
Ask = Callable[..., list[tuple[Any, ...]]]
ROLES = {"customer": "customer", "agent": "agent", "action": "system", "bot": "assistant"}
TABLES = ("conversation", "message", "event", "draft", "decision", "handoff", "delivery", "frame", "feedback")
SAID = """
    SELECT e.kind, coalesce(m.role, 'assistant'), coalesce(m.text, d.text), m.external_id
    FROM handoff_event e LEFT JOIN handoff_message m ON m.id = e.message_id
    LEFT JOIN handoff_draft d ON d.id = e.draft_id
    WHERE e.conversation_id = %s AND e.kind IN ('message_added', 'proposed') ORDER BY e.number
"""
SPOKEN = """
    SELECT count(*) FILTER (WHERE kind NOT IN ('heard', 'sent', 'reassurance', 'fallback')),
        count(*) FILTER (WHERE kind = 'reassurance') - (SELECT count(*) FROM handoff_timer t
            WHERE t.conversation_id = %s AND t.kind = 'reassurance' AND t.fired_at IS NOT NULL),
        count(*) FILTER (WHERE kind = 'fallback') - (SELECT count(DISTINCT e.facts ->> 'situation')
            FROM handoff_event e WHERE e.conversation_id = %s AND e.kind = 'fell_back')
    FROM handoff_message WHERE conversation_id = %s
"""


def conversations(file: Path, count: int) -> list[Json]:
    """The first conversations of a file."""
    with gzip.open(file, "rt") as lines:
        return [json.loads(line) for line in islice(lines, count)]


def ended_badly(conversation: Json) -> bool:
    """As the recording's own questionnaires have it."""
    meta = conversation["meta"]
    return (
        meta.get("task_success") is False
        or meta.get("customer_annoyed") is True
        or meta.get("escalated_to_team") is True
        or meta.get("first_failure_turn") is not None
    )


def breaches(stack: Stack, played: list[Json]) -> list[str]:
    """All that is not as it must be; empty where all is well."""
    with psycopg.connect(stack.database.url) as connection:

        def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
            return connection.execute(statement.encode(), values).fetchall()

        found = [*_of_the_whole(ask, played)]
        for conversation in played:
            found += [f"{conversation['id']}: {breach}" for breach in _of_one(ask, conversation)]
    return found


def sizes(stack: Stack) -> dict[str, int]:
    """How many rows each table holds."""
    return {name: stack.query(f"SELECT count(*) FROM handoff_{name}")[0][0] for name in TABLES}


def _of_the_whole(ask: Ask, played: list[Json]) -> Iterator[str]:
    ids = {row[0] for row in ask("SELECT external_id FROM handoff_conversation")}
    if ids != {one["id"] for one in played}:
        yield f"{len(ids)} conversations instead of {len(played)}"
    if left := ask("SELECT id, kind FROM handoff_event WHERE settled_at IS NULL"):
        yield f"what follows was not all done: {left[:5]}"
    for source, last in ask("SELECT id, last_seq FROM handoff_source"):
        seqs = ask("SELECT seq FROM handoff_delivery WHERE source_id = %s ORDER BY seq", source)
        if [row[0] for row in seqs] != list(range(1, last + 1)):
            yield f"{len(seqs)} deliveries are not numbered 1 to {last}"
    untold = "SELECT count(*) FROM handoff_event WHERE outward AND announced_at IS NULL"
    if ask(untold)[0][0]:
        yield "the front end was not told of everything"


def _of_one(ask: Ask, conversation: Json) -> Iterator[str]:
    columns = "id, state, messages, version, last_customer"
    row = ask(f"SELECT {columns} FROM handoff_conversation WHERE external_id = %s", conversation["id"])
    if not row:
        yield "is not there"
        return
    pk, state, messages, version, last_customer = row[0]
    yield from _said(ask, pk, conversation)
    yield from _numbers(ask, pk, messages, version, last_customer)
    yield from _told_in_order(ask, pk)
    yield from _ended(ask, pk, state, conversation)


def _said(ask: Ask, pk: int, conversation: Json) -> Iterator[str]:
    """Every turn is there once, in order: what was said as a message, and what the AI might not say as a draft."""
    stored = ask(SAID, pk)
    told = [(role, text) for _, role, text, _ in stored]
    wanted = [(ROLES[turn["role"]], turn["text"]) for turn in conversation["turns"]]
    if told != wanted:
        place = next((n for n, (a, b) in enumerate(zip(told, wanted, strict=False)) if a != b), "the end")
        yield f"{len(told)} turns stored of {len(wanted)}; they differ at {place}"
    kinds = ["proposed" if turn["role"] == "bot" else "message_added" for turn in conversation["turns"]]
    if [row[0] for row in stored] != kinds:
        yield "a turn was stored as what it is not"
    unwritten, unasked, again = ask(SPOKEN, pk, pk, pk)[0]
    if unwritten or unasked > 0:
        yield f"{unwritten} texts went to the customer that nobody wrote, {unasked} updates too many"
    if again:
        yield f"the customer was told {again} times more how things stand than there was to tell"


def _numbers(ask: Ask, pk: int, messages: int, version: int, last_customer: int) -> Iterator[str]:
    for table, newest in (("message", messages), ("event", version)):
        rows = ask(f"SELECT number FROM handoff_{table} WHERE conversation_id = %s ORDER BY number", pk)
        if [row[0] for row in rows] != list(range(1, newest + 1)):
            yield f"{table}s are not numbered 1 to {newest}"
    last = "SELECT coalesce(max(number), 0) FROM handoff_message WHERE conversation_id = %s AND role = 'customer'"
    if ask(last, pk)[0][0] != last_customer:
        yield "the newest customer message is another"
    for table, open_ones in (("draft", "status = 'open'"), ("handoff", "ended_at IS NULL")):
        where = f"conversation_id = %s AND {open_ones}"
        if ask(f"SELECT count(*) FROM handoff_{table} WHERE {where}", pk)[0][0] > 1:
            yield f"more than one open {table}"


def _told_in_order(ask: Ask, pk: int) -> Iterator[str]:
    """The front end is told of each event once, in the order in which they happened."""
    rows = ask(
        "SELECT e.number FROM handoff_delivery d JOIN handoff_event e ON e.id = d.event_id "
        "WHERE d.conversation_id = %s ORDER BY d.seq",
        pk,
    )
    numbers = [row[0] for row in rows]
    outward = "SELECT number FROM handoff_event WHERE conversation_id = %s AND outward ORDER BY number"
    if numbers != [row[0] for row in ask(outward, pk)]:
        yield f"the front end was told of events {numbers}"


def _ended(ask: Ask, pk: int, state: str, conversation: Json) -> Iterator[str]:
    kinds = "SELECT count(*) FROM handoff_event WHERE conversation_id = %s AND kind = 'handoff_offered'"
    offered = ask(kinds, pk)[0][0]
    if ended_badly(conversation) and not offered:
        yield "ended badly and was not escalated"
    if offered > 1:
        yield f"was offered to humans {offered} times"
    if state != ("queued" if offered else "resolved"):
        yield f"is {state} in the end, offered {offered} times"
