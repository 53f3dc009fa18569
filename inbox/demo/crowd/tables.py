"""The tables of a conversation: its own row, its customer's, and all rows that hang on them, however far."""

from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db.models import Field, Model, Q

from handoff.models import Audit, Conversation, Customer

Row = type[Model]
LEFT_OUT: frozenset[Row] = frozenset({Audit})
"""Which answers are audited is drawn by lot for each, so it says nothing of a copy."""


@lru_cache(maxsize=1)
def tables() -> tuple[Row, ...]:
    """Every model of the domain whose rows belong to one conversation, those that are pointed at first."""
    found: list[Row] = [Customer, Conversation]
    left = [model for model in apps.get_app_config("handoff").get_models() if model not in LEFT_OUT]
    held = {model for model in left if model in found}
    while more := {model for model in left if model not in held and held & {*map(target, links(model))}}:
        held |= more
    while len(found) < len(held):
        found += [model for model in left if model in held - {*found} and _ready(model, held, found)]
    return tuple(found)


def _ready(model: Row, held: set[Row], found: list[Row]) -> bool:
    return all(target(link) in found for link in links(model) if target(link) in held - {model})


def links(model: Row) -> list[Any]:
    """The columns that point at other rows."""
    return [field for field in model._meta.concrete_fields if field.remote_field is not None]


def target(link: Any) -> Row:
    """The model that a link points at."""
    model: Row = link.remote_field.model
    return model


def columns(model: Row) -> list["Field[Any, Any]"]:
    """The columns in the order in which rows are written."""
    return list(model._meta.concrete_fields)


def rows_of(conversation: Conversation) -> dict[Row, list[Any]]:
    """All rows of a conversation, each table's by their keys."""
    found: dict[Row, list[Any]] = {Customer: [conversation.customer], Conversation: [conversation]}
    for model in tables()[2:]:
        hanging = Q(pk__in=())
        for link in links(model):
            if target(link) in found and target(link) is not Customer:
                hanging |= Q(**{f"{link.name}__in": found[target(link)]})
        found[model] = list(model._meta.base_manager.filter(hanging).order_by("pk"))
    return found
