"""What identifies: numbers, addresses, dates, times, amounts, names, by their form."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from handoff.assist.brief.forms import KINDS, PROPER
from handoff.assist.brief.sentences import MOST, REMEMBERED
from handoff.assist.brief.shape import Part, Turn

_LOOSE = re.compile(r"[^\w@.+]+|\.(?!\d)")


class Entity(NamedTuple):
    """A value found in a turn."""

    kind: str
    """Only what is of one kind can take another's place: five nights never that of five people."""
    label: str
    part: Part

    @property
    def key(self) -> str:
        """The value without what differs between two ways to write it."""
        return key(self.part.text)


@lru_cache(REMEMBERED)
def entities(turn: Turn) -> tuple[Entity, ...]:
    """What a turn's text identifies, in the order in which it stands there, none inside another."""
    taken: list[Entity] = []
    for found in _all(turn, turn.text[:MOST]):
        if not any(found.part.start < e.part.end and e.part.start < found.part.end for e in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda e: e.part.start))


def proper(part: Part) -> list[str]:
    """The names of people, places and products in a stretch of text, as far as capitals show them."""
    return [name for name in PROPER.findall(part.text) if name not in ("I", "I'm", "I’m", "OK")]


@lru_cache(REMEMBERED)
def key(value: str) -> str:
    """A value in small letters, without white space and most marks: two ways to write it become one."""
    return _LOOSE.sub("", value.casefold().removeprefix("the "))


def _all(turn: Turn, text: str) -> Iterator[Entity]:
    figures = any(letter.isdigit() for letter in text)
    for kind in KINDS:
        if kind.figures and not figures:
            continue
        for match in kind.pattern.finditer(text):
            groups = match.groupdict()
            start, end = match.span("value") if "value" in groups else match.span()
            label = " ".join((groups.get("label") or kind.name).split())
            same = f"{kind.name} {label.casefold()}" if kind.name == "Quantity" else kind.name
            yield Entity(same, label[0].upper() + label[1:], Part(turn, start, end))
