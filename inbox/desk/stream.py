"""Changes of a page as text: what a push carries and what answers a form, in one format.

Each change is a <template> that says what to do (append, replace, remove, list, ...) with which element. Everything
is read through what the person may see, in their own time zone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import ceil

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from handoff.clock import now
from handoff.models import Conversation, Event, Person, Sending
from handoff.vocabulary import DraftStatus, EventKind
from inbox import access
from inbox.desk import attached, fragments, lists, tallies, timeline
from inbox.desk.fragments import Panes
from inbox.desk.opened import Opened, find

GIVEN_BACK = (EventKind.UNDONE, EventKind.HELD_BACK)


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
    opened = find(person, conversation_id)
    found = opened.conversation
    if found.version <= after:
        return "", found.version
    with timezone.override(access.zone_of(person)):
        return written(*_panes(person, opened, after)), found.version


def _panes(person: Person, opened: Opened, after: int) -> Iterator[Change]:
    found = opened.conversation
    news = timeline.since(found, person, after)
    for entry in news:
        yield Change("append", "entries", fragments.entry(entry))
    for entry in timeline.parted(found, person, news):
        yield Change("replace", entry.id, fragments.entry(entry))
    for entry in timeline.checked_since(found, person, after):
        yield Change("replace", f"files-{entry.event.number}", fragments.files(entry))
    panes = Panes(person, opened)
    yield Change("replace", "panel-head", panes.part("panel_head"))
    yield Change("replace", "lane", panes.part("lane"))
    if Event.objects.filter(conversation=found, number__gt=after, draft__isnull=False).exists():
        yield Change("replace", "draft-slot", panes.part("draft"))
    yield Change("replace", "rail-body", panes.part("rail"))
    yield from _given_back(person, found, after)


def _given_back(person: Person, found: Conversation, after: int) -> Iterator[Change]:
    """What this person sent and did not go out: it is theirs to edit again."""
    rows = Event.objects.filter(conversation=found, number__gt=after, agent=person, kind__in=GIVEN_BACK)
    for event in rows.order_by("number"):
        one = Sending.objects.get(pk=event.facts["sending"])
        kind = "draft" if event.draft and event.draft.status == DraftStatus.OPEN else "reply"
        text = format_html('<p data-kind="{}">{}</p>', kind, one.text)
        files = attached.again(found, person, one.attachments)
        yield Change("back", f"back-{found.pk}-{event.number}", text + fragments.uploads(files))


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


def undo(one: Sending) -> SafeString:
    """That something goes out, with the way back, for as long as there is one."""
    seconds = max(1, ceil((one.due_at - now()).total_seconds()))
    told = {"pending": one, "conversation": one.conversation, "seconds": seconds}
    return render_to_string("desk/_undo.html", told)


def counts(person: Person) -> str:
    """The counts of all views of a person."""
    counted = tallies.now(person)
    return written(*(Change("replace", f"count-{t.view.slug}", fragments.count(t)) for t in counted))
