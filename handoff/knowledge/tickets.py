"""Past tickets: what customers asked and what was answered.

A line is `id, question, answer, topic?, outcome?, conversation?, source?, at?`. Taken as well: `intent` for
`topic`, `conversation_id` for `conversation`, and as `outcome` an object with `resolved` and `annoyed`: reopened
where it was not resolved or left the customer annoyed, else resolved.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from handoff.errors import Invalid
from handoff.knowledge.fields import Key, Name, Prose, Topic, needed, tidy
from handoff.models import PastTicket
from handoff.protocol import Instant
from handoff.records import BadLine, Record, records

RESOLVED, REOPENED, UNANSWERABLE = OUTCOMES = ("resolved", "reopened", "unanswerable")


class TicketLine(Struct, kw_only=True):
    """One past ticket as a file has it."""

    id: Key
    question: Prose
    answer: Prose | None = None
    topic: Topic | None = None
    intent: Topic | None = None
    outcome: str | dict[str, Any] | None = None
    conversation: Name | None = None
    conversation_id: Name | None = None
    source: Name | None = None
    at: Instant | None = None


def tickets(path: Path) -> Iterator[Record[PastTicket] | BadLine]:
    """The past tickets of a JSONL or CSV file, unsaved. Raises Invalid where it cannot be read."""
    return records(path, TicketLine, _ticket)


def _ticket(line: TicketLine) -> PastTicket:
    outcome, answer = _outcome(line), tidy(line.answer)
    if not answer and outcome != UNANSWERABLE:
        raise Invalid(f"answer: missing or empty, which only an outcome of “{UNANSWERABLE}” allows")
    if answer and outcome == UNANSWERABLE:
        raise Invalid(f"answer: there must be none where the outcome is “{UNANSWERABLE}”")
    return PastTicket(
        key=needed("id", line.id),
        question=needed("question", line.question),
        answer=answer,
        topic=tidy(line.topic) or tidy(line.intent),
        outcome=outcome,
        conversation=tidy(line.conversation) or tidy(line.conversation_id),
        source=tidy(line.source),
        at=line.at,
    )


def _outcome(line: TicketLine) -> str:
    told = line.outcome
    if isinstance(told, dict):
        unhappy = told.get("resolved") is False or told.get("annoyed") is True
        return REOPENED if unhappy else RESOLVED
    outcome = tidy(told) or RESOLVED
    if outcome not in OUTCOMES:
        raise Invalid(f"outcome: “{outcome[:40]}” is none of {', '.join(OUTCOMES)}")
    return outcome
