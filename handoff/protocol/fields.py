"""The kinds of value that frames, replies and events are made of, with their bounds."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from msgspec import Meta

from handoff.protocol.codes import ID_LENGTH, SEQ_MOST, TEXT_LENGTH

Id = Annotated[str, Meta(min_length=1, max_length=ID_LENGTH)]
Text = Annotated[str, Meta(min_length=1, max_length=TEXT_LENGTH)]
Prose = Annotated[str, Meta(max_length=TEXT_LENGTH)]
Word = Annotated[str, Meta(max_length=64)]
Label = Annotated[str, Meta(max_length=128)]
Line = Annotated[str, Meta(max_length=320)]
Title = Annotated[str, Meta(max_length=1_000)]
Address = Annotated[str, Meta(max_length=8_000)]
Confidence = Annotated[float, Meta(ge=0, le=1)]
Score = Annotated[int, Meta(ge=1, le=5)]
Seq = Annotated[int, Meta(ge=0, le=SEQ_MOST)]
Anything = dict[str, Any]

WireRole = Literal["customer", "assistant", "agent", "system"]
SpokenKind = Literal["agent", "ai", "fallback", "reassurance"]
Closer = Literal["customer", "assistant"]
Closing = Literal["resolved", "abandoned"]

_RFC_3339 = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:[0-5]\d)", re.ASCII)


class Instant(datetime):
    """A moment read from the wire, in UTC."""

    @classmethod
    def read(cls, text: str) -> Self:
        """The moment that an RFC 3339 time with an offset names. Raises ValueError."""
        parts = _RFC_3339.fullmatch(text)
        if parts is None:
            raise ValueError("Expected an RFC 3339 time with an offset, such as 2026-11-21T14:06:00Z")
        day, minute, second, fraction, offset = parts.groups(default="")
        # A leap second is a valid time that `datetime` cannot hold: it becomes the second after :59.
        leap = second == "60"
        try:
            moment = cls.fromisoformat(f"{day}T{minute}:{'59' if leap else second}{fraction}{offset.upper()}")
            return (moment + timedelta(seconds=leap)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError("There is no such time") from None


def about(description: str) -> Meta:
    """What a field is for, said in the published schema."""
    return Meta(description=description)
