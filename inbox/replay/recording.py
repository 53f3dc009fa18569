"""Recorded conversations as a file has them: {"id", "turns": [{"role", "text", "act"?, "at"?}], "meta"?, ..}."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from handoff.protocol.fields import Id, Text
from handoff.records import BadLine, Record, place, records

UNHAPPY: Final = ("customer_annoyed", "escalated_to_team")
FAILED: Final = re.compile(r"out_of_scope|unavailable|failed|nothing_found|cannot_authenticate")
"""What the act of a bot's turn is named where it could not do what it was asked for."""


class Turn(Struct, frozen=True):
    """One utterance, or something that was done (`action`). The wire's own names of roles are taken as well."""

    role: Literal["customer", "bot", "assistant", "agent", "action", "system"]
    text: Text
    act: str | None = None
    at: str | None = None


class Recording(Struct, frozen=True):
    """One conversation, and in `meta` what is known of how it went."""

    id: Id
    turns: Annotated[tuple[Turn, ...], Meta(min_length=1, max_length=10_000)]
    topic: str | None = None
    channel: str | None = None
    source: str | None = None
    meta: dict[str, Any] | None = None

    @property
    def ended_badly(self) -> bool:
        """The customer was annoyed or did not get what they came for, or the bot failed at some turn."""
        told = self.meta or {}
        failed = told.get("task_success") is False or told.get("first_failure_turn") is not None
        return failed or any(told.get(sign) is True for sign in UNHAPPY)

    def failed_at(self, place: int) -> bool:
        """The bot failed in this turn: its act says so, or it is named as the first failure."""
        failed = FAILED.search(self.turns[place].act or "")
        return failed is not None or place == (self.meta or {}).get("first_failure_turn")

    @property
    def unsure(self) -> bool:
        """Whoever spoke for the bot was not sure how to go on."""
        return (self.meta or {}).get("agent_unsure") is True


def recordings(path: Path) -> Iterator[Recording | BadLine]:
    """The conversations of a JSONL file, also gzipped. Raises Invalid where it cannot be read."""
    return _once(records(path, Recording, lambda recording: recording))


def _once(found: Iterable[Record[Recording] | BadLine]) -> Iterator[Recording | BadLine]:
    """An id that comes again is a bad line: both would be one conversation."""
    seen: dict[str, int | str] = {}
    for one in found:
        if isinstance(one, BadLine):
            yield one
        elif (first := seen.setdefault(one.made.id, one.where)) != one.where:
            yield BadLine(one.where, f"id: “{one.made.id}” is in {place(first)} already")
        else:
            yield one.made
