from django.db import models

from handoff.models.conversation import Conversation
from handoff.models.fields import one_of, word
from handoff.models.policy import PolicyVersion
from handoff.vocabulary import Action, Band


class Decision(models.Model):
    """What was decided, and all it was decided from: enough to explain it and to decide it again."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="decisions")
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

    def __str__(self) -> str:
        return f"{self.action} under policy {self.policy_id}"
