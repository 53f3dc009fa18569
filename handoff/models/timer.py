from django.db import models
from django.db.models import Q

from handoff.models.conversation import Conversation
from handoff.models.event import Event
from handoff.models.fields import one_of, word
from handoff.vocabulary import TimerKind


class Timer(models.Model):
    """Something that shall happen at `due_at`, once, unless cancelled. `cause` is the event that set it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="timers")
    cause = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="timers")
    kind = word(TimerKind)
    step = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cause", "kind", "step"], name="timer_once"),
            models.CheckConstraint(
                name="timer_fired_or_cancelled",
                condition=Q(fired_at__isnull=True) | Q(cancelled_at__isnull=True),
            ),
            one_of("kind", TimerKind, "timer"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(fired_at__isnull=True, cancelled_at__isnull=True),
                name="timer_due",
            )
        ]
