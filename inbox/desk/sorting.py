"""The order of a list: as SQL, as a text that sorts the same way, and as the place from which a list goes on.

The text stands at each row, so that a browser puts a row that is pushed where a fresh page would have it; and that
of the last row says where the next ones begin. No row is counted off: each further piece of a list begins with a
search in the index of its view.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, OrderBy, Q

from handoff.errors import Invalid
from handoff.models import Conversation
from handoff.tongue import say
from handoff.vocabulary import State

FAR = 10**16
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
RANKS = 8


@dataclass(frozen=True)
class Column:
    """One column of an order; `down` is the greatest first. Rows without a value come last."""

    name: str
    down: bool = False
    nullable: bool = False

    @property
    def by(self) -> OrderBy:
        """As the ORM orders by it."""
        column = F(self.name)
        return column.desc() if self.down else column.asc(nulls_last=self.nullable or None)

    def text(self, value: Any) -> str:
        """A value as a text that sorts as the values do."""
        match self.name:
            case "state":
                return str(value)
            case "rank":
                return str(RANKS - value)
            case "pk":
                return f"{value:012d}"
        micros = FAR if value is None else (value - EPOCH) // MICRO
        return f"{FAR - micros if self.down else micros:017d}"

    def value(self, text: str) -> Any:
        """What `text` gives of a value. Raises ValueError for what it never gives."""
        if self.name == "state":
            return State(text)
        if not (text.isascii() and text.isdigit()):
            raise ValueError(text)
        number = int(text)
        if self.name == "rank":
            return RANKS - number
        if self.name == "pk":
            return number
        micros = FAR - number if self.down else number
        return None if micros == FAR and self.nullable else EPOCH + micros * MICRO


RANK, STATE, KEY = Column("rank", down=True), Column("state"), Column("pk")
WAITING = Column("waiting_since", nullable=True)
DUE = Column("due_at", nullable=True)
UNTIL = Column("waiting_until", nullable=True)
LAST = Column("last_at", down=True)
Order = Sequence[Column]


def by(order: Order) -> list[OrderBy]:
    """As the ORM orders by it; what is equal is ordered by its key."""
    return [column.by for column in (*order, KEY)]


def text(order: Order, conversation: Conversation) -> str:
    """The place of a conversation in an order."""
    return place(order, [getattr(conversation, column.name) for column in (*order, KEY)])


def place(order: Order, values: Sequence[Any]) -> str:
    """The place in an order of these values of its columns, the key last."""
    return "-".join(column.text(value) for column, value in zip((*order, KEY), values, strict=True))


def after(order: Order, told: str) -> Iterator[Q]:
    """What comes after a place, in pieces of the order, the nearest first. Raises Invalid where there is no such place.

    Each piece is one stretch of the order's index: some columns are given, the next one begins beyond a value.
    """
    columns = (*order, KEY)
    try:
        values = [column.value(one) for column, one in zip(columns, told.split("-"), strict=True)]
    except (ValueError, OverflowError) as wrong:
        raise Invalid(say("There is no such place in this list."), field="after") from wrong
    for number in reversed(range(len(columns))):
        same = Q()
        for one, value in zip(columns[:number], values[:number], strict=True):
            same &= Q(**{one.name: value} if value is not None else {f"{one.name}__isnull": True})
        yield from _beyond(same, columns[number], values[number])


def _beyond(same: Q, column: Column, value: Any) -> Iterator[Q]:
    if value is not None:
        yield same & Q(**{f"{column.name}__{'lt' if column.down else 'gt'}": value})
        if column.nullable:
            yield same & Q(**{f"{column.name}__isnull": True})
