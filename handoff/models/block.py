from datetime import datetime

from django.db import models
from django.db.models import Q

from handoff.models.conversation import Conversation
from handoff.models.customer import Customer
from handoff.models.people import Person


class Block(models.Model):
    """A customer whose messages are stored and go to nobody, until it is lifted or its time is over."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="blocks")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="+", help_text="The one that was the reason."
    )
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(lifted_at__isnull=True), name="block_one_open"
            ),
            models.CheckConstraint(name="block_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="block_lifted_by_somebody",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="block_at")]

    def holds(self, at: datetime) -> bool:
        """Whether it keeps the customer out at that moment."""
        return self.lifted_at is None and (self.until is None or self.until > at)
