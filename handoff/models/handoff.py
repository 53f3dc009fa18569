from django.db import models
from django.db.models import Q

from handoff.models.conversation import Conversation
from handoff.models.decision import Decision
from handoff.models.fields import one_of, word
from handoff.models.people import Person
from handoff.policy.terms import Overrun
from handoff.vocabulary import AssignmentCause, HandoffOutcome, Mode, Priority, Tier


class Handoff(models.Model):
    """The transfer to a human with all its context, from offer to end. At most one is open."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="handoffs")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="handoffs")
    mode = word(Mode)
    tier = word(Tier, default=Tier.HUMAN)
    reason = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    skills = models.JSONField(default=list, blank=True)
    priority = word(Priority, default=Priority.NORMAL)
    rank = models.SmallIntegerField(default=1, help_text="The priority as a number: urgent 3 .. low 0.")
    promise = word(Overrun, blank=True, default="", help_text="How the customer was promised an answer.")
    offered_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = word(HandoffOutcome, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at__isnull=True), name="handoff_one_open"
            ),
            models.CheckConstraint(
                name="handoff_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="handoff_ended_with_outcome",
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
            ),
            one_of("mode", Mode, "handoff"),
        ]
        indexes = [
            models.Index(
                fields=["-rank", "offered_at"],
                condition=Q(accepted_at__isnull=True, ended_at__isnull=True),
                name="handoff_line",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mode} handoff of {self.conversation_id}"


class Assignment(models.Model):
    """Who had a conversation from when to when, and how it came to them."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="assignments")
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    cause = word(AssignmentCause)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(until__isnull=True), name="assignment_one_open"
            )
        ]
