"""Brings what was read into the database, in batches; the same again changes nothing."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

import msgspec
from django.db import transaction

from handoff.knowledge import versions
from handoff.models import Article, KnowledgeVersion, PastTicket
from handoff.records import BadLine, Record, place
from handoff.vocabulary import ChangeKind

Kept = TypeVar("Kept", Article, PastTicket)
Seen = dict[str, int | str]

BATCH: Final = 500
_CONTENT: Final[dict[type, tuple[str, ...]]] = {Article: Article.CONTENT, PastTicket: PastTicket.CONTENT}


class Counts(msgspec.Struct):
    """What an import came to."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0


def store(
    kind: type[Kept],
    found: Iterable[Record[Kept] | BadLine],
    bad: Callable[[BadLine], object],
    *,
    seen: Seen | None = None,
) -> Counts:
    """Keep each row under its key; tell `bad` of each line that cannot be taken, and count it all.

    A key that comes twice in one import is a bad line: which of the two holds would be chance. Each batch is
    a transaction, so what was counted before a crash stays. `seen` is filled with each key and where it stood.
    """
    counts = Counts()
    rows = _once(found, counts, bad, {} if seen is None else seen)
    while batch := {row.key: row for row in islice(rows, BATCH)}:
        with transaction.atomic():
            _upsert(kind, batch, counts)
    return counts


def missing(collection: str, seen: Iterable[str]) -> list[str]:
    """The keys of active articles of a collection that are not among those `seen`, in order."""
    there = frozenset(seen)
    known = Article.objects.filter(collection=collection, active=True).order_by("key")
    return [key for key in known.values_list("key", flat=True).iterator() if key not in there]


def put_away(keys: list[str]) -> None:
    """Switch these articles off because their files are gone; the next import that has them switches them on."""
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            held = Article.objects.select_for_update().filter(
                key__in=keys[start : start + BATCH], active=True
            )
            gone = list(held.order_by("pk"))
            for article in gone:
                article.active = False
            _save(Article, gone)
            versions.keep_all(((article, {"active": True}) for article in gone), ChangeKind.MISSING)


def _once(
    found: Iterable[Record[Kept] | BadLine],
    counts: Counts,
    bad: Callable[[BadLine], object],
    seen: Seen,
) -> Iterator[Kept]:
    for one in found:
        if isinstance(one, Record) and (first := seen.setdefault(one.made.key, one.where)) != one.where:
            one = BadLine(one.where, f"id: “{one.made.key}” is in {place(first)} already")  # noqa: PLW2901
        if isinstance(one, Record):
            yield one.made
        else:
            counts.bad += 1
            bad(one)


def _upsert(kind: type[Kept], batch: dict[str, Kept], counts: Counts) -> None:
    held = kind.objects.select_for_update().filter(key__in=batch).order_by("pk")
    known: dict[str, Kept] = {row.key: row for row in held}
    back = _put_away(known.values())
    new = [row for key, row in sorted(batch.items()) if key not in known]
    changes = [
        (row, before) for row in known.values() if (before := _take(row, batch[row.key], row.pk in back))
    ]
    kind.objects.bulk_create(
        new, update_conflicts=True, unique_fields=["key"], update_fields=[*_CONTENT[kind], "updated_at"]
    )
    _save(kind, [row for row, _ in changes])
    versions.keep_all(changes, ChangeKind.IMPORTED)
    counts.added += len(new)
    counts.changed += len(changes)
    counts.unchanged += len(batch) - len(new) - len(changes)


def _take(row: Kept, told: Kept, back: bool) -> versions.State:
    """Give a row the content that a file tells, switched on where it is `back`; what differed, as it was before."""
    names = [name for name in row.CONTENT if getattr(row, name) != getattr(told, name)]
    before = {name: getattr(row, name) for name in names} | ({"active": False} if back else {})
    for name in names:
        setattr(row, name, getattr(told, name))
    row.active = row.active or back
    return before


def _put_away(rows: Iterable[Article | PastTicket]) -> set[int]:
    """Which of these rows are off for no other reason than that their file was missing the last time."""
    off = [row.pk for row in rows if isinstance(row, Article) and not row.active]
    if not off:
        return set()
    changes = KnowledgeVersion.objects.filter(article__in=off, before__has_key="active").order_by("pk")
    last = dict(changes.values_list("article_id", "kind"))
    return {pk for pk, why in last.items() if why == ChangeKind.MISSING}


def _save(kind: type[Kept], rows: list[Kept]) -> None:
    if rows:
        kind.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*_CONTENT[kind], "active", "updated_at"],
        )
