"""Finding conversations: the best first, then the newest, in pieces that each go on from a place.

Best are those of a customer who is called so; then those in which the words were said or noted as they are; then those
in which longer words begin with them. The subject is the first line of a message, and so is found with it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from handoff.errors import Invalid
from handoff.models import Conversation, Message, Person, Queue
from handoff.search.asking import OPEN, Asked
from handoff.search.index import Holds, Kind, Says, Wanted, weigh
from handoff.tongue import say
from handoff.vocabulary import State

MOST = 50
"""Conversations in a piece of what is found."""
LOOKED_AT = 8000
"""Conversations that are looked through for a piece, where the words are common; further ones are for the next."""
NAMED, WHOLE, BEGUN = range(3)
"""The degrees of how well something is found; without words all is found alike."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = datetime(9999, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True)
class Hit:
    """A conversation that was found; `message` is the newest that says it best, and `count` how many say it."""

    conversation: int
    message: Message | None = None
    count: int = 0


@dataclass(frozen=True)
class Found:
    """A piece of what was found; `after` is the place from which it goes on, empty at the end."""

    hits: list[Hit]
    after: str = ""


@dataclass(frozen=True)
class _Tier:
    """One degree of how well it was found: what that is to hold, and what it is not to hold, being better."""

    number: int
    wanted: Wanted | None = None
    better: tuple[Wanted, ...] = ()

    @property
    def common(self) -> bool:
        return self.wanted is not None and self.wanted.common

    @property
    def holds(self) -> Q:
        wanted = Q(Holds(self.wanted)) if self.wanted else Q()
        for better in self.better:
            wanted &= ~Q(Holds(better))
        return wanted


@dataclass(frozen=True)
class _Place:
    """Where a piece ends: how well that was found, when something was said there last, and its key."""

    tier: int
    last_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.tier}-{(self.last_at - _EPOCH) // _MICRO}-{self.pk}"

    @property
    def beyond(self) -> Q:
        """What comes after it within its tier."""
        same = Q(last_at__lt=self.last_at) | Q(pk__lt=self.pk)
        return Q(last_at__lte=self.last_at) & same


def find(person: Person, asked: Asked, *, after: str = "", queues: Collection[Queue] | None = None) -> Found:
    """The best of what `person` may see and `asked` looks for, or what comes `after` a place.

    `queues` are those of `person`, where they are known already. Raises Invalid for what is no place or no queue.
    """
    if asked.empty:
        return Found([])
    own = list(queues if queues is not None else _queues(person))
    seen = _narrowed(_visible(person, own), asked, own)
    found, rest = list[_Place](), _read(after) if after else None
    for tier in _tiers(asked)[rest.tier if rest else 0 :]:
        begun = rest if rest and rest.tier == tier.number else None
        places, rest = _piece(seen, tier, begun, MOST - len(found))
        found += places
        if rest is not None:
            break
    said = _said_in([one.pk for one in found if one.tier != NAMED], asked)
    return Found([said.get(one.pk, Hit(one.pk)) for one in found], str(rest or ""))


def _piece(
    seen: QuerySet[Conversation], tier: _Tier, begun: _Place | None, most: int
) -> tuple[list[_Place], _Place | None]:
    """So many of a tier, beyond where it was `begun`; and the place from which to go on, None at its end."""
    ordered = (seen.filter(begun.beyond) if begun else seen).order_by("-last_at", "-pk")
    end = None
    if tier.common and (last := ordered.values_list("last_at", "pk")[LOOKED_AT - 1 : LOOKED_AT]):
        end = _Place(tier.number, *last[0])
        ordered = ordered.filter(last_at__gte=end.last_at).exclude(end.beyond)
    keys = ordered.filter(tier.holds).values_list("last_at", "pk")[: most + 1]
    places = [_Place(tier.number, *key) for key in keys]
    if len(places) <= most:
        return places, end
    return places[:most], places[most - 1] if most else _Place(tier.number, _FAR, 0)


def _queues(person: Person) -> QuerySet[Queue]:
    return Queue.objects.all() if person.oversees else person.queues.all()


def _visible(person: Person, queues: Sequence[Queue]) -> QuerySet[Conversation]:
    """The same as `visible_to`, for queues that are known."""
    if person.oversees:
        return Conversation.objects.all()
    return Conversation.objects.filter(Q(queue__in=queues) | Q(assignee=person))


def _narrowed(seen: QuerySet[Conversation], asked: Asked, queues: Sequence[Queue]) -> QuerySet[Conversation]:
    if asked.queue:
        seen = seen.filter(queue__in=_named(asked.queue, queues))
    if asked.state:
        seen = seen.exclude(state=State.RESOLVED) if asked.state == OPEN else seen.filter(state=asked.state)
    if asked.customer:
        seen = seen.filter(*map(Holds, weigh(Wanted(Kind.NAMED, asked.customer))))
    if asked.before:
        seen = seen.filter(last_at__lt=asked.before)
    return seen.filter(last_at__gte=asked.after) if asked.after else seen


def _named(told: str, queues: Sequence[Queue]) -> list[Queue]:
    """The queues that are called so, else those whose names begin so."""
    name = told.casefold()
    exact = [queue for queue in queues if queue.name.casefold() == name]
    found = exact or [queue for queue in queues if queue.name.casefold().startswith(name)]
    if not found:
        raise Invalid(say("You see no queue that is called “{name}”.", name=told), field="q")
    return found


def _tiers(asked: Asked) -> list[_Tier]:
    """What is found, from the best on; nothing is in two of them."""
    if not asked.terms:
        return [_Tier(NAMED)]
    said = [Wanted(Kind.SAID, asked.terms, whole=whole) for whole in (True, False)]
    named, whole, begun = weigh(Wanted(Kind.NAMED, asked.terms), *said)
    tiers = [_Tier(NAMED, named), _Tier(WHOLE, whole, (named,))]
    return (
        [*tiers, _Tier(BEGUN, begun, (whole, named))] if any(term.begins for term in asked.terms) else tiers
    )


def _said_in(keys: Sequence[int], asked: Asked) -> dict[int, Hit]:
    """Those of these conversations in which it was said, each with the message to open it at."""
    if not keys:
        return {}
    thread = Message.objects.filter(conversation__in=keys).order_by()
    said = thread.filter(Says(Wanted(Kind.SAID, asked.terms)))
    whole = Max("pk", filter=Q(Says(Wanted(Kind.SAID, asked.terms, whole=True))))
    told = said.values("conversation").annotate(newest=Max("pk"), best=whole, count=Count("pk"))
    best = {row["conversation"]: (row["best"] or row["newest"], row["count"]) for row in told}
    messages = Message.objects.select_related("author").in_bulk([pk for pk, _ in best.values()])
    return {key: Hit(key, messages[pk], count) for key, (pk, count) in best.items()}


def _read(told: str) -> _Place:
    """The place that a piece named. Raises Invalid for what is none."""
    try:
        tier, micros, pk = (int(part) for part in told.split("-"))
        return _Place(tier, _EPOCH + micros * _MICRO, pk)
    except (ValueError, OverflowError) as wrong:
        raise Invalid(say("There is no such place in what was found."), field="after") from wrong
