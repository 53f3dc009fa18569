from django.db import models

from handoff.models.fields import word
from handoff.vocabulary import State


class Standing(models.Model):
    """How many unresolved conversations stand where: the sum of `count` over the rows of one place.

    Triggers of the database write a row of +1 or -1 with each change, in its transaction: nobody waits for another's
    row, and a sum is as true as the conversations that the same snapshot shows. Compacted now and then.
    """

    queue = models.BigIntegerField()
    state = word(State)
    assignee = models.BigIntegerField(null=True)
    source = models.BigIntegerField()
    topic = models.CharField(max_length=128, blank=True)
    count = models.IntegerField()
