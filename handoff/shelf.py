"""Views that are kept under a name: an agent's own, and those that a supervisor shares with a queue."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from handoff.errors import Invalid, NotYours
from handoff.models import Person, Queue
from handoff.tongue import say

MOST, LONGEST = 20, 60


@dataclass(frozen=True)
class Kept:
    """A view that is kept: its key, its name, what it shows, and the queue that it is shared with, if with any."""

    key: str
    name: str
    shows: str
    queue: Queue | None = None


def of(person: Person, queues: Sequence[Queue]) -> list[Kept]:
    """The views of `person`, their own first, then those of these queues; of those that show the same, the first."""
    every = [*_read(person.views), *(one for queue in queues for one in _read(queue.views, queue))]
    return list({one.shows: one for one in reversed(every)}.values())[::-1]


def keep(person: Person, name: str, shows: str, *, queue: Queue | None = None) -> Kept:
    """Keep what `shows` tells under a name. Raises Invalid, or NotYours for a queue where they do not oversee."""
    if queue is not None and not person.oversees:
        raise NotYours(say("Only supervisors share views."))
    made = Kept(secrets.token_hex(4), _name(name), shows)
    with _changing(queue or person) as views:
        if any(one.shows == shows for one in views):
            raise Invalid(say("This view is kept already."), field="name")
        if len(views) >= MOST:
            raise Invalid(say("At most {most} views are kept.", most=MOST), field="name")
        views.append(made)
    return made


def rename(person: Person, key: str, name: str) -> None:
    """Call a view otherwise. Raises Invalid where there is none, or no such name."""
    told = _name(name)
    with _changing(_owner(person, key)) as views:
        place = _place(views, key)
        views[place] = Kept(key, told, views[place].shows)


def drop(person: Person, key: str) -> None:
    """Keep a view no more. Raises Invalid where there is none."""
    with _changing(_owner(person, key)) as views:
        del views[_place(views, key)]


def raise_(person: Person, key: str) -> None:
    """Let a view stand one place higher. Raises Invalid where there is none."""
    with _changing(_owner(person, key)) as views:
        place = _place(views, key)
        views.insert(max(place - 1, 0), views.pop(place))


def _name(told: str) -> str:
    name = " ".join(told.split())
    if not 0 < len(name) <= LONGEST:
        raise Invalid(say("A name has 1 to {most} characters.", most=LONGEST), field="name")
    return name


def _owner(person: Person, key: str) -> Person | Queue:
    """Whose a view is that `person` may change."""
    owners: list[Person | Queue] = [Person.objects.get(pk=person.pk)]
    if person.oversees:
        owners += Queue.objects.all()
    for owner in owners:
        if any(one.key == key for one in _read(owner.views)):
            return owner
    raise Invalid(say("There is no such view, or it is not yours."), field="view")


def _place(views: Sequence[Kept], key: str) -> int:
    found = [place for place, one in enumerate(views) if one.key == key]
    if not found:
        raise Invalid(say("There is no such view, or it is not yours."), field="view")
    return found[0]


def _read(told: list[dict[str, Any]], queue: Queue | None = None) -> list[Kept]:
    return [Kept(**one, queue=queue) for one in told]


@contextmanager
def _changing(owner: Person | Queue) -> Iterator[list[Kept]]:
    """The views of `owner`, its row held, written at the end."""
    with transaction.atomic():
        rows: Any = (Queue if isinstance(owner, Queue) else Person).objects.select_for_update(no_key=True)
        held = rows.get(pk=owner.pk)
        views = _read(held.views)
        yield views
        held.views = [
            {name: value for name, value in asdict(one).items() if name != "queue"} for one in views
        ]
        held.save(update_fields=["views"])
