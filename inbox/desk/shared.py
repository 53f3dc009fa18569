"""What is read for one round of bringing pages up to date: once, for all who may see the same."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib import import_module
from typing import NamedTuple

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from handoff import mentions
from handoff.mentions import Unread
from handoff.models import Conversation, Person, Queue
from handoff.standing import Stand, newest, stands
from inbox import access
from inbox.desk import filters, fragments, lists, sorting, tallies
from inbox.desk.lists import Tally
from inbox.desk.viewing import View


class Standing(NamedTuple):
    """The ids of a list's conversations in their order, each with a number that rises with what its row shows.

    `further` is the place from which the list goes on; empty where that is all.
    """

    rows: dict[int, int]
    further: str = ""


class Shared:
    """The people with their sessions, where what changed stands, and each list, row and count once it is asked for."""

    def __init__(self, people: set[int], sessions: set[str], changed: frozenset[int]) -> None:
        found = Person.objects.filter(pk__in=people, is_active=True).prefetch_related("queues")
        self.people = {person.pk: person for person in found}
        self.sessions = _living(sessions)
        self.stood = dict(_stood(changed)) if changed else {}
        self._queues: dict[int, dict[int, Queue]] = {}
        self._orders: dict[object, Standing] = {}
        self._loaded: dict[int, Conversation] = {}
        self._rows: dict[object, str] = {}
        self._counts: dict[object, list[Tally]] = {}
        self._named: dict[int, frozenset[int]] = {}
        self._drawn: dict[tuple[str, int | None], str] = {}

    # Who sees what

    def queues_of(self, person: Person) -> dict[int, Queue]:
        """The queues that `person` sees, by their ids."""
        if person.pk not in self._queues:
            queues = self.all_queues if person.oversees else person.queues.all()
            self._queues[person.pk] = {queue.pk: queue for queue in queues}
        return self._queues[person.pk]

    @cached_property
    def all_queues(self) -> list[Queue]:
        return list(Queue.objects.all())

    def view(self, person: Person, slug: str) -> View | None:
        """The view of that name, if `person` has it."""
        if slug in lists.BY_SLUG:
            return lists.BY_SLUG[slug]
        if found := filters.read(slug, list(self.queues_of(person))):
            return found.view()
        views = map(lists.of_queue, self.queues_of(person).values())
        return next((view for view in views if view.slug == slug), None)

    def concerns(self, person: Person, slug: str, shown: Iterable[int]) -> bool:
        """Whether something that changed is in the list, or may have come into it."""
        queues = list(self.queues_of(person).values())
        return any(
            pk in shown or (tallies.sees(person, queues, stand) and tallies.may_hold(slug, person, stand))
            for pk, stand in self.stood.items()
        )

    # Lists and rows

    def order(self, person: Person, view: View, most: int) -> Standing:
        """The first so many of a view's conversations."""
        key = (view.slug, most, self._alike(person, view))
        if key not in self._orders:
            seen = lists.visible(person, view, self.queues_of(person))
            named = self.named(person) if view.slug == lists.MENTIONS else frozenset()
            names = [column.name for column in (*view.order, sorting.KEY)]
            rows = seen.order_by(*sorting.by(view.order)).values_list(F("version") + F("seen"), *names)
            found = list(rows[: most + 1])
            further = sorting.place(view.order, found[most - 1][1:]) if found[most:] else ""
            standing = {row[-1]: 2 * row[0] + (row[-1] in named) for row in found[:most]}
            self._orders[key] = Standing(standing, further)
        return self._orders[key]

    def _alike(self, person: Person, view: View) -> object:
        """The same for all who have the very same list. What somebody has may lie outside of their queues."""
        unowned = view.slug in ("review", "unassigned") or view.slug.startswith("queue-")
        if view.personal:
            return person.pk
        if person.oversees:
            return "overseers"
        return frozenset(self.queues_of(person)) if unowned else person.pk

    def load(self, wanted: set[int]) -> None:
        """Read these conversations with all that a row shows, but for those that are read already."""
        if missing := wanted - self._loaded.keys():
            found = lists.with_row(Conversation.objects.filter(pk__in=missing))
            self._loaded |= {one.pk: one for one in found}

    def row(self, person: Person, view: View, pk: int) -> str:
        """The row of a loaded conversation, as `person` sees it."""
        found = self._loaded[pk]
        mine = found.assignee_id == person.pk
        named = self.named(person) if view.slug == lists.MENTIONS else frozenset()
        tongue = (str(access.zone_of(person)), get_language())
        key = (pk, view.slug, person.oversees, mine, pk in named, tongue)
        if key not in self._rows:
            self._rows[key] = fragments.row(person, view, found, named)
        return self._rows[key]

    # Counts

    @cached_property
    def standing(self) -> list[Stand]:
        return stands()

    @cached_property
    def _unread(self) -> list[Unread]:
        return mentions.unread()

    def named(self, person: Person) -> frozenset[int]:
        """The conversations in which `person` has a note to read."""
        if person.pk not in self._named:
            queues = list(self.queues_of(person).values())
            self._named[person.pk] = tallies.named_in(person, queues, self._unread)
        return self._named[person.pk]

    @cached_property
    def mark(self) -> int:
        """Another number where any count may be another."""
        return hash((frozenset(self.standing), frozenset(self._unread), newest()))

    def counts(self, person: Person) -> list[Tally]:
        """The counts of all views of `person`."""
        queues = self.queues_of(person)
        alone = self.named(person) or person.views or person.pk in self._holders
        key = (person.oversees, frozenset(queues), person.pk if alone else 0)
        if key not in self._counts:
            seen = list(queues.values())
            fine = tallies.finely(person, seen)
            self._counts[key] = tallies.of(person, seen, self.standing, self._unread, fine)
        return self._counts[key]

    @cached_property
    def _holders(self) -> set[int | None]:
        return {stand.assignee for stand in self.standing}

    def count(self, tally: Tally) -> str:
        """One count as it is drawn."""
        key = (tally.view.slug, tally.count)
        if key not in self._drawn:
            self._drawn[key] = fragments.count(tally)
        return self._drawn[key]


def _stood(changed: frozenset[int]) -> Iterator[tuple[int, Stand]]:
    rows = Conversation.objects.filter(pk__in=changed).values_list("pk", "queue_id", "state", "assignee_id")
    for pk, queue, state, assignee in rows:
        yield pk, Stand(queue, state, assignee)


def _living(sessions: set[str]) -> set[str]:
    """Which of these sessions were neither ended nor ran out."""
    model = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    rows = model.objects.filter(session_key__in=sessions, expire_date__gt=timezone.now())
    return set(rows.values_list("session_key", flat=True))
