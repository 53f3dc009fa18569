"""The demo's conversations as they are written down: what happened in each, in order, so many minutes ago."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from handoff.protocol.fields import Closing
from handoff.vocabulary import Mode, Priority, RejectReason, WaitingFor

HERE = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{(workday|date):(-?\d{1,3})\}")


class Step(Struct, kw_only=True, forbid_unknown_fields=True, tag_field="do", frozen=True):
    """One thing that happened."""

    minutes_ago: Annotated[float, Meta(gt=0)]


class Said(Step, kw_only=True, tag="message", frozen=True):
    """Somebody's words, as the front end passed them on."""

    role: Literal["customer", "assistant", "system"]
    text: str
    language: str | None = None


class Proposed(Step, kw_only=True, tag="propose", frozen=True):
    """The AI asked whether it may say something. `citations` are keys of articles."""

    text: str
    confidence: float
    topic: str
    citations: tuple[str, ...] = ()


class Draft(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What the AI would have said when it gave up."""

    text: str
    confidence: float
    citations: tuple[str, ...] = ()


class Escalated(Step, kw_only=True, tag="escalate", frozen=True):
    """The AI asked for a human."""

    reason: str
    mode: Mode
    topic: str
    summary: str
    priority: Priority = Priority.NORMAL
    draft: Draft | None = None


class Closed(Step, kw_only=True, tag="close", frozen=True):
    """The front end ended it."""

    by: Literal["customer", "assistant"]
    outcome: Closing


class Rated(Step, kw_only=True, tag="rate", frozen=True):
    """The customer said how it was."""

    score: int
    comment: str = ""


class HumanStep(Step, kw_only=True, frozen=True):
    """Something that one of the people did; `agent` is their user name."""

    agent: str


class Accepted(HumanStep, kw_only=True, tag="accept", frozen=True):
    """Took the conversation."""


class Replied(HumanStep, kw_only=True, tag="reply", frozen=True):
    """Wrote to the customer."""

    text: str


class Noted(HumanStep, kw_only=True, tag="note", frozen=True):
    """Left a note for colleagues."""

    text: str


class Approved(HumanStep, kw_only=True, tag="approve", frozen=True):
    """Approved the draft, as it was or with this text."""

    text: str | None = None


class Rejected(HumanStep, kw_only=True, tag="reject", frozen=True):
    """Rejected the draft."""

    reason: RejectReason
    remark: str = ""


class Transferred(HumanStep, kw_only=True, tag="transfer", frozen=True):
    """Passed the conversation on to a colleague."""

    to: str


class HandedBack(HumanStep, kw_only=True, tag="hand_back", frozen=True):
    """Gave the conversation back to the AI."""

    note: str = ""


class Waited(HumanStep, kw_only=True, tag="wait", frozen=True):
    """Let the conversation wait for somebody else, for so long at most."""

    waiting_for: WaitingFor = field(name="for")
    for_minutes: float | None = None


class Resolved(HumanStep, kw_only=True, tag="resolve", frozen=True):
    """Ended the conversation."""


AnyStep = (
    Said
    | Proposed
    | Escalated
    | Closed
    | Rated
    | Accepted
    | Replied
    | Noted
    | Approved
    | Rejected
    | Transferred
    | HandedBack
    | Waited
    | Resolved
)


class Script(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One conversation. What it must come to stands beside it: its state, and what is special about it."""

    id: str
    source: str
    customer: dict[str, Any]
    context: dict[str, Any]
    steps: list[AnyStep]
    ends: str
    owner: str | None = field(default=None, name="with")
    because: str | None = None
    confidence: float | None = None
    score: int | None = None


def read(today: date) -> list[Script]:
    """The conversations, their relative days written out as seen from `today`."""
    raw = msgspec.json.decode((HERE / "conversations.json").read_bytes())
    return msgspec.convert(_walk(raw, _days_from(today)), list[Script])


def _walk(value: Any, write_out: Callable[[str], str]) -> Any:
    match value:
        case str():
            return write_out(value)
        case list():
            return [_walk(one, write_out) for one in value]
        case dict():
            return {name: _walk(one, write_out) for name, one in value.items()}
    return value


def _days_from(today: date) -> Callable[[str], str]:
    """Writes out `{workday:2}` (the name of the second working day from now) and `{date:-9}`."""

    def named(found: re.Match[str]) -> str:
        kind, count = found[1], int(found[2])
        if kind == "workday":
            return f"{workday(today, count):%A}"
        day = today + timedelta(days=count)
        return f"{day.day} {day:%B}"

    return lambda text: _PLACEHOLDER.sub(named, text)


def workday(today: date, count: int) -> date:
    """The day `count` working days after today, or after the next working day where today is none."""
    day = today
    while day.weekday() >= 5 or count > 0:
        count -= day.weekday() < 5
        day += timedelta(days=1)
    return day
