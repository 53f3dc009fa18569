from django.db import models

from handoff.models.conversation import Conversation
from handoff.models.fields import one_of, word
from handoff.models.people import Person
from handoff.vocabulary import MessageKind, Role


class Message(models.Model):
    """One utterance in a conversation, or a note. Never changed once written."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="thread")
    number = models.PositiveIntegerField()
    role = word(Role)
    kind = word(MessageKind)
    text = models.TextField()
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    via = models.ForeignKey(
        Conversation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The merged conversation under whose id it came.",
    )
    external_id = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001 - unique where there is one
    said_at = models.DateTimeField(null=True, blank=True, help_text="When the front end says it was said.")
    language = models.CharField(max_length=64, blank=True)
    meta = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="message_number_once"),
            models.UniqueConstraint(
                fields=["conversation", "external_id"],
                condition=models.Q(external_id__isnull=False, via__isnull=True),
                name="message_external_once",
            ),
            models.UniqueConstraint(
                fields=["conversation", "via", "external_id"],
                condition=models.Q(external_id__isnull=False, via__isnull=False),
                name="message_external_once_via",
            ),
            models.CheckConstraint(name="message_number_positive", condition=models.Q(number__gte=1)),
            models.CheckConstraint(name="message_not_empty", condition=~models.Q(text="")),
            one_of("role", Role, "message"),
            one_of("kind", MessageKind, "message"),
        ]
        ordering = ["conversation", "number"]

    def __str__(self) -> str:
        return f"{self.role}: {self.text[:60]}"

    @property
    def ref(self) -> str:
        """The message's id on the wire: unique, stable, the same at every repetition."""
        return f"m{self.conversation_id}-{self.number}"
