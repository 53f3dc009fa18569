from django.db import models

from handoff.models.conversation import Conversation
from handoff.models.message import Message
from handoff.models.people import Person


class Mention(models.Model):
    """A note names a colleague who shall read it; unread until they had it on screen."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mentions")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="mention_once")]
        indexes = [
            models.Index(fields=["person", "conversation"], name="mention_person"),
            models.Index(fields=["person"], condition=models.Q(read_at__isnull=True), name="mention_unread"),
        ]
