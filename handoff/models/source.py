from django.db import models

from handoff.models.fields import one_of, word
from handoff.vocabulary import Answering


class Source(models.Model):
    """One connected AI front end. `last_seq` numbers its events and is only moved under this row's lock."""

    name = models.CharField(max_length=80, unique=True)
    answering = word(
        Answering,
        default=Answering.NONE,
        help_text="Whether the embedded engine, or a model, answers this source's customers; else its front end does.",
    )
    chat_page = models.BooleanField(
        default=False, help_text="The chat page of this house speaks for this source."
    )
    last_seq = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="source_seq_positive", condition=models.Q(last_seq__gte=0)),
            one_of("answering", Answering, "source"),
            models.UniqueConstraint(
                fields=["chat_page"], condition=models.Q(chat_page=True), name="source_one_chat_page"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SourceKey(models.Model):
    """An API key. Only its SHA-256 is kept: 256 random bits need no slow hash."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="keys")
    public_id = models.CharField(max_length=24, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.source.name} {self.public_id}"


class Ticket(models.Model):
    """A one-use pass of a browser front end to the gateway, got with a key, perhaps for one conversation."""

    key = models.ForeignKey(SourceKey, on_delete=models.CASCADE, related_name="tickets")
    digest = models.CharField(max_length=64, unique=True)
    conversation = models.CharField(max_length=128, blank=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
