"""What customers write about, as topics: they widen an admin's few words, and a match must stand out of them."""

import re
from functools import cache
from typing import NamedTuple

from handoff.assist.cues import compiled, table
from handoff.assist.rules.words import phrases, plain, stems


class Topic(NamedTuple):
    """One topic: how admins name it, messages about it, a pattern that settles it, one of what only sounds so."""

    name: str
    said: tuple[str, ...]
    like: tuple[str, ...]
    firm: re.Pattern[str] | None
    unlike: re.Pattern[str] | None


@cache
def topics() -> dict[str, Topic]:
    """All topics by name, in the order of the file."""
    return {name: _topic(name, told) for name, told in table("topics").items()}


@cache
def spoken() -> dict[str, float]:
    """How many of the topics each stem occurs in, as a share."""
    counts: dict[str, int] = {}
    for topic in topics().values():
        for one in phrases(stems(" ; ".join(map(plain, (*topic.said, *topic.like))))):
            counts[one] = counts.get(one, 0) + 1
    return {one: count / len(topics()) for one, count in counts.items()}


def _topic(name: str, told: dict[str, str]) -> Topic:
    said = tuple(part.strip() for part in told["said"].split(";"))
    firm, unlike = (compiled(told[key]) if key in told else None for key in ("firm", "unlike"))
    return Topic(name, said, tuple(told["like"].strip().splitlines()), firm, unlike)
