from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from handoff.models.fields import one_of, word
from handoff.models.people import Person
from handoff.vocabulary import Noun


class Change(models.Model):
    """Something of the house was changed: who, when, what, and why where they said.

    `item` is its key in its own table, `name` what it was called then. `before` and `after` hold what differs, by
    name, as JSON; `before` is empty where it is new. `by` is empty where a command did it.
    """

    noun = word(Noun)
    item = models.BigIntegerField()
    name = models.CharField(max_length=200)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["noun", "item", "-id"], name="change_of_item")]
        constraints = [one_of("noun", Noun, "change")]

    def __str__(self) -> str:
        return f"{self.noun} {self.name}"
