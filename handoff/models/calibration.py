from typing import Any

from django.db import models
from django.db.models import Q

from handoff.assist.calibration import Curve
from handoff.models.decision import Decision
from handoff.models.draft import Draft
from handoff.models.fields import one_of, word
from handoff.models.message import Message
from handoff.models.people import Person
from handoff.models.source import Source
from handoff.vocabulary import Finding, RejectReason

SHARE = Q(share__gt=0, share__lte=1)
CONFIDENCE = Q(raw__gte=0, raw__lte=1)


def whose(table: str) -> models.CheckConstraint:
    """A row is about the confidences of one source or of one engine of our own, never of both."""
    return models.CheckConstraint(
        name=f"{table}_of_source_or_engine",
        condition=Q(source__isnull=False, engine="") | (Q(source__isnull=True) & ~Q(engine="")),
    )


class Calibration(models.Model):
    """One version of what a source's or an engine's confidence is worth, never changed; its newest is live.

    `verdicts` is how many there were when it was made: so two workers that make the same version make it once.
    """

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="calibrations"
    )
    engine = models.CharField(max_length=64, blank=True)
    slope = models.FloatField()
    intercept = models.FloatField()
    covariance = models.JSONField(help_text="[variance of the slope, covariance, variance of the intercept]")
    n = models.PositiveIntegerField(help_text="Verdicts that it rests on.")
    verdicts = models.PositiveIntegerField(help_text="Verdicts there were when it was made.")
    ece = models.FloatField(help_text="Expected calibration error, each verdict foretold from the others.")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            whose("calibration"),
            models.UniqueConstraint(fields=["source", "verdicts"], name="calibration_once"),
            models.UniqueConstraint(
                fields=["engine", "verdicts"],
                condition=Q(source__isnull=True),
                name="calibration_once_per_engine",
            ),
            models.CheckConstraint(name="calibration_rises", condition=Q(slope__gt=0)),
        ]
        indexes = [
            models.Index(fields=["source", "id"], name="calibration_of_source"),
            models.Index(fields=["engine", "id"], name="calibration_of_engine"),
        ]
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Calibration {self.pk} of {self.source or self.engine}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A version is written once; decisions name it for ever."""
        if not self._state.adding:
            raise TypeError("a calibration is immutable; write a new one")
        super().save(*args, **kwargs)

    @property
    def curve(self) -> Curve:
        """The version as the pure functions take it."""
        slope, both, intercept = self.covariance
        return Curve(self.slope, self.intercept, (slope, both, intercept), self.n)


class Audit(models.Model):
    """An answer that went out unseen, drawn at random for a human to judge. `share`: how many of its like are drawn."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="audit")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    share = models.FloatField()
    at = models.DateTimeField()
    finding = word(Finding, blank=True, default="")
    reason = word(RejectReason, blank=True, default="")
    remark = models.CharField(max_length=500, blank=True)
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="audit_share_possible", condition=SHARE),
            models.CheckConstraint(
                name="audit_judged_by_somebody",
                condition=Q(finding="", judged_by__isnull=True, judged_at__isnull=True)
                | (~Q(finding="") & Q(judged_by__isnull=False, judged_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="audit_wrong_for_a_reason",
                condition=(Q(finding=Finding.WRONG) & ~Q(reason=""))
                | (~Q(finding=Finding.WRONG) & Q(reason="")),
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(finding=""), name="audit_open")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Audit of {self.message}"


class Verdict(models.Model):
    """What a human found of one answer of the AI, beside what the AI had said of it: what curves are fitted on.

    It comes from a draft, or from an audited message. `share` is the share of its like that humans look at.
    """

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="verdicts"
    )
    engine = models.CharField(max_length=64, blank=True)
    raw = models.FloatField(help_text="The confidence as it came.")
    finding = word(Finding)
    share = models.FloatField(default=1.0)
    draft = models.OneToOneField(
        Draft, on_delete=models.PROTECT, null=True, blank=True, related_name="verdict"
    )
    audit = models.OneToOneField(
        Audit, on_delete=models.PROTECT, null=True, blank=True, related_name="verdict"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            whose("verdict"),
            models.CheckConstraint(name="verdict_share_possible", condition=SHARE),
            models.CheckConstraint(name="verdict_confidence_possible", condition=CONFIDENCE),
            models.CheckConstraint(
                name="verdict_of_draft_or_audit",
                condition=Q(draft__isnull=False, audit__isnull=True)
                | Q(draft__isnull=True, audit__isnull=False),
            ),
            one_of("finding", Finding, "verdict"),
        ]
        indexes = [
            models.Index(fields=["source", "id"], name="verdict_of_source"),
            models.Index(fields=["engine", "id"], name="verdict_of_engine"),
        ]
        ordering = ["pk"]
