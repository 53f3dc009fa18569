"""Somebody leaves the house: they can log in no more, and whatever they had returns to its queue."""

from django.db import transaction

from handoff import people, queueing
from handoff.errors import Invalid
from handoff.models import Conversation, Person
from handoff.tongue import say


def leave(person: Person, *, by: Person, seen: int | None = None) -> int:
    """Make a person inactive and return how many conversations went back into their queues.

    Raises Invalid for oneself and for the last admin, Outdated where they were changed since revision `seen`.
    """
    if person == by:
        raise Invalid(say("Another admin must do this: you would lock yourself out."), field="is_active")
    with transaction.atomic():
        people.keep(person.username, is_active=False, available=False, by=by, seen=seen)
        theirs = list(Conversation.objects.filter(assignee=person).select_related("queue").order_by("pk"))
        for conversation in theirs:
            queueing.transfer(conversation.pk, by=by, queue=conversation.queue)
    return len(theirs)
