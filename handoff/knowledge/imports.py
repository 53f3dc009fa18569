"""Brings what was read into the database, in batches; the same again changes nothing."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

import msgspec

from handoff.models import Article, PastTicket
from handoff.records import BadLine, Record, place

Kept = TypeVar("Kept", Article, PastTicket)

BATCH: Final = 500
_COMPARED: Final[dict[type, tuple[str, ...]]] = {
    Article: ("kind", "title", "text", "url", "topic"),
    PastTicket: ("question", "answer", "topic", "outcome", "conversation", "source", "at"),
}
_STAMPED: Final[dict[type, tuple[str, ...]]] = {Article: ("updated_at",), PastTicket: ()}


class Counts(msgspec.Struct):
    """What an import came to."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0


def store(
    kind: type[Kept], found: Iterable[Record[Kept] | BadLine], bad: Callable[[BadLine], object]
) -> Counts:
    """Keep each row under its key; tell `bad` of each line that cannot be taken, and count it all.

    A key that comes twice in one import is a bad line: which of the two holds would be chance. Each batch is
    a transaction, so what was counted before a crash stays.
    """
    counts = Counts()
    rows = _once(found, counts, bad)
    while batch := {row.key: row for row in islice(rows, BATCH)}:
        _upsert(kind, batch, counts)
    return counts


def _once(
    found: Iterable[Record[Kept] | BadLine], counts: Counts, bad: Callable[[BadLine], object]
) -> Iterator[Kept]:
    seen: dict[str, int | str] = {}
    for one in found:
        if isinstance(one, Record) and (first := seen.setdefault(one.made.key, one.where)) != one.where:
            one = BadLine(one.where, f"id: “{one.made.key}” is in {place(first)} already")  # noqa: PLW2901
        if isinstance(one, Record):
            yield one.made
        else:
            counts.bad += 1
            bad(one)


def _upsert(kind: type[Kept], batch: dict[str, Kept], counts: Counts) -> None:
    compared: tuple[str, ...] = _COMPARED[kind]
    known = {row[0]: row[1:] for row in kind.objects.filter(key__in=batch).values_list("key", *compared)}
    new = [row for key, row in batch.items() if key not in known]
    changed = [
        row
        for key, row in batch.items()
        if key in known and known[key] != tuple(getattr(row, name) for name in compared)
    ]
    if new or changed:
        kind.objects.bulk_create(
            new + changed,
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=[*compared, *_STAMPED[kind]],
        )
    counts.added += len(new)
    counts.changed += len(changed)
    counts.unchanged += len(batch) - len(new) - len(changed)
