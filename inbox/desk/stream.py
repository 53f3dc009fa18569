"""Changes of a page as text: what a push carries and what answers a form, in one format.

Each change is a <template> that says what to do (append, replace, remove, list, ...) with which element. Everything
is read through what the person may see, in their own time zone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from handoff.models import Conversation, Event, Person
from inbox import access
from inbox.desk import fragments, lists, tallies, timeline
from inbox.desk.fragments import Panes


@dataclass(frozen=True)
class Change:
    """One thing to do with the element `target`, perhaps with `html`."""

    do: str
    target: str
    html: SafeString | str = ""


def written(*changes: Change) -> str:
    """The changes as text."""
    written_out = ((change.do, change.target, change.html) for change in changes)
    return format_html_join("", '<template data-do="{}" data-target="{}">{}</template>', written_out)


def conversation(person: Person, conversation_id: int, after: int) -> tuple[str, int]:
    """What changed in an open conversation since event `after`, and the number of its newest event.

    Raises Http404 where the person may not see it (any more).
    """
    found = access.conversation_for(person, conversation_id)
    if found.version <= after:
        return "", found.version
    with timezone.override(access.zone_of(person)):
        return written(*_panes(person, found, after)), found.version


def _panes(person: Person, found: Conversation, after: int) -> Iterator[Change]:
    for entry in timeline.since(found, person, after):
        yield Change("append", "entries", fragments.entry(entry))
    for entry in timeline.checked_since(found, person, after):
        yield Change("replace", f"files-{entry.event.number}", fragments.files(entry))
    panes = Panes(person, found)
    yield Change("replace", "panel-head", panes.part("panel_head"))
    yield Change("replace", "lane", panes.part("lane"))
    if Event.objects.filter(conversation=found, number__gt=after, draft__isnull=False).exists():
        yield Change("replace", "draft-slot", panes.part("draft"))
    yield Change("replace", "rail-body", panes.part("rail"))


def row(person: Person, view: str, conversation_id: int) -> str:
    """The row of one conversation in a view: as it is now, or away."""
    return rows(person, view, [conversation_id])


def rows(person: Person, view: str, conversations: Collection[int]) -> str:
    """The rows of these conversations in a view: as they are now, or away."""
    shown = lists.find(person, view)
    found = {one.pk: one for one in lists.rows(person, shown, only=conversations)}
    away = [Change("remove", f"row-{pk}") for pk in conversations if pk not in found]
    named = tallies.named_now(person, shown)
    with timezone.override(access.zone_of(person)):
        there = [
            Change("replace", f"row-{pk}", fragments.row(person, shown, one, named))
            for pk, one in found.items()
        ]
    return written(*away, *there)


def banner(refusal: object) -> SafeString:
    """What was refused, as a banner."""
    return render_to_string("desk/_banner.html", {"refusal": refusal})


def toast(text: str) -> SafeString:
    """A sentence that floats for a while."""
    return render_to_string("desk/_toast.html", {"text": text})


def counts(person: Person) -> str:
    """The counts of all views of a person."""
    counted = tallies.now(person)
    return written(*(Change("replace", f"count-{t.view.slug}", fragments.count(t)) for t in counted))
