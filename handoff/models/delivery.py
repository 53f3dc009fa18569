from django.db import models
from django.db.models import Q

from handoff.models.conversation import Conversation
from handoff.models.event import Event
from handoff.models.source import Source


class Delivery(models.Model):
    """A durable event to a front end. `seq` is given under the source's row lock: no reader can skip one."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="deliveries")
    seq = models.BigIntegerField()
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    type = models.CharField(max_length=16)
    payload = models.JSONField()
    at = models.DateTimeField()
    acked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "seq"], name="delivery_seq_once"),
            models.UniqueConstraint(
                fields=["event", "type", "conversation"],
                condition=~Q(type="turn"),
                name="delivery_once_per_event",
            ),
        ]
        indexes = [
            models.Index(
                fields=["source", "seq"], condition=Q(acked_at__isnull=True), name="delivery_unacked"
            ),
            models.Index(fields=["at"], name="delivery_at"),
        ]


class Frame(models.Model):
    """A frame that took effect, and the reply it got: written with the effect, so a repeat changes nothing."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="frames")
    frame_id = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
    reply = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "frame_id"], name="frame_once_per_source")]
