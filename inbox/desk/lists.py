"""The views of the desk: which conversations stand in each, and in which order. How many: see tallies."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OrderBy, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404

from handoff.models import Conversation, Draft, Handoff, Person, Queue
from handoff.vocabulary import DraftStatus, State

HUMANS = (State.REVIEW, State.QUEUED, State.ASSIGNED, State.WAITING)
MOST = 100
"""Rows in a list. Who has more waiting needs another view, not a longer list."""
FAR = 10**16


@dataclass(frozen=True)
class View:
    """One view: its name in addresses, its title, whom it holds and what it says when it holds nobody."""

    slug: str
    name: str
    holds: Callable[[Person], Q]
    order: tuple[OrderBy, ...]
    empty: str
    sorting: str = "longest wait first"


LONGEST = (F("waiting_since").asc(nulls_last=True), F("last_at").desc())
NEWEST = (F("last_at").desc(),)
FIXED = (
    View(
        "review",
        "Needs review",
        lambda person: Q(state=State.REVIEW),
        LONGEST,
        "No draft waits for a human. What the AI is unsure of comes here.",
    ),
    View(
        "mine",
        "Mine",
        lambda person: Q(assignee=person),
        (F("state").asc(), *LONGEST),
        "You have nothing open.",
    ),
    View(
        "unassigned",
        "Unassigned",
        lambda person: Q(state=State.QUEUED),
        (F("rank").desc(nulls_last=True), *LONGEST),
        "Nobody waits for a human.",
    ),
    View(
        "waiting",
        "Waiting",
        lambda person: Q(state=State.WAITING),
        (F("waiting_until").asc(nulls_last=True), *NEWEST),
        "Nothing waits for a customer or a third party.",
        sorting="soonest first",
    ),
    View(
        "all",
        "All",
        lambda person: Q(),
        NEWEST,
        "No conversation has come in yet.",
        sorting="newest first",
    ),
)
BY_SLUG = {view.slug: view for view in FIXED}


def find(person: Person, slug: str) -> View:
    """The view of that name, as `person` has it. Raises Http404."""
    if slug in BY_SLUG:
        return BY_SLUG[slug]
    number = slug.removeprefix("queue-")
    queue = (
        queues_of(person).filter(pk=int(number)).first() if number.isdecimal() and number != slug else None
    )
    if queue is None:
        raise Http404("There is no such view.")
    return of_queue(queue)


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
        f"queue-{queue.pk}", queue.name, lambda person: holds, LONGEST, f"Nobody waits in {queue.name}."
    )


def queues_of(person: Person) -> QuerySet[Queue]:
    """The queues that `person` sees."""
    return Queue.objects.all() if person.oversees else person.queues.all()


def all_queues(person: Person) -> tuple[list[Queue], list[Queue]]:
    """Every queue, and those of them that `person` sees."""
    own = Queue.people.through.objects.filter(queue=OuterRef("pk"), person=person)
    queues: list[Any] = list(Queue.objects.annotate(own=Exists(own)))
    return queues, [queue for queue in queues if person.oversees or queue.own]


def rows(person: Person, view: View, *, only: int | None = None) -> list[Conversation]:
    """The conversations of a view that `person` may see, in order, with all that a row shows; or `only` one of them."""
    found = with_row(Conversation.objects.visible_to(person).filter(view.holds(person)))
    if only is not None:
        found = found.filter(pk=only)
    return list(found.order_by(*view.order, "pk")[:MOST])


def with_row(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """The same conversations with all that a row of the list shows: the open draft, and why a human is needed."""
    drafts = Draft.objects.filter(status=DraftStatus.OPEN).select_related("decision__policy")
    handoff = Handoff.objects.filter(conversation=OuterRef("pk"), ended_at__isnull=True)
    linked = conversations.select_related("customer", "queue", "assignee", "source", "briefing")
    return linked.annotate(
        rank=Subquery(handoff.values("rank")[:1]), triggers=Subquery(handoff.values("decision__triggers")[:1])
    ).prefetch_related(Prefetch("drafts", queryset=drafts, to_attr="open_drafts"))


def order_key(view: View, conversation: Conversation) -> str:
    """The place of a row in its view as a text that sorts the same way as the view does."""
    newest = f"{FAR - _micros(conversation.last_at):017d}"
    longest = f"{_micros(conversation.waiting_since):017d}-{newest}"
    match view.slug:
        case "all":
            return newest
        case "mine":
            return f"{conversation.state}-{longest}"
        case "unassigned":
            return f"{9 - _rank(conversation)}-{longest}"
        case "waiting":
            return f"{_micros(conversation.waiting_until):017d}-{newest}"
    return longest


def _rank(conversation: Conversation) -> int:
    return getattr(conversation, "rank", None) or 0


def _micros(at: datetime | None) -> int:
    return int(at.timestamp() * 1_000_000) if at else FAR


@dataclass(frozen=True)
class Tally:
    """A view and how many stand in it."""

    view: View
    count: int
