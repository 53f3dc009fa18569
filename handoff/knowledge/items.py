"""Articles, macros and past tickets as the engine takes them: one kind of item, under one kind of id.

An id is `article:KEY` (macros too) or `ticket:KEY`. An item's stamp is the time of its last change, in microseconds
since 1970: who holds the same stamp for an id holds the same text.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from handoff.assist.items import Item, Kind
from handoff.macros import BLANK
from handoff.models import Article, PastTicket

PAGE: Final = 1000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TABLES: Final[dict[str, type[Article] | type[PastTicket]]] = {"article": Article, "ticket": PastTicket}


class Row(NamedTuple):
    """What is switched on: its id, its stamp, and the item; None where it is for agents only."""

    id: str
    stamp: int
    item: Item | None


def living() -> Iterator[Row]:
    """All that is switched on, a page at a time."""
    for _, rows in _rows():
        yield from map(_read, rows.filter(active=True).order_by("pk").iterator(chunk_size=PAGE))


def stamps() -> Iterator[tuple[str, int]]:
    """The id and stamp of all that is switched on, without its text."""
    for name, rows in _rows():
        found = rows.filter(active=True).values_list("key", "updated_at")
        yield from ((f"{name}:{key}", stamp_of(at)) for key, at in found.iterator(chunk_size=PAGE))


def touched(since: datetime) -> Iterator[tuple[str, int, bool]]:
    """The id and stamp of each row that changed from `since` on, and whether it is switched on."""
    for name, rows in _rows():
        found = rows.filter(updated_at__gte=since).values_list("key", "updated_at", "active")
        yield from ((f"{name}:{key}", stamp_of(at), on) for key, at, on in found.iterator(chunk_size=PAGE))


def fetched(ids: Iterable[str]) -> list[Row]:
    """Those of these items that are switched on."""
    return [_read(row) for _, rows in _of(ids) for row in rows.filter(active=True)]


def put_away(ids: Iterable[str]) -> set[str]:
    """Those of these ids that must not be quoted: switched off, or gone."""
    wanted = set(ids)
    there = {
        f"{name}:{key}"
        for name, rows in _of(wanted)
        for key in rows.filter(active=True).values_list("key", flat=True)
    }
    return wanted - there


def stamp_of(at: datetime) -> int:
    """A time in microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def _read(row: Article | PastTicket) -> Row:
    item = _article(row) if isinstance(row, Article) else _ticket(row)
    name = "article" if isinstance(row, Article) else "ticket"
    return Row(f"{name}:{row.key}", stamp_of(row.updated_at), item)


def _article(row: Article) -> Item | None:
    """None for a macro with blanks such as {customer}: agents fill them in, and no customer may read it as it is."""
    if row.kind == Article.MACRO and BLANK.search(row.text):
        return None
    kind = Kind.MACRO if row.kind == Article.MACRO else Kind.ARTICLE
    return Item(
        id=f"article:{row.key}", title=row.title, text=row.text, url=row.url, topic=row.topic, kind=kind
    )


def _ticket(row: PastTicket) -> Item:
    return Item(
        id=f"ticket:{row.key}",
        title=str(row),
        text=row.answer,
        topic=row.topic,
        kind=Kind.TICKET,
        question=row.question,
        outcome=row.outcome,
    )


def _rows() -> Iterator[tuple[str, QuerySet[Any]]]:
    for name, table in _TABLES.items():
        yield name, table.objects.all()


def _of(ids: Iterable[str]) -> Iterator[tuple[str, QuerySet[Any]]]:
    keys: dict[str, list[str]] = {}
    for one in ids:
        name, _, key = one.partition(":")
        keys.setdefault(name, []).append(key)
    for name, found in keys.items():
        for start in range(0, len(found), PAGE):
            yield name, _TABLES[name].objects.filter(key__in=found[start : start + PAGE])
