"""Macros: ready-made texts of the house, whose variables are filled in for one conversation and who answers in it."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from handoff.models import Article, Conversation, Person

BLANK: Final = re.compile(r"\{(\w+(?:\.\w+)*)\}")
"""A variable in its braces."""
MOST: Final = 30
LONGEST: Final = 200
_OLDER: Final = {"customer": "customer.first_name", "agent": "agent.first_name"}
"""Short names of some variables."""


class Filled(NamedTuple):
    """A text with what is known put in; the variables that are not known stay as they are, in their braces."""

    text: str
    missing: tuple[str, ...]


def found(words: str = "", *, most: int = MOST) -> QuerySet[Article]:
    """The macros in use that hold all of `words`, those first whose title begins with them."""
    rows = Article.objects.filter(kind=Article.MACRO, active=True)
    for word in words.split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(topic__icontains=word) | Q(text__icontains=word))
    begins = When(title__istartswith=words.strip(), then=Value(0))
    holds = When(title__icontains=words.strip(), then=Value(1))
    nearest = Case(begins, holds, default=Value(2), output_field=IntegerField())
    return rows.order_by(nearest, "title", "pk")[:most]


def values(conversation: Conversation, agent: Person) -> dict[str, str]:
    """What is known of the variables: of the customer, the agent, the conversation, its queue, source and context."""
    customer = conversation.customer
    told = {
        "customer.name": customer.name,
        "customer.first_name": _first(customer.name),
        "customer.email": customer.email,
        "customer.phone": customer.phone,
        "agent.name": str(agent),
        "agent.first_name": _first(str(agent)),
        "conversation.number": str(conversation.pk),
        "conversation.topic": conversation.topic,
        "queue.name": conversation.queue.name,
        "source.name": conversation.source.name,
        **{f"context.{name}": str(value) for name, value in conversation.context.items() if _plain(value)},
    }
    return {name: clean for name, value in told.items() if (clean := _line(value))}


def fill(text: str, known: Mapping[str, str]) -> Filled:
    """`text` with its variables filled in, once: what a value itself holds is no variable.

    A name without a dot is one of the context's, but for `customer` and `agent`, which are their first names.
    """
    missing: dict[str, None] = {}

    def put(blank: re.Match[str]) -> str:
        name = blank[1]
        full = name if "." in name else _OLDER.get(name, f"context.{name}")
        if full not in known:
            missing[name] = None
        return known.get(full, blank[0])

    return Filled(BLANK.sub(put, text), tuple(missing))


def blanks(text: str) -> tuple[str, ...]:
    """The variables that are still to be filled in, each once."""
    return tuple(dict.fromkeys(BLANK.findall(text)))


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.split() else ""


def _plain(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _line(value: str) -> str:
    """A value on one line, and no longer than a name or a number is."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())[:LONGEST]
