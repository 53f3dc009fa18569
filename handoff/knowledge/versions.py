"""Changing what answers are made from. Each change keeps what it replaced, by whom and when; none is ever lost."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import transaction

from handoff.clock import now
from handoff.models import Article, KnowledgeVersion, PastTicket, Person
from handoff.vocabulary import ChangeKind

Item = TypeVar("Item", Article, PastTicket)
State = dict[str, Any]


def add(item: Item, *, by: Person) -> Item:
    """Keep a new item, and who made it."""
    with transaction.atomic():
        item.save(force_insert=True)
        _version(item, ChangeKind.ADDED, by, {}).save()
    return item


def change(item: Item, fields: State, *, by: Person, how: ChangeKind = ChangeKind.EDITED) -> Item:
    """Give columns of an item new values. What is the same already is no change and keeps no version."""
    with transaction.atomic():
        held: Item = type(item).objects.select_for_update().get(pk=item.pk)
        before: State = {
            name: getattr(held, name) for name, value in fields.items() if getattr(held, name) != value
        }
        if before:
            for name in before:
                setattr(held, name, fields[name])
            held.save(update_fields=[*before, "updated_at"])
            _version(held, how, by, before).save()
    return held


def switch(item: Item, *, on: bool, by: Person) -> Item:
    """Let an item be quoted or not, from the next answer on."""
    how = ChangeKind.SWITCHED_ON if on else ChangeKind.SWITCHED_OFF
    return change(item, {"active": on}, by=by, how=how)


def restore(item: Item, version: KnowledgeVersion, *, by: Person) -> Item:
    """Make an item say again what it said before `version`; that is a change like any other."""
    return change(item, content_before(item, version), by=by, how=ChangeKind.RESTORED)


def content_before(item: Item, version: KnowledgeVersion) -> State:
    """The columns of content as they were before `version` of this item, as the columns hold them."""
    state = {name: getattr(item, name) for name in item.CONTENT}
    for later in item.versions.filter(pk__gte=version.pk).order_by("-pk"):
        state |= {name: value for name, value in later.before.items() if name in state}
    fields = {field.name: field for field in item._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in state.items()}


def keep_all(changes: Iterable[tuple[Item, State]], kind: ChangeKind) -> None:
    """Keep versions of many items at once, each with what it said before; nobody did it by hand."""
    KnowledgeVersion.objects.bulk_create(_version(item, kind, None, before) for item, before in changes)


def _version(
    item: Article | PastTicket, kind: ChangeKind, by: Person | None, before: State
) -> KnowledgeVersion:
    made = KnowledgeVersion(kind=kind, by=by, at=now(), before=before)
    if isinstance(item, Article):
        made.article = item
    else:
        made.ticket = item
    return made
