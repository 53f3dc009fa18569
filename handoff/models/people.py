from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models

from handoff.errors import Invalid
from handoff.models.fields import one_of, word
from handoff.policy.hours import Hours, read
from handoff.vocabulary import PersonRole


def are_hours(told: Any) -> None:
    """Raises ValidationError for what are no business hours."""
    try:
        read(told)
    except Invalid as wrong:
        raise ValidationError(wrong.message) from None


class Queue(models.Model):
    """Where conversations wait for a human; `topics` are the ones that are routed here, `hours` when it is open."""

    name = models.CharField(max_length=80, unique=True)
    topics = models.JSONField(default=list, blank=True)
    default = models.BooleanField(default=False, help_text="Takes what no other queue's topics name.")
    hours = models.JSONField(default=dict, blank=True, validators=[are_hours])
    former_names = models.JSONField(
        default=list, blank=True, help_text="As older versions of the policy say."
    )

    views = models.JSONField(default=list, blank=True, editable=False, help_text="Shared with its people.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["default"], condition=models.Q(default=True), name="queue_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def opening(self) -> Hours:
        """Its business hours; none set is always open."""
        return read(self.hours)


class Person(AbstractUser):
    """Somebody of the house who logs in: an agent, a supervisor or an admin."""

    name = models.CharField(max_length=120, blank=True)
    role = word(PersonRole, default=PersonRole.AGENT)
    queues = models.ManyToManyField(Queue, blank=True, related_name="people")
    skills = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    capacity = models.PositiveIntegerField(default=6)
    available = models.BooleanField(default=True)
    timezone = models.CharField(max_length=64, default="UTC", blank=True)
    locale = models.CharField(max_length=12, blank=True, help_text="The language of their screens.")
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When a page of theirs was open last.")

    views = models.JSONField(default=list, blank=True, editable=False, help_text="Kept under a name.")

    class Meta:
        ordering = ["name", "username"]
        constraints = [one_of("role", PersonRole, "person")]

    def __str__(self) -> str:
        return self.name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The admin site is for admins: its flags follow from the role and are nothing of their own."""
        self.is_staff = self.is_superuser = self.role == PersonRole.ADMIN
        super().save(*args, **kwargs)

    @property
    def oversees(self) -> bool:
        """May see every queue and reassign."""
        return self.role in (PersonRole.SUPERVISOR, PersonRole.ADMIN)

    @property
    def initials(self) -> str:
        words = (self.name or self.username).split()
        return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
