"""The engine that answers from knowledge: what is built, saved, amended and asked."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, Literal, Self

import msgspec

from handoff.assist.engine import Proposal
from handoff.assist.lexical import LexicalEngine

FILE: Final = "items.msgpack"
Progress = Callable[[int, int], None]
Encoder = object


class Item(msgspec.Struct, frozen=True):
    """One piece of knowledge. `question` and `outcome` are a past ticket's."""

    id: str
    title: str
    text: str
    url: str = ""
    topic: str = ""
    kind: Literal["article", "macro", "ticket"] = "article"
    question: str = ""
    outcome: str = ""


class Index:
    """Items by id. Never changes once made."""

    def __init__(self, items: dict[str, Item]) -> None:
        self.items = items

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The index that was saved into `folder`. Raises OSError or ValueError where it cannot be read."""
        return cls(msgspec.msgpack.decode((folder / FILE).read_bytes(), type=dict[str, Item]))

    def save(self, folder: Path) -> None:
        """Write it into `folder`, which is there."""
        (folder / FILE).write_bytes(msgspec.msgpack.encode(self.items))

    def amended(self, changed: Sequence[Item], removed: Iterable[str], encoder: Encoder | None) -> "Index":
        """Another index, with these items as they are now and without those ids."""
        gone = frozenset(removed)
        kept = {one: item for one, item in self.items.items() if one not in gone}
        return Index(kept | {item.id: item for item in changed})


def installed() -> Encoder | None:
    """The encoder of this machine; None where there is none."""
    return None


def build(
    items: Iterable[Item],
    encoder: Encoder | None,
    previous: Index | None = None,
    progress: Progress | None = None,
) -> Index:
    """An index of all `items`; `progress` is told how many were taken, of how many (0: nobody knows)."""
    made: dict[str, Item] = {}
    for item in items:
        made[item.id] = item
        if progress is not None:
            progress(len(made), 0)
    return Index(made)


class EmbeddedEngine:
    """Answers from an index; safe to share between threads."""

    def __init__(self, index: Index, encoder: Encoder | None) -> None:
        self._engine = LexicalEngine(item for item in index.items.values() if item.text)

    def propose_many(self, asked: Sequence[tuple[str, Sequence[str]]]) -> list[Proposal | None]:
        """What it would say to each question and its context, or None where there is nothing to go by."""
        return [self._engine.propose(question, context) for question, context in asked]
