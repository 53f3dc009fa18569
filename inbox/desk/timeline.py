"""The thread: the events of a conversation as entries of a page, newest window first, with who held the baton."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from handoff import mentions
from handoff.models import Attachment, Conversation, Event, Message, Person
from handoff.vocabulary import EventKind, MessageKind, Mode, State
from inbox.desk import attached, merges
from inbox.desk.entries import TRIED, Entry, Said

PAGE = 30
FURTHEST, BEFORE_IT = 300, 8
"""How far a page reaches back for the message that it is opened at, and what it shows before that."""
HUMAN, NOBODY, AI = "by-human", "by-nobody", "by-ai"
MOVES = (
    EventKind.HANDOFF_OFFERED,
    EventKind.ESCALATED,
    EventKind.HANDOFF_ACCEPTED,
    EventKind.TRANSFERRED,
    EventKind.HANDED_BACK,
    EventKind.RESOLVED,
)
QUIET = (EventKind.DRAFT_ENDED, EventKind.CONTEXT_UPDATED, EventKind.SENDING, EventKind.UNDONE)
"""Kinds that say nothing an agent needs in the thread."""

CLEAN = Q(kind=EventKind.FILE_CHECKED, facts__refused="")
Files = Mapping[int | None, Sequence[Attachment]]
"""Files by the keys of their messages."""
Merged = Mapping[int, Sequence[Message]]
"""Messages by the keys of their conversations."""


@dataclass(frozen=True)
class Page:
    """A window of the thread; `before` is the number to page back from, None at the beginning; `unsent` are the files
    of the conversation that are in no message yet.
    """

    entries: list[Entry]
    before: int | None
    unsent: Sequence[Attachment]


def newest(
    conversation: Conversation, person: Person, *, before: int | None = None, reach: int | None = None
) -> Page:
    """The newest entries, back to message number `reach` if that is not too far; or those before event `before`."""
    events = _events(conversation)
    if before is not None:
        events = events.filter(number__lt=before)
    most = _back_to(conversation, reach) if reach and before is None else PAGE
    window = list(events.order_by("-number")[: most + 1])[::-1]
    more = len(window) > most
    window = window[1:] if more else window
    merged, files = _beside(conversation, window)
    entries = _entries(conversation, person, window, merged, files)
    return Page(entries, window[0].number if more else None, files.get(None, ()))


def _back_to(conversation: Conversation, message: int) -> int:
    """How many entries it takes to show a message with what was before it."""
    found = Event.objects.filter(conversation=conversation, message__number=message).order_by("number")
    number = found.values_list("number", flat=True).first() or conversation.version
    wanted = conversation.version - number + BEFORE_IT
    return wanted if PAGE < wanted <= FURTHEST else PAGE


def since(conversation: Conversation, person: Person, after: int) -> list[Entry]:
    """The entries after event number `after`."""
    window = list(_events(conversation).filter(number__gte=after).order_by("number"))
    entries = _entries(conversation, person, window, *_beside(conversation, window))
    return [entry for entry in entries if entry.event.number > after]


def checked_since(conversation: Conversation, person: Person, after: int) -> list[Entry]:
    """The messages of whose files something was found after event number `after`."""
    found = Event.objects.filter(conversation=conversation, number__gt=after, kind=EventKind.FILE_CHECKED)
    numbers = set(found.values_list("facts__number", flat=True))
    if not numbers:
        return []
    window = list(_events(conversation).filter(message__number__in=numbers).order_by("number"))
    _, files = _beside(conversation, window)
    return [Entry(event, "", person, conversation, attachments=_held_by(event, files)) for event in window]


def parted(conversation: Conversation, person: Person, news: Sequence[Entry]) -> list[Entry]:
    """The merges of which these entries tell that they were undone, as they stand now."""
    gone = [one.event.facts["parted"] for one in news if "parted" in one.event.facts]
    if not gone:
        return []
    numbers = _events(conversation).filter(kind=EventKind.MERGED, facts__merged__in=gone)
    found = []
    for number in numbers.values_list("number", flat=True):
        # With the one before it, which tells whether it is dated.
        window = list(_events(conversation).filter(number__lte=number).order_by("-number")[:2])[::-1]
        found += _entries(conversation, person, window, *_beside(conversation, window))[-1:]
    return found


def _events(conversation: Conversation) -> QuerySet[Event]:
    linked = ("message__author", "agent", "decision", "draft", "handoff")
    events = Event.objects.filter(conversation=conversation).exclude(kind__in=QUIET).exclude(CLEAN)
    return events.select_related(*linked)


def _beside(conversation: Conversation, window: list[Event]) -> tuple[Merged, Files]:
    """What was said in conversations that went on here, and the files of that and of the window's own messages."""
    merged = merges.said([other for event in window if (other := _merged(event))])
    own = [event.message_id for event in window if event.message_id]
    others = [message.pk for messages in merged.values() for message in messages]
    return merged, attached.beside(conversation, own + others)


