"""Rows of the web face itself."""

from datetime import timedelta

from django.db import models
from django.utils import timezone


class Heartbeat(models.Model):
    """When a part that runs by itself was last at work: a process may be up and yet deaf, a row is proof."""

    part = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part} {self.at:%H:%M:%S}"

    @classmethod
    def beat(cls, part: str) -> None:
        """`part` is at work now."""
        cls.objects.update_or_create(part=part, defaults={"at": timezone.now()})

    @classmethod
    def age(cls, part: str) -> timedelta | None:
        """How long ago `part` was seen; None where it never was."""
        row = cls.objects.filter(part=part).first()
        return timezone.now() - row.at if row else None
