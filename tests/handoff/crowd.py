"""Many conversations at once, made in bulk: what verbs would leave, without the time that they take."""

from datetime import datetime

from handoff import policies
from handoff.models import Conversation, Customer, Event, Handoff, Hop, Queue, Source
from handoff.policy.tree import first, rung_at
from handoff.vocabulary import ActorKind, EventKind, HopCause, Mode, Speaker, State


def waiting(count: int, *, source: Source, queue: Queue, due_at: datetime) -> list[Conversation]:
    """So many conversations that wait for a human on the first rung of the last branch, whose time ends at `due_at`."""
    version = policies.live()
    branch = version.content.tree[-1]
    rung = rung_at(branch, first(branch))
    customers = Customer.objects.bulk_create(Customer(source=source, name=f"C{n}") for n in range(count))
    talks = Conversation.objects.bulk_create(
        Conversation(
            source=source,
            external_id=f"crowd-{n}",
            customer=customer,
            queue=queue,
            state=State.QUEUED,
            speaker=Speaker.NOBODY,
            rung=rung.kind,
            version=1,
            created_at=due_at,
            last_at=due_at,
            waiting_since=due_at,
        )
        for n, customer in enumerate(customers)
    )
    handoffs = Handoff.objects.bulk_create(
        Handoff(conversation=talk, mode=Mode.HARD, offered_at=due_at) for talk in talks
    )
    events = Event.objects.bulk_create(
        Event(
            conversation=one.conversation,
            number=1,
            kind=EventKind.HANDOFF_OFFERED,
            actor=ActorKind.AI,
            handoff=one,
            at=due_at,
            settled_at=due_at,
        )
        for one in handoffs
    )
    Hop.objects.bulk_create(
        Hop(
            conversation=event.conversation,
            event=event,
            policy=version,
            branch=branch.name,
            rung=0,
            kind=rung.kind,
            mode=Mode.HARD,
            pull=Mode.HARD,
            cause=HopCause.TRIGGER,
            actor=ActorKind.AI,
            entered_at=due_at,
            due_at=due_at,
        )
        for event in events
    )
    return talks
