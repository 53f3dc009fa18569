"""What somebody typed into the search field, understood: words, phrases in quotes, filters such as `queue:orders`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from django.utils import timezone

from handoff.errors import Invalid
from handoff.search.terms import Term, terms
from handoff.tongue import say
from handoff.vocabulary import State

LONGEST = 200
MOST_TERMS = 12
OPEN = "open"
_PIECE = re.compile(r'(?:\b(from|queue|state|before|after):(?=\S))?(?:"([^"]*)"?|(\S+))', re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What is looked for; an empty part does not narrow."""

    text: str = ""
    terms: tuple[Term, ...] = field(default=())
    customer: tuple[Term, ...] = ()
    queue: str = ""
    state: str = ""
    before: datetime | None = None
    after: datetime | None = None

    @property
    def empty(self) -> bool:
        """Nothing is looked for."""
        return replace(self, text="") == Asked()


def ask(text: str) -> Asked:
    """What `text` looks for. Raises Invalid where a filter's value means nothing, or there is too much of it."""
    if len(text) > LONGEST:
        raise Invalid(say("Search for at most {most} characters.", most=LONGEST), field="q")
    asked = Asked(text.strip())
    for name, quoted, bare in _PIECE.findall(text):
        asked = _with(asked, name.lower(), quoted, bare)
    if len(asked.terms) + len(asked.customer) > MOST_TERMS:
        raise Invalid(say("Search for at most {most} words.", most=MOST_TERMS), field="q")
    return asked


def _with(asked: Asked, name: str, quoted: str, bare: str) -> Asked:
    if name:
        return FILTERS[name](asked, quoted or bare)
    more = terms(quoted, exact=True) if quoted else terms(bare)
    return replace(asked, terms=(*asked.terms, *(one for one in more if one not in asked.terms)))


def _from(asked: Asked, told: str) -> Asked:
    return replace(asked, customer=(*asked.customer, *terms(told)))


def _queue(asked: Asked, told: str) -> Asked:
    return replace(asked, queue=told)


def _state(asked: Asked, told: str) -> Asked:
    state = told.lower()
    if state != OPEN and state not in set(State):
        known = ", ".join([OPEN, *State])
        raise Invalid(
            say("There is no state “{state}”. There are: {known}.", state=told, known=known),
            field="q",
        )
    return replace(asked, state=state)


def _before(asked: Asked, told: str) -> Asked:
    return replace(asked, before=_day(told))


def _after(asked: Asked, told: str) -> Asked:
    return replace(asked, after=_day(told))


def _day(told: str) -> datetime:
    """The beginning of a day in the reader's time zone."""
    try:
        begins = datetime.combine(date.fromisoformat(told), time(), tzinfo=timezone.get_current_timezone())
        return begins.astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise Invalid(say("“{day}” is no day. Write it like 2026-03-31.", day=told), field="q") from wrong


FILTERS: dict[str, Callable[[Asked, str], Asked]] = {
    "from": _from,
    "queue": _queue,
    "state": _state,
    "before": _before,
    "after": _after,
}
