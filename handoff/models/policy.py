from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from handoff.models.people import Person

UNIT = [MinValueValidator(0.0), MaxValueValidator(1.0)]


class PolicyVersion(models.Model):
    """One version of the policy, never changed once written; the newest is live. Its number is its key."""

    hold_from = models.FloatField(default=0.60, validators=UNIT, help_text="Below it a human answers.")
    send_from = models.FloatField(default=0.86, validators=UNIT, help_text="From it on the AI may speak.")
    attempts_limit = models.PositiveIntegerField(default=3, help_text="Failed answers before a human comes.")
    anger_from = models.FloatField(
        default=0.70,
        null=True,
        blank=True,
        validators=UNIT,
        help_text="From it on a human answers who sounds so angry. Empty: off.",
    )
    high_risk_from = models.FloatField(
        default=0.50,
        null=True,
        blank=True,
        validators=UNIT,
        help_text="From it on a human answers what is so surely a grave matter. Empty: off.",
    )
    risk_topics = models.JSONField(default=dict, blank=True, help_text="{name: [phrase, …]}")
    excluded_topics = models.JSONField(default=list, blank=True)
    excluded_phrases = models.JSONField(default=list, blank=True)
    why = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "policy version"
        constraints = [
            models.CheckConstraint(
                name="policy_thresholds_ordered",
                condition=Q(hold_from__gte=0, send_from__lte=1, hold_from__lte=F("send_from")),
            ),
            models.CheckConstraint(
                name="policy_senses_within",
                condition=(Q(anger_from=None) | Q(anger_from__range=(0, 1)))
                & (Q(high_risk_from=None) | Q(high_risk_from__range=(0, 1))),
            ),
        ]

    def __str__(self) -> str:
        return f"Policy v{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A version is written once; decisions point at it for ever."""
        if not self._state.adding:
            raise TypeError("a policy version is immutable; write a new one")
        super().save(*args, **kwargs)
