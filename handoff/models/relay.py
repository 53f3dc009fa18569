import secrets

from django.db import models

from handoff.models.conversation import Conversation
from handoff.models.decision import Decision
from handoff.models.event import Event
from handoff.models.source import Source

PREFIX = "relay-"


def new_id() -> str:
    """A conversation id of ours: no front end comes upon it by itself."""
    return PREFIX + secrets.token_urlsafe(12)


class Relay(models.Model):
    """A conversation of one source that another one is asked about, on a rung of the escalation tree.

    To `source` it goes by the name of `external_id`. It lasts as long as the stay on the rung that `event` tells of,
    and holds nothing itself: there is one conversation, which people see. `told` is the number of its newest message
    that the source was told; `decision` the one on what it proposed.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="relays")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="relays")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="relay")
    external_id = models.CharField(max_length=128, unique=True, default=new_id)
    told = models.PositiveIntegerField(default=0)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="relay"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.external_id} of {self.source}"
