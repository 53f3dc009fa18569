from django.db import models


class Article(models.Model):
    """An article or a macro that answers are made from. `key` is its id where it was imported from."""

    ARTICLE, MACRO = "article", "macro"

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=16, default=ARTICLE, choices=[(ARTICLE, "Article"), (MACRO, "Macro")])
    title = models.CharField(max_length=300)
    text = models.TextField()
    url = models.CharField(max_length=500, blank=True)
    topic = models.CharField(max_length=128, blank=True)
    active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class PastTicket(models.Model):
    """A question that was once asked and what was answered: for simulation and for answers."""

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
