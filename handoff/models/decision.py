from django.db import models

from handoff.models.conversation import Conversation
from handoff.models.fields import one_of, word
from handoff.models.policy import PolicyVersion, published
from handoff.policy import Line, Policy
from handoff.vocabulary import Action, Band


class Decision(models.Model):
    """What was decided, and all it was decided from: enough to explain it and to decide it again."""

    # Its index is the one of `Meta`, by which the newest is found however many there are.
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="decisions", db_index=False
    )
    action = word(Action)
    band = word(Band, null=True, blank=True)
    confidence = models.FloatField(null=True, blank=True)
    raw_confidence = models.FloatField(null=True, blank=True)
    triggers = models.JSONField(default=list, help_text="[{trigger, detail, span?, score?, threshold?}]")
    facts = models.JSONField(default=dict)
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("action", Action, "decision")]
        indexes = [models.Index(fields=["conversation", "id"], name="decisions_of_conversation")]

    def __str__(self) -> str:
        return f"{self.action} under policy {self.policy_id}"

    @property
    def rules(self) -> Policy:
        """The policy that it fell under, without asking for its row: versions are few and never change."""
        return published(self.policy_id).policy

    @property
    def line(self) -> Line:
        """The thresholds that held for it: its policy's, for its topic and source."""
        return self.rules.line_for(self.facts.get("topic", ""), self.facts.get("source", ""))
