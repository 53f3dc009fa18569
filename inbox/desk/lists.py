"""The views of the desk: which conversations stand in each, and in which order. How many: see tallies."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from handoff.models import Conversation, Handoff, Mention, Person, Publication, Queue
from handoff.models.conversation import IN_HUMAN_HANDS
from handoff.shelf import Kept
from handoff.tongue import say
from handoff.vocabulary import State
from inbox.desk import filters, sorting
from inbox.desk.opened import open_draft
from inbox.desk.sorting import LAST, RANK, STATE, UNTIL, WAITING
from inbox.desk.viewing import View

HUMANS = IN_HUMAN_HANDS
MOST = 20
"""Rows in a piece of a list. The next piece is there when it is asked for."""
LONGEST_LIST = 1000
"""Rows that one page is kept up to date with."""


LONGEST = (WAITING, LAST)
NEWEST = (LAST,)
MENTIONS = "mentions"
FIXED = (
    View(
        "review",
        _("Needs review"),
        lambda person: Q(state=State.REVIEW),
        LONGEST,
        _("No draft waits for a human. What the AI is unsure of comes here."),
    ),
    View(
        "mine",
        _("Mine"),
        lambda person: Q(assignee=person),
        (STATE, *LONGEST),
        _("You have nothing open."),
        personal=True,
    ),
    View(
        "unassigned",
        _("Unassigned"),
        lambda person: Q(state=State.QUEUED),
        (RANK, *LONGEST),
        _("Nobody waits for a human."),
        sorting=_("urgent, then longest wait"),
    ),
    View(
        MENTIONS,
        _("Mentions"),
        lambda person: Q(pk__in=Mention.objects.filter(person=person).values("conversation")),
        NEWEST,
        _("Nobody named you in a note."),
        sorting=_("newest first"),
        personal=True,
    ),
    View(
        "waiting",
        _("Waiting"),
        lambda person: Q(state=State.WAITING),
        (UNTIL, *NEWEST),
        _("Nothing waits for a customer or a third party."),
        sorting=_("soonest first"),
    ),
    View(
        "all",
        _("All"),
        lambda person: Q(),
        NEWEST,
        _("No conversation has come in yet."),
        sorting=_("newest first"),
    ),
)
SEARCH = View("search", _("Search"), lambda person: Q(pk__in=()), NEWEST, "")
"""What was searched for stands where a view would; it is no view, and nothing moves in it by itself."""
BY_SLUG = {view.slug: view for view in FIXED}


def find(person: Person, slug: str) -> View:
    """The view of that name, as `person` has it. Raises Http404."""
    if slug in BY_SLUG:
        return BY_SLUG[slug]
    if slug.startswith("by_"):
        return _filtered(person, slug)
    number = slug.removeprefix("queue-")
    queue = (
        queues_of(person).filter(pk=int(number)).first() if number.isdecimal() and number != slug else None
    )
    if queue is None:
        raise Http404("There is no such view.")
    return of_queue(queue)


def _filtered(person: Person, slug: str) -> View:
    found = filters.read(slug, list(queues_of(person).values_list("pk", flat=True)))
    if found is None:
        raise Http404("There is no such view.")
    return found.view()


def exists(person: Person, slug: str) -> bool:
    """Whether `person` has a view of that name."""
    try:
        find(person, slug)
    except Http404:
        return False
    return True


def of_queue(queue: Queue) -> View:
    """What is in human hands, or should be, in one queue."""
    holds = Q(queue=queue, state__in=HUMANS)
    return View(
        f"queue-{queue.pk}",
        queue.name,
        lambda person: holds,
        LONGEST,
        say("Nobody waits in {queue}.", queue=queue.name),
    )


def queues_of(person: Person) -> QuerySet[Queue]:
    """The queues that `person` sees."""
    return Queue.objects.all() if person.oversees else person.queues.all()


def all_queues(person: Person) -> tuple[list[Queue], list[Queue]]:
    """Every queue, and those of them that `person` sees."""
    own = Queue.people.through.objects.filter(queue=OuterRef("pk"), person=person)
    queues: list[Any] = list(Queue.objects.annotate(own=Exists(own)))
    return queues, [queue for queue in queues if person.oversees or queue.own]


def rows(person: Person, view: View, *, only: Collection[int] | None = None) -> list[Conversation]:
    """The first conversations of a view that `person` may see, in order, with all that a row shows.

    Where `only` these are asked for: those of them that stand in the view.
    """
    if only is None:
        return page(person, view).rows
    seen = visible(person, view).filter(pk__in=only)
    return list(with_row(seen).order_by(*sorting.by(view.order)))


@dataclass(frozen=True)
class Page:
    """A piece of a list; `after` is the place from which it goes on, empty at its end."""

    rows: list[Conversation]
    after: str


def page(
    person: Person,
    view: View,
    *,
    after: str = "",
    queues: Iterable[Queue] | None = None,
) -> Page:
    """The first of a view's conversations, or those `after` a place of it. Raises Invalid for what is no place.

    `queues` are those of `person`, where they are known already.
    """
    seen = visible(person, view, None if queues is None else [queue.pk for queue in queues])
    read = with_row(Conversation.objects.filter(pk__in=_keys(seen, view, after)))
    found = sorted(read, key=lambda one: order_key(view, one))
    return Page(found[:MOST], order_key(view, found[MOST - 1]) if len(found) > MOST else "")


def _keys(seen: QuerySet[Conversation], view: View, after: str) -> Iterable[int]:
    """The keys of a piece, and of one more where there are more: to be read, or as a query of their own."""
    ordered, most = seen.order_by(*sorting.by(view.order)), MOST + 1
    if not after:
        return ordered.values_list("pk", flat=True)[:most]
    keys: list[int] = []
    for piece in sorting.after(view.order, after):
        if len(keys) < most:
            keys += ordered.filter(piece).values_list("pk", flat=True)[: most - len(keys)]
    return keys


def visible(person: Person, view: View, queues: Iterable[int] | None = None) -> QuerySet[Conversation]:
    """The conversations of a view that `person` may see; `queues` are theirs, where they are known already.

    The same as `visible_to`, said so that an index answers it: who has a queue's view sees all of it, and what is
    nobody's yet is seen by its queue alone.
    """
    held = Conversation.objects.filter(view.holds(person))
    if person.oversees or view.slug == "mine" or view.slug.startswith("queue-"):
        return held
    own = Q(queue__in=list(person.queues.values_list("pk", flat=True) if queues is None else queues))
    return held.filter(own if view.slug in ("review", "unassigned") else own | Q(assignee=person))


def with_row(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """The same conversations with all that a row of the list shows: the open draft, and why a human is needed."""
    handoff = Handoff.objects.filter(conversation=OuterRef("pk"), ended_at__isnull=True)
    rows: Any = with_names(conversations).annotate(
        open_draft=open_draft(),
        triggers=Subquery(handoff.values("decision__triggers")[:1]),
        promise=Subquery(handoff.values("promise")[:1]),
    )
    found: QuerySet[Conversation] = rows.select_related("open_draft__decision")
    return found


def with_names(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """The same conversations with whose they are, where they stand, and the policy that tells what was promised."""
    along: dict[str, Any] = {
        "live_policy": Subquery(Publication.objects.order_by("-pk").values("version")[:1])
    }
    return conversations.select_related("customer", "queue", "assignee", "source").annotate(**along)


def order_key(view: View, conversation: Conversation) -> str:
    """The place of a row in its view as a text that sorts the same way as the view does."""
    return sorting.text(view.order, conversation)


@dataclass(frozen=True)
class Tally:
    """A view and how many stand in it; None where nobody counts them."""

    view: View
    count: int | None
    kept: Kept | None = None