def _held_by(event: Event, files: Files) -> Sequence[Attachment]:
    return files.get(event.message_id, ()) if event.message_id else ()


def _entries(
    conversation: Conversation, person: Person, window: list[Event], merged: Merged, files: Files
) -> list[Entry]:
    spans, earlier = _spans(window), _earlier(conversation, window)
    said = _said_by_ai(window, earlier)
    days = [timezone.localdate(event.at) for event in window]
    before = [timezone.localdate(), *days]
    return [
        Entry(
            event,
            spine,
            person,
            conversation,
            _of(event, spans),
            day != last,
            said,
            _held_by(event, files),
            [Said(one, person, files.get(one.pk, ())) for one in merged.get(_merged(event), ())],
        )
        for event, spine, day, last in zip(window, _spines(window, earlier), days, before, strict=False)
    ]


def _merged(event: Event) -> int:
    """The conversation that an event says goes on here; 0 where it is of another kind."""
    return event.facts.get("merged", 0) if event.kind == EventKind.MERGED else 0


def _earlier(conversation: Conversation, window: list[Event]) -> list[Event]:
    """What of the time before the window the window needs: who got the baton when, and what the AI said last, where a
    handoff is told of that should show it.
    """
    if not window or window[0].number == 1:
        return []
    before = Event.objects.filter(conversation=conversation, number__lt=window[0].number)
    needed = Q(kind__in=MOVES)
    if any(event.kind == EventKind.HANDOFF_OFFERED for event in window):
        spoken = before.filter(message__kind=MessageKind.SENT).order_by("-number")
        needed |= Q(pk__in=spoken.values("pk")[:TRIED])
    return list(before.filter(needed).select_related("message").order_by("number"))


def _said_by_ai(window: list[Event], earlier: list[Event]) -> list[tuple[int, str]]:
    """What the AI said lately, each with its event's number."""
    told = ((event.number, event.message) for event in (*earlier, *window))
    return [(number, one.text) for number, one in told if one and one.kind == MessageKind.SENT]


def _of(event: Event, spans: dict[int, list[tuple[int, int]]]) -> Sequence[tuple[int, int]]:
    return spans[event.message.number] if event.message else ()


def _spans(window: list[Event]) -> dict[int, list[tuple[int, int]]]:
    """What the decisions of these events quote and whom their notes name, by message number."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for event in window:
        for trigger in event.decision.triggers if event.decision else []:
            if trigger.get("span") and trigger.get("message"):
                found[trigger["message"]].append((trigger.get("start", 0), trigger.get("end", 0)))
        if event.message and event.facts.get("mentioned"):
            found[event.message.number] += mentions.spans(event.message.text, event.facts["mentioned"])
    return found


def _spines(window: list[Event], earlier: list[Event]) -> Iterator[str]:
    """Who held the baton at each event of the window: the AI, nobody or a human."""
    held = AI
    for event in earlier:
        held = _moved(held, event)
    for event in window:
        held = _moved(held, event)
        yield held


def _moved(held: str, event: Event) -> str:
    match event.kind:
        case EventKind.HANDOFF_OFFERED | EventKind.ESCALATED:
            hard = event.facts.get("mode") == Mode.HARD and held != HUMAN
            return NOBODY if hard else held
        case EventKind.HANDOFF_ACCEPTED:
            return HUMAN
        case EventKind.TRANSFERRED:
            return HUMAN if event.facts.get("state") == State.ASSIGNED else NOBODY
        case EventKind.HANDED_BACK | EventKind.RESOLVED:
            return AI
    return held
