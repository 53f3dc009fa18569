"""Column helpers shared by the models."""

from enum import StrEnum
from typing import Any

from django.db import models


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """The words of an enum as Django choices, label derived from the value."""
    return [(word.value, word.value.replace("_", " ").capitalize()) for word in words]


def word(words: type[StrEnum], **options: Any) -> Any:
    """A text column that holds one word of `words`."""
    return models.CharField(max_length=32, choices=choices(words), **options)


def one_of(column: str, words: type[StrEnum], table: str) -> models.CheckConstraint:
    """The database's own check that `column` holds a word of `words` (or nothing, where it may be null)."""
    return models.CheckConstraint(
        name=f"{table}_{column}_known", condition=models.Q(**{f"{column}__in": [w.value for w in words]})
    )
