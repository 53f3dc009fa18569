"""What a briefing calls things, in the reader's language: its own names only, never what somebody said."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from handoff.assist.brief.pending import GRAVE
from handoff.tongue import noted, say
from inbox.reasons import matter

LABELS: Final = frozenset(
    {
        noted("Unanswered"),
        noted("Asked of them"),
        noted("Not given"),
        noted("Promised"),
        noted("Angry"),
        noted("Upset"),
        noted("Worried"),
        noted("Confused"),
        noted("Friendly"),
        noted("Calmer since"),
        noted("Link"),
        noted("E-mail"),
        noted("Amount"),
        noted("Date"),
        noted("Time"),
        noted("Phone"),
        noted("Reference"),
        noted("Postcode"),
        noted("Number"),
        noted("Address"),
        noted("Customer"),
        noted("Name"),
        noted("Quantity"),
    }
)
FROM_AI: Final = noted("{what}, from the AI")


def label(told: str) -> str:
    """The label of a line: one of ours translated, a question or the customer's own word as it is."""
    what, by_ai, _ = told.partition(", from the AI")
    named = say(what) if what in LABELS else what
    return say(FROM_AI, what=named) if by_ai else named


def step(content: Mapping[str, Any]) -> str:
    """The next step; as it was written where a briefing is older than its sentences."""
    steps: Sequence[Mapping[str, str]] = content.get("steps") or ()
    return " ".join(say(one["says"], name=_named(one["name"])) for one in steps) or content.get("next", "")


def _named(name: str) -> str:
    return say(GRAVE) if name == GRAVE else matter(name)
