"""What an agent reads first, made of the customer's and the AI's own words, each with its message."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

import msgspec
from django.db.models import Q

from handoff.assist.quotes import ASKS, FACTS, GREETING, SENTENCE, THANKS, TRIED, UPSET
from handoff.clock import now
from handoff.models import Briefing, Conversation, Event, Handoff, Message
from handoff.vocabulary import Role

ANSWERS = (Role.ASSISTANT, Role.AGENT)
FIRST, LAST = 30, 60
"""Of a longer thread these many messages are read: what they want stands at its start, what is open at its end."""
QUOTE = 280


class Line(msgspec.Struct, frozen=True):
    """A quote and the number of the message it is from; None where it is from nowhere in the thread."""

    text: str
    message: int | None = None
    label: str = ""


class Content(msgspec.Struct, frozen=True):
    """The briefing. Every line is a verbatim quote, or tells of the conversation's own record."""

    who: str
    wants: Line | None
    tried: tuple[Line, ...]
    said: Line | None
    mood: Line | None
    facts: tuple[Line, ...]
    open: Line | None
    next: str


def write(event: Event) -> None:
    """Brief anew on the conversation of `event`, unless a newer briefing stands."""
    conversation = Conversation.objects.select_related("customer").get(pk=event.conversation_id)
    ends = Q(number__lte=FIRST) | Q(number__gt=conversation.messages - LAST)
    thread = list(conversation.thread.filter(ends).exclude(role=Role.NOTE).order_by("number"))
    handoff = Handoff.objects.filter(conversation=conversation).order_by("-pk").first()
    content = msgspec.to_builtins(compose(conversation, thread, handoff))
    upto = thread[-1].number if thread else 0
    Briefing.objects.get_or_create(
        conversation=conversation, defaults={"content": content, "upto": upto, "at": now()}
    )
    Briefing.objects.filter(conversation=conversation, upto__lte=upto).update(
        content=content, upto=upto, at=now()
    )


def compose(conversation: Conversation, thread: Sequence[Message], handoff: Handoff | None) -> Content:
    """The briefing on a thread (oldest message first), with what the front end summed up where it did."""
    customer = [m for m in thread if m.role == Role.CUSTOMER]
    answers = [m for m in thread if m.role in ANSWERS]
    summary = Line(handoff.summary[:QUOTE]) if handoff is not None and handoff.summary else None
    waiting = conversation.waiting_since is not None
    return Content(
        who=_who(conversation),
        wants=summary or _wants(customer),
        tried=tuple(_tried(customer))[:3],
        said=Line(_cut(answers[-1].text), answers[-1].number) if answers else None,
        mood=_mood(customer),
        facts=tuple(_facts(customer))[:8],
        open=_open(thread) if waiting else None,
        next="Answer the open question." if waiting else "Wait for the customer.",
    )


def _who(conversation: Conversation) -> str:
    customer = conversation.customer
    return ", ".join(part for part in (str(customer), customer.tier, conversation.language) if part)


def _wants(customer: Sequence[Message]) -> Line | None:
    """The first sentence that says something, sooner one that asks for it."""
    sentences = [(s, m) for m in customer for s in _sentences(m.text) if not GREETING.match(s) and len(s) > 3]
    asking = next(((s, m) for s, m in sentences[:6] if ASKS.search(s)), None)
    found = asking or next(iter(sentences), None)
    return Line(_cut(found[0]), found[1].number) if found else None


def _tried(customer: Sequence[Message]) -> Iterator[Line]:
    for message in customer:
        for sentence in _sentences(message.text):
            if TRIED.search(sentence):
                yield Line(_cut(sentence), message.number)


def _mood(customer: Sequence[Message]) -> Line | None:
    """The newest words that show one."""
    for message in reversed(customer[-12:]):
        for sentence in _sentences(message.text):
            if UPSET.search(sentence):
                return Line(_cut(sentence), message.number, label="Upset")
            if THANKS.search(sentence):
                return Line(_cut(sentence), message.number, label="Friendly")
    return None


def _facts(customer: Sequence[Message]) -> Iterator[Line]:
    seen: set[str] = set()
    for message in customer:
        for label, pattern in FACTS:
            for match in pattern.finditer(message.text):
                if match.group() not in seen:
                    seen.add(match.group())
                    yield Line(match.group()[:80], message.number, label=label)


def _open(thread: Sequence[Message]) -> Line | None:
    """What was asked last since somebody answered, else the last that was said."""
    since = list(takewhile(lambda m: m.role not in ANSWERS, reversed(thread)))
    unanswered = [m for m in since if m.role == Role.CUSTOMER]
    for message in unanswered:
        for sentence in reversed(_sentences(message.text)):
            if ASKS.search(sentence):
                return Line(_cut(sentence), message.number)
    return Line(_cut(unanswered[0].text), unanswered[0].number) if unanswered else None


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in SENTENCE.findall(text[:4000]) if s.strip()]


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= QUOTE else f"{text[: QUOTE - 1]}…"
