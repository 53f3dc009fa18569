"""What people of the house want to hear of at once: what came to them, may be answered too late, or names them."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from handoff.models import Conversation, Event, Person
from handoff.policies import lately
from handoff.policy.promises import promised
from handoff.vocabulary import EventKind, NoticeKind, State

AT_RISK: Final = 0.8
"""The part of a promised time after which it is at risk."""
MOST: Final = 500


class Notice(NamedTuple):
    """One thing that one person should hear of; its `id` is the same wherever and whenever it is found."""

    id: str
    kind: NoticeKind
    person: int
    conversation: int
    customer: str


def of_events(
    conversations: Collection[int] | None, since: datetime, people: Collection[Person]
) -> list[Notice]:
    """What happened in these conversations, or in any, since then, for each of `people` whom it concerns."""
    rows = Event.objects.filter(at__gt=since, kind__in=CONCERNS)
    if conversations is not None:
        rows = rows.filter(conversation__in=conversations)
    linked = rows.select_related("conversation__customer").order_by("pk")[:MOST]
    return [notice for event in linked for notice in _of(event, people)]


def of_promises(since: datetime, until: datetime, people: Collection[Person]) -> list[Notice]:
    """The promises that came at risk between these times, for each of `people` who should keep them."""
    document = lately().content
    found: dict[int, Conversation] = {}
    for answer_s in {promise.answer_s for promise in document.promises}:
        limit = timedelta(seconds=answer_s * AT_RISK)
        waiting = Conversation.objects.filter(state__in=(State.QUEUED, State.ASSIGNED))
        waiting = waiting.filter(waiting_since__gt=since - limit, waiting_since__lte=until - limit)
        for held in waiting.select_related("customer", "source")[:MOST]:
            if promised(document, held.topic, held.source.name, held.customer.tier) == answer_s:
                found[held.pk] = held
    return [notice for held in found.values() for notice in _late(held, people)]


def _late(held: Conversation, people: Iterable[Person]) -> Iterator[Notice]:
    began = held.waiting_since.timestamp() if held.waiting_since else 0
    for person in people:
        if person.pk == held.assignee_id or (held.assignee_id is None and _serves(person, held)):
            yield _notice(f"late-{held.pk}-{began:.0f}", NoticeKind.SLA, person, held)


def _of(event: Event, people: Iterable[Person]) -> Iterator[Notice]:
    held = event.conversation
    for person in people:
        for kind, concerns in CONCERNS[EventKind(event.kind)]:
            if concerns(event, person):
                yield _notice(f"event-{event.pk}", kind, person, held)
                break


def _notice(name: str, kind: NoticeKind, person: Person, held: Conversation) -> Notice:
    return Notice(f"{name}-{person.pk}", kind, person.pk, held.pk, str(held.customer))


def _given(event: Event, person: Person) -> bool:
    """Somebody gave it to this person, who still has it."""
    return event.conversation.assignee_id == person.pk != event.agent_id


def _new(event: Event, person: Person) -> bool:
    """It waits in one of the person's queues, and nobody has it yet."""
    waits = event.conversation.state in (State.QUEUED, State.REVIEW)
    return waits and event.agent_id != person.pk and _serves(person, event.conversation)


def _named(event: Event, person: Person) -> bool:
    return person.username in event.facts.get("mentioned", ())


def _own(event: Event, person: Person) -> bool:
    return event.agent_id == person.pk


def _serves(person: Person, held: Conversation) -> bool:
    return any(queue.pk == held.queue_id for queue in person.queues.all())


Concerns = Callable[[Event, Person], bool]
CONCERNS: Final[dict[EventKind, tuple[tuple[NoticeKind, Concerns], ...]]] = {
    EventKind.TRANSFERRED: ((NoticeKind.ASSIGNED, _given), (NoticeKind.QUEUE, _new)),
    EventKind.HANDOFF_OFFERED: ((NoticeKind.QUEUE, _new),),
    EventKind.PROPOSED: ((NoticeKind.QUEUE, _new),),
    EventKind.NOTED: ((NoticeKind.MENTION, _named),),
    EventKind.HELD_BACK: ((NoticeKind.HELD_BACK, _own),),
}
"""Which events make themselves heard, as what, and to whom."""
