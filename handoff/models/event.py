from django.db import models
from django.db.models import Q

from handoff.models.conversation import Conversation
from handoff.models.decision import Decision
from handoff.models.draft import Draft
from handoff.models.fields import one_of, word
from handoff.models.handoff import Handoff
from handoff.models.message import Message
from handoff.models.people import Person
from handoff.vocabulary import ActorKind, EventKind


class Event(models.Model):
    """One thing that happened to a conversation: its history, the desk's timeline and the outbox in one row.

    `settled_at` empty: what follows from it has not all been done. `outward` with `announced_at` empty: the
    front end has yet to be told.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = word(EventKind)
    actor = word(ActorKind)
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    outward = models.BooleanField(default=False)
    announced_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="event_number_once"),
            one_of("kind", EventKind, "event"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(settled_at__isnull=True), name="event_unsettled"),
            models.Index(
                fields=["conversation", "number"],
                condition=Q(outward=True, announced_at__isnull=True),
                name="event_unannounced",
            ),
            models.Index(fields=["at"], name="event_at"),
        ]
        ordering = ["conversation", "number"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
