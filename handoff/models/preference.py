from django.db import models

from handoff.models.people import Person


class Preference(models.Model):
    """How somebody wants their desk. `keys` are their own keys by what these do, `notices` what makes itself heard.

    `undo_s` is how long they may undo what they send; None where the house decides.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="preference")
    undo_s = models.PositiveSmallIntegerField(null=True, blank=True)
    single_keys = models.BooleanField(default=True)
    keys = models.JSONField(default=dict, blank=True)
    notices = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="preference_undo_within",
                condition=models.Q(undo_s__isnull=True) | models.Q(undo_s__lte=60),
            )
        ]
