from django.db import models
from django.db.models import Q

from handoff.models.conversation import Conversation
from handoff.models.decision import Decision
from handoff.models.fields import one_of, word
from handoff.models.message import Message
from handoff.models.people import Person
from handoff.vocabulary import DraftOrigin, DraftStatus, RejectReason


class Draft(models.Model):
    """A text that waits for a human. At most one is open in a conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="drafts")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = word(DraftOrigin)
    status = word(DraftStatus, default=DraftStatus.OPEN)
    text = models.TextField()
    confidence = models.FloatField(null=True, blank=True)
    raw_confidence = models.FloatField(null=True, blank=True)
    citations = models.JSONField(default=list, blank=True)
    model = models.CharField(max_length=128, blank=True)
    answers = models.PositiveIntegerField(help_text="Number of the customer message that it answers.")
    created_at = models.DateTimeField()
    final_text = models.TextField(blank=True)
    reason = word(RejectReason, blank=True, default="")
    remark = models.CharField(max_length=500, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When a human first had it on screen.")
    message = models.OneToOneField(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(status=DraftStatus.OPEN), name="draft_one_open"
            ),
            models.CheckConstraint(
                name="draft_open_iff_not_ended",
                condition=Q(status=DraftStatus.OPEN, ended_at__isnull=True)
                | (~Q(status=DraftStatus.OPEN) & Q(ended_at__isnull=False)),
            ),
            one_of("status", DraftStatus, "draft"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.status} draft: {self.text[:60]}"

    @property
    def seconds(self) -> float | None:
        """From first on a human's screen to its end; None where either is missing."""
        if self.opened_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.opened_at).total_seconds()

    @property
    def stale(self) -> bool:
        """The customer wrote after the question that this answers."""
        return self.conversation.last_customer > self.answers


class Feedback(models.Model):
    """What became of a draft and what a human made of it: the raw material of tuning."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="feedback")
    outcome = word(DraftStatus)
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seconds = models.FloatField(null=True, blank=True, help_text="From first on screen to the verdict.")
    final_text = models.TextField(blank=True)
    difference = models.JSONField(default=list, help_text='[[op, before, after]], op "equal", "insert" ...')
    distance = models.FloatField(null=True, help_text="Word-level, normalised: 0 the same, 1 nothing kept.")
    facts_changed = models.JSONField(default=dict, help_text="{kind: {removed: [..], added: [..]}}")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
