from functools import cached_property, lru_cache
from typing import Any

from django.db import models
from django.db.models import Q

from handoff.models.fields import one_of, word
from handoff.models.people import Person
from handoff.policy import Document, Line, Policy, policy_of
from handoff.policy.document import Exclusion, read
from handoff.policy.terms import Status


class PolicyVersion(models.Model):
    """One version of the policy: a draft until it is published, and never changed after that. Its number is its key.

    `base` is the version it was drafted from; `revision` grows with each change, so that of two admins at once the
    slower one is told. `publish_at` is set while it is scheduled.
    """

    status = word(Status, default=Status.DRAFT)
    document = models.JSONField(default=dict, help_text="handoff.policy.Document as JSON.")
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    publish_at = models.DateTimeField(null=True, blank=True)
    publish_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = "policy version"
        constraints = [
            one_of("status", Status, "policy"),
            models.CheckConstraint(
                name="policy_scheduled_is_draft",
                condition=Q(publish_at=None, publish_by=None)
                | Q(status=Status.DRAFT, publish_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Policy v{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A row is written once; drafts are changed by conditional updates alone, published versions never."""
        if not self._state.adding:
            raise TypeError("a policy version is changed by the verbs of handoff.drafting")
        super().save(*args, **kwargs)

    @cached_property
    def content(self) -> Document:
        """What it says. Raises msgspec.ValidationError where another release wrote what this one cannot read."""
        return read(self.document)

    @cached_property
    def graves(self) -> tuple[Exclusion, ...]:
        """The grave matters that it describes, as rules under their names; always the same tuple."""
        described = self.content.risks.described.items()
        return tuple(Exclusion(name, one.sentence, one.rule) for name, one in described)

    @cached_property
    def policy(self) -> Policy:
        """What it says, ready to decide by."""
        return policy_of(self.content, self.pk)

    @property
    def line(self) -> Line:
        """Thresholds and triggers where no topic or source has its own."""
        return self.policy.line


@lru_cache(maxsize=256)
def published(number: int) -> PolicyVersion:
    """A version that was live once. It is immutable, so it may be remembered. Raises PolicyVersion.DoesNotExist."""
    return PolicyVersion.objects.filter(status=Status.PUBLISHED).get(pk=number)


class Publication(models.Model):
    """A version went live: from `at` on, until the next of these rows. A rollback is one too."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="publications")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.version} from {self.at:%Y-%m-%d %H:%M}"
