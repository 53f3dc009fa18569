from django.db import models
from django.db.models import Q

from handoff.models.conversation import Conversation
from handoff.models.draft import Draft
from handoff.models.fields import word
from handoff.models.message import Message
from handoff.models.people import Person
from handoff.vocabulary import SendingEnd


class Typed(models.Model):
    """What somebody has typed in a conversation and not sent; `kind` is `reply`, `note` or `draft-7`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="typed")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="typed")
    kind = models.CharField(max_length=32)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "conversation", "kind"], name="typed_once"),
            models.CheckConstraint(name="typed_not_empty", condition=~Q(text="")),
        ]


class Sending(models.Model):
    """What an agent sends, as long as they may still undo it: it goes out at `due_at`.

    `draft` is the one that it approves; `seen` the newest message that the agent had on screen.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="sendings")
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sendings")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, blank=True, related_name="sendings")
    text = models.TextField(blank=True)
    attachments = models.JSONField(default=list, blank=True)
    seen = models.PositiveIntegerField()
    key = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    end = word(SendingEnd, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    message = models.OneToOneField(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="sending"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at__isnull=True), name="sending_one_open"
            ),
            models.CheckConstraint(
                name="sending_end_known", condition=Q(end="") | Q(end__in=[end.value for end in SendingEnd])
            ),
            models.CheckConstraint(
                name="sending_ended_at_its_end",
                condition=Q(end="", ended_at__isnull=True) | (~Q(end="") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="sending_said_iff_sent",
                condition=Q(end=SendingEnd.SENT, message__isnull=False)
                | (~Q(end=SendingEnd.SENT) & Q(message__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(ended_at__isnull=True), name="sending_due")]
