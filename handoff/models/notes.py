from django.db import models

from handoff.models.conversation import Conversation


class Briefing(models.Model):
    """What an agent reads first. `content` has the shape of `handoff.briefing.Content`."""

    conversation = models.OneToOneField(Conversation, on_delete=models.PROTECT, related_name="briefing")
    content = models.JSONField()
    version = models.PositiveIntegerField(default=0, help_text="The newest event that it knows.")
    at = models.DateTimeField()


class Rating(models.Model):
    """What a customer thought of a conversation, 1 to 5."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="ratings")
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="rating_one_to_five", condition=models.Q(score__gte=1, score__lte=5))
        ]
