from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from handoff.models.fields import one_of, word
from handoff.models.people import Person
from handoff.vocabulary import ChangeKind


class Article(models.Model):
    """An article or a macro that answers are made from. `key` is its id where it was imported from.

    `collection` names the folder that it came from, so that the next import of that folder can miss it.
    """

    ARTICLE, MACRO = "article", "macro"
    CONTENT: ClassVar[tuple[str, ...]] = ("kind", "title", "text", "url", "topic", "collection")

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=16, default=ARTICLE, choices=[(ARTICLE, "Article"), (MACRO, "Macro")])
    title = models.CharField(max_length=300)
    text = models.TextField()
    url = models.CharField(max_length=500, blank=True)
    topic = models.CharField(max_length=128, blank=True)
    collection = models.CharField(max_length=128, blank=True)
    active = models.BooleanField(default=True, help_text="What is switched off is never quoted.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title"]
        indexes = [models.Index(fields=["updated_at"], name="article_updated")]

    def __str__(self) -> str:
        return self.title


class PastTicket(models.Model):
    """A question that was once asked and what was answered: for simulation and for answers."""

    CONTENT: ClassVar[tuple[str, ...]] = (
        "question",
        "answer",
        "topic",
        "outcome",
        "conversation",
        "source",
        "at",
    )

    key = models.CharField(max_length=200, unique=True)
    question = models.TextField()
    answer = models.TextField(blank=True)
    topic = models.CharField(max_length=128, blank=True)
    outcome = models.CharField(
        max_length=16,
        default="resolved",
        choices=[(o, o.capitalize()) for o in ("resolved", "reopened", "unanswerable")],
    )
    conversation = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    active = models.BooleanField(default=True, help_text="What is switched off is never quoted.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["updated_at"], name="ticket_updated")]

    def __str__(self) -> str:
        return self.question if len(self.question) <= 80 else f"{self.question[:79]}…"


class KnowledgeVersion(models.Model):
    """One change of an article or a past ticket: who, when, how, and what it said before.

    `before` holds the columns that the change touched, empty where the item was new. `by` is empty for an import.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, null=True, blank=True, related_name="versions"
    )
    ticket = models.ForeignKey(
        PastTicket, on_delete=models.CASCADE, null=True, blank=True, related_name="versions"
    )
    kind = word(ChangeKind)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["pk"]
        constraints = [
            one_of("kind", ChangeKind, "knowledge_version"),
            models.CheckConstraint(
                name="knowledge_version_of_one_item",
                condition=Q(article__isnull=False, ticket__isnull=True)
                | Q(article__isnull=True, ticket__isnull=False),
            ),
        ]
