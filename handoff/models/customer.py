from django.db import models
from django.db.models import Q

from handoff.models.source import Source


class Customer(models.Model):
    """The one who needs help, as far as a source has told. Without `external_id`: known by one conversation."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="customers")
    external_id = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001 - unique where there is one
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=320, blank=True)
    phone = models.CharField(max_length=64, blank=True)
    locale = models.CharField(max_length=64, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    tier = models.CharField(max_length=128, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(external_id__isnull=False),
                name="customer_once_per_source",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.external_id or "Customer"

    @property
    def initials(self) -> str:
        words = str(self).split()
        return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()
