"""What was changed, by whom and when: the house, what answers are made from, and the policy, as one history."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from django.db.models import F, QuerySet, Window
from django.db.models.functions import Lag
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from handoff.models import Article, Change, KnowledgeVersion, PastTicket, PolicyVersion, Publication
from handoff.policy.difference import differences
from handoff.policy.hours import read
from handoff.tongue import noted, say
from handoff.vocabulary import Noun
from inbox import knowledge_history
from inbox.control import opening
from inbox.knowledge_history import Field, Run
from inbox.templatetags.baton import moment

PAGE: Final = 50
NOUNS: Final = {
    "policy": noted("Policy"),
    Noun.SOURCE.value: noted("Source"),
    Noun.KEY.value: noted("Key"),
    Noun.PERSON.value: noted("Person"),
    Noun.QUEUE.value: noted("Queue"),
    "knowledge": noted("Knowledge"),
}
PAGES: Final = {Noun.SOURCE: "source", Noun.PERSON: "person", Noun.QUEUE: "queue"}


class Line(NamedTuple):
    """One change as it is shown. `url` leads to what was changed, where it has a page."""

    at: datetime
    who: str
    noun: str
    name: str
    url: str
    said: str
    why: str
    fields: list[Field]


class Wanted(NamedTuple):
    """Which changes: of what, of which item, by whom (a person's key), called what, older than when."""

    noun: str = ""
    item: int | None = None
    by: int | None = None
    name: str = ""
    before: datetime | None = None


def lines(wanted: Wanted) -> list[Line]:
    """The newest PAGE changes that are wanted, newest first."""
    feeds: list[Iterable[Line]] = []
    if wanted.noun in ("", "policy") and wanted.item is None:
        feeds.append(_policy(wanted))
    if wanted.noun in ("", "knowledge") and wanted.item is None:
        feeds.append(_knowledge(wanted))
    if wanted.noun not in ("policy", "knowledge"):
        feeds.append(_house(wanted))
    merged = heapq.merge(*feeds, key=lambda line: line.at, reverse=True)
    return [line for line, _ in zip(merged, range(PAGE), strict=False)]


def _narrowed(rows: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    if wanted.by is not None:
        rows = rows.filter(by=wanted.by)
    if wanted.before is not None:
        rows = rows.filter(at__lt=wanted.before)
    return rows


def _house(wanted: Wanted) -> Iterator[Line]:
    rows = _narrowed(Change.objects.select_related("by"), wanted).filter(name__icontains=wanted.name)
    if wanted.noun:
        rows = rows.filter(noun=wanted.noun)
    if wanted.item is not None:
        rows = rows.filter(item=wanted.item)
    for row in rows.order_by("-at", "-pk")[:PAGE]:
        page = PAGES.get(Noun(row.noun))
        url = reverse(page, args=[row.item]) if page and row.after else ""
        said = (say("changed") if row.before else say("made")) if row.after else say("removed")
        yield Line(row.at, _who(row), say(NOUNS[row.noun]), row.name, url, said, row.why, list(_fields(row)))


def _fields(row: Change) -> Iterator[Field]:
    for name in sorted(row.before.keys() | row.after.keys()):
        before, after = row.before.get(name), row.after.get(name)
        if isinstance(before, list) and isinstance(after, list):
            gone, come = [x for x in before if x not in after], [x for x in after if x not in before]
            yield Field(name, list(_pair(", ".join(gone), ", ".join(come))))
        elif row.before:
            yield Field(name, list(_pair(_value(name, before), _value(name, after))))
        elif words := _value(name, after):
            yield Field(name, [Run("same", words)])


def _pair(before: str, after: str) -> Iterator[Run]:
    if before:
        yield Run("gone", before)
    if after:
        yield Run("come", after)


def _value(name: str, value: Any) -> str:
    """One value for people; empty for nothing."""
    if name == "hours" and isinstance(value, dict):
        return _hours(value)
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    at = parse_datetime(value) if isinstance(value, str) and name in ("expires", "revoked") else None
    return moment(at) if at else str(value or "")


def _hours(value: dict[str, Any]) -> str:
    hours = read(value)
    away = ", ".join(f"{day.date:%Y-%m-%d} {day.name}".strip() for day in hours.holidays)
    return f"{opening.week(hours)} ({hours.timezone}){say('; closed {away}', away=away) if away else ''}"


def _knowledge(wanted: Wanted) -> Iterator[Line]:
    rows = _narrowed(KnowledgeVersion.objects.exclude(by=None), wanted)
    rows = rows.select_related("by", "article", "ticket").order_by("-at", "-pk")
    if wanted.name:
        rows = rows.filter(article__title__icontains=wanted.name)
    steps: dict[tuple[str, int], dict[int, knowledge_history.Step]] = {}
    for row in rows[:PAGE]:
        item: Article | PastTicket = row.article or row.ticket
        key = type(item).__name__, item.pk
        if key not in steps:
            steps[key] = {step.version: step for step in knowledge_history.steps(item)}
        step = steps[key][row.pk]
        yield Line(row.at, _who(row), _kind(item), str(item), _address(item), step.what, "", step.fields)


def _kind(item: Article | PastTicket) -> str:
    return item.get_kind_display() if isinstance(item, Article) else say("Past ticket")


def _address(item: Article | PastTicket) -> str:
    name = "article" if isinstance(item, Article) else "admin:handoff_pastticket_change"
    return reverse(name, args=[item.pk])


def _policy(wanted: Wanted) -> Iterator[Line]:
    """Each publication against the one before it."""
    every = Publication.objects.annotate(was=Window(Lag("version"), order_by=F("pk").asc()))
    was = dict(every.values_list("pk", "was"))
    rows = _narrowed(Publication.objects.select_related("by", "version"), wanted)
    for row in rows.order_by("-at", "-pk")[:PAGE]:
        if wanted.name.casefold() not in str(row.version).casefold():
            continue
        fields = list(_versions(was[row.pk], row.version))
        said = say("published")
        url = reverse("policy-version", args=[row.version_id])
        yield Line(row.at, _who(row), say(NOUNS["policy"]), str(row.version), url, said, row.why, fields)


def _versions(was: int | None, version: PolicyVersion) -> Iterator[Field]:
    if was is None:
        return
    try:
        changes = differences(PolicyVersion.objects.get(pk=was).content, version.content)
    except msgspec.ValidationError:
        yield Field("", [Run("same", say("Another release wrote what this one cannot read."))])
        return
    yield from (Field("", [Run("same", change.sentence)]) for change in changes)


def _who(row: Any) -> str:
    return str(row.by) if row.by else ""
