"""What the rail tells: the customer, the briefing, the evidence, the context that the front end sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_info

from handoff import briefing
from handoff.models import Block, Briefing, Conversation, Customer
from handoff.tongue import noted, say
from handoff.vocabulary import State
from inbox.desk import briefed, earlier, known
from inbox.desk.earlier import Earlier
from inbox.desk.known import Known
from inbox.desk.lane import Lane

PARTS = (
    ("wants", noted("Wants")),
    ("tried", noted("Tried")),
    ("said", noted("Last said")),
    ("mood", noted("Mood")),
    ("facts", noted("Facts")),
    ("open", noted("Open")),
    ("next", noted("Next")),
)

ENDED = ("open", "next")
"""Of what is resolved nothing is open, whatever the last words were."""


@dataclass(frozen=True)
class Fact:
    """One line of a list of pairs. `message` names the message it is from as its place in the thread does: by its
    number, after the conversation's where that was merged into this one.
    """

    name: str
    text: str
    message: str = ""
    was: str = ""
    copied: bool = False


@dataclass(frozen=True)
class Stretch:
    """A piece of a text; `unfounded` where the thread says nothing of it."""

    text: str
    unfounded: bool = False


@dataclass(frozen=True)
class Citation:
    """A source of a draft. Only a link to a page of our own host can be followed with one click."""

    number: int
    title: str
    url: str
    ours: bool


@dataclass(frozen=True)
class Rail:
    """The rail of a conversation."""

    conversation: Conversation
    lane: Lane

    @cached_property
    def customer(self) -> list[Fact]:
        return list(_about(self.conversation))

    @cached_property
    def briefing(self) -> list[tuple[str, list[Fact]]]:
        """Each part that says something, with its lines."""
        kept = self.written
        if kept is None:
            return []
        content = kept.content | {"next": briefed.step(kept.content)}
        content["mood"] = [line for line in (content.get("mood"), content.get("calmer")) if line]
        over = ENDED if self.conversation.state == State.RESOLVED else ()
        told = [(say(title), _lines(content.get(name))) for name, title in PARTS if name not in over]
        return [(title, lines) for title, lines in told if lines]

    @cached_property
    def phrased(self) -> list[Stretch]:
        """What the AI that handed it over sums up, where it did."""
        phrased = self.written.content.get("phrased") if self.written else None
        return [one for one in _stretches(phrased) if one.text] if phrased else []

    @cached_property
    def written(self) -> Briefing | None:
        """The briefing, as new as the conversation."""
        return briefing.current(self.conversation)

    @cached_property
    def citations(self) -> list[Citation]:
        draft = self.lane.draft
        return citations(draft.citations) if draft else []

    @cached_property
    def context(self) -> list[Known]:
        return known.lines(self.conversation.context, "context")

    @cached_property
    def attributes(self) -> list[Known]:
        return known.lines(self.conversation.customer.attributes, "customer")

    @property
    def block(self) -> Block | None:
        """What keeps the customer out, if anything does."""
        return self.lane.opened.block

    @cached_property
    def earlier(self) -> Earlier:
        """The customer's other conversations."""
        return earlier.of(self.conversation, self.lane.person)


def citations(given: list[dict[str, Any]]) -> list[Citation]:
    """What a text rests on, numbered; addresses that are not http(s) are left out."""
    return [_citation(number, one) for number, one in enumerate(given, start=1)]


def _citation(number: int, given: dict[str, Any]) -> Citation:
    url = str(given.get("url") or "")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return Citation(number, str(given.get("title") or say("Source")), "", ours=False)
    safe = url if parts.scheme in ("http", "https") and host else ""
    ours = any(
        host == mine or (mine.startswith(".") and host.endswith(mine)) for mine in settings.ALLOWED_HOSTS
    )
    return Citation(number, str(given.get("title") or host or say("Source")), safe, ours=bool(safe) and ours)


def _lines(part: Any) -> list[Fact]:
    """A part of a briefing is a text, a line or a list of lines; a line is a quote with its message's number."""
    if not part:
        return []
    if isinstance(part, list):
        return [fact for one in part for fact in _lines(one)]
    if isinstance(part, dict):
        return [_quote(part)]
    return [Fact("", str(part))]


def _quote(line: dict[str, Any]) -> Fact:
    text = f"{line['text']}…" if line.get("cut") else line["text"]
    was = line.get("was")
    place = "-".join(str(part) for part in (line.get("merged"), line.get("message")) if part)
    return Fact(briefed.label(line.get("label", "")), text, place, was=was["text"] if was else "")


def _stretches(phrased: dict[str, Any]) -> Iterator[Stretch]:
    """The phrased text, cut where that which the thread does not bear out begins and ends."""
    at = 0
    for span in phrased["unfounded"]:
        yield Stretch(phrased["text"][at : span["start"]])
        yield Stretch(span["text"], unfounded=True)
        at = span["end"]
    yield Stretch(phrased["text"][at:])


def _about(conversation: Conversation) -> Iterator[Fact]:
    customer = conversation.customer
    yield Fact(say("Writes from"), conversation.source.name)
    for name, value, copied in (
        (say("E-mail"), customer.email, True),
        (say("Phone"), customer.phone, True),
        (say("Customer"), customer.external_id, True),
        (say("Language"), _tongue(conversation), False),
    ):
        if value:
            yield Fact(name, value, copied=copied)
    if there := _their_time(customer):
        yield Fact(say("Their time"), there)


def _tongue(conversation: Conversation) -> str:
    code = (conversation.language or conversation.customer.locale).lower()
    try:
        return str(get_language_info(code.replace("_", "-"))["name_translated"])
    except KeyError:
        return code


def _their_time(customer: Customer) -> str:
    if not customer.timezone:
        return ""
    try:
        zone = ZoneInfo(customer.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    return timezone.now().astimezone(zone).strftime("%H:%M")
