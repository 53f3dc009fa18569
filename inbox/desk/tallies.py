"""The counts of all views for everybody at once, from where conversations stand: one query, whoever looks."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db.models import Value

from handoff import mentions, shelf
from handoff.mentions import Unread
from handoff.models import Mention, Person, Queue
from handoff.shelf import Kept
from handoff.standing import Stand, finer, summed
from handoff.vocabulary import State
from inbox.desk import filters, lists
from inbox.desk.filters import Filter
from inbox.desk.lists import Tally
from inbox.desk.viewing import View

Counts = Callable[[Stand, Person], bool]

NAMED = "named"
"""Instead of a state, where a row tells of a note and not of a count."""
HELD: dict[str, Counts] = {
    "review": lambda stand, person: stand.state == State.REVIEW,
    "mine": lambda stand, person: stand.assignee == person.pk and stand.state == State.ASSIGNED,
    "unassigned": lambda stand, person: stand.state == State.QUEUED,
    "waiting": lambda stand, person: stand.state == State.WAITING,
    "all": lambda stand, person: stand.state != State.RESOLVED,
}
"""What each fixed view counts: the same as `lists`, without a query for each person."""


def now(person: Person) -> list[Tally]:
    """The counts of one person at this moment."""
    queues = list(lists.queues_of(person))
    return of(person, queues, *standing(person), finely(person, queues))


def standing(person: Person) -> tuple[list[Stand], list[Unread]]:
    """Where conversations stand, and where `person` is named and has not read it; in one query."""
    named = Mention.objects.filter(person=person, read_at__isnull=True).order_by().distinct()
    columns = ("conversation__queue", Value(NAMED), "conversation__assignee", "conversation")
    rows = list(summed().union(named.values_list(*columns), all=True))
    stand = [Stand(*row) for row in rows if row[1] != NAMED]
    return stand, [Unread(person.pk, row[3], row[0], row[2]) for row in rows if row[1] == NAMED]


def finely(person: Person, queues: Sequence[Queue]) -> list[Stand]:
    """Where conversations stand by source and topic, as far as views go by that which `person` keeps."""
    wanted = {(one.source, one.topic) for _, one in _filters(person, queues) if one.fine and one.counted}
    return finer(wanted) if wanted else []


def of(
    person: Person,
    queues: Sequence[Queue],
    standing: Iterable[Stand],
    unread: Iterable[Unread],
    fine: Iterable[Stand],
) -> list[Tally]:
    """The counts of `person`, whose queues these are; `unread` is where people are named and have not read it, `fine`
    where conversations stand by source and topic.
    """
    seen = [stand for stand in standing if sees(person, queues, stand)]
    named = named_in(person, queues, unread)
    fixed = [
        Tally(view, len(named) if view.slug == lists.MENTIONS else _sum(seen, person, HELD[view.slug]))
        for view in lists.FIXED
    ]
    lines = (Tally(lists.of_queue(queue), _in_human_hands(seen, queue)) for queue in queues)
    seen_finely = [stand for stand in fine if sees(person, queues, stand)]
    return [*fixed, *lines, *_kept(person, queues, seen, seen_finely)]


def _kept(
    person: Person, queues: Sequence[Queue], seen: Sequence[Stand], fine: Sequence[Stand]
) -> Iterator[Tally]:
    for one, found in _filters(person, queues):
        count = _sum(fine if found.fine else seen, person, found.counts) if found.counted else None
        yield Tally(found.view(one.name), count, one)


def _filters(person: Person, queues: Sequence[Queue]) -> Iterator[tuple[Kept, Filter]]:
    """The views that `person` keeps, but those for queues that are not seen any more."""
    keys = [queue.pk for queue in queues]
    for one in shelf.of(person, queues):
        if found := filters.read(one.shows, keys):
            yield one, found


def load(standing: Iterable[Stand]) -> dict[int | None, int]:
    """How many conversations each person has, by their keys."""
    counted: dict[int | None, int] = {}
    for stand in standing:
        if stand.state == State.ASSIGNED:
            counted[stand.assignee] = counted.get(stand.assignee, 0) + stand.count
    return counted


def sees(person: Person, queues: Sequence[Queue], stand: Stand) -> bool:
    """Whether `person` may see what stands there."""
    return person.oversees or stand.assignee == person.pk or any(queue.pk == stand.queue for queue in queues)


def named_in(person: Person, queues: Sequence[Queue], unread: Iterable[Unread]) -> frozenset[int]:
    """The conversations in which `person` is named and has not read it, as far as they may see them."""
    return frozenset(
        one.conversation
        for one in unread
        if one.person == person.pk and sees(person, queues, Stand(one.queue, "", one.assignee))
    )


def named_now(person: Person, view: View) -> frozenset[int]:
    """The same, where the view shows it."""
    if view.slug != lists.MENTIONS:
        return frozenset()
    return named_in(person, list(lists.queues_of(person)), mentions.unread(person))


def may_hold(slug: str, person: Person, stand: Stand) -> bool:
    """Whether a view may hold what stands there; where in doubt it may."""
    if slug == "mine":
        return stand.assignee == person.pk
    if slug.startswith("queue-"):
        return slug == f"queue-{stand.queue}" and stand.state in lists.HUMANS
    return slug == "all" or slug not in HELD or HELD[slug](stand, person)


def _sum(seen: Iterable[Stand], person: Person, counts: Counts) -> int:
    return sum(stand.count for stand in seen if counts(stand, person))


def _in_human_hands(seen: Iterable[Stand], queue: Queue) -> int:
    return sum(stand.count for stand in seen if stand.queue == queue.pk and stand.state in lists.HUMANS)
