"""Whether there is a human for a conversation: a queue that is open, and in it somebody who is free."""

from datetime import datetime

from django.db.models import Count, F, Q

from handoff.clock import now
from handoff.models import Person, Queue
from handoff.policy.hours import next_open, open_at
from handoff.vocabulary import State


def is_open(queue: Queue) -> bool:
    """Whether the queue has its hours just now."""
    return open_at(queue.opening, now())


def opens(queue: Queue) -> datetime | None:
    """When a queue that is closed opens next; None where it never does."""
    return next_open(queue.opening, now())


def free(queue: Queue) -> bool:
    """Whether an available agent of the queue has room for one more."""
    busy = Count("conversations", filter=Q(conversations__state=State.ASSIGNED))
    here = Person.objects.filter(queues=queue, is_active=True, available=True).annotate(busy=busy)
    return here.filter(busy__lt=F("capacity")).exists()
