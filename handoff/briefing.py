"""What an agent reads first, made of the customer's and the AI's own words, each with its message.

It is written when a human is asked for, and from then on when somebody reads it and anything happened since: so it is
never older than the page that shows it, and a conversation that nobody looks at costs nothing. What was merged into
the conversation is read with it, in the order in which it was said.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.db.models import Q, QuerySet

from handoff import forms
from handoff.assist.brief import Cause, Content, Line, Turn, brief
from handoff.assist.founded import phrased
from handoff.clock import now
from handoff.models import Briefing, Conversation, Event, Handoff, Message
from handoff.vocabulary import MessageKind, Role, State, TriggerName

FIRST, LAST = 60, 440
"""Of a longer thread these many messages are read: what they want stands at its start, what is open at its end."""
WAITS = (MessageKind.REASSURANCE, MessageKind.FALLBACK)
"""Words that pass the time: they answer nothing."""
MOST_MERGED = 200
"""Of conversations that were merged into it the newest so many messages are read along."""
UNTIL_SPOKEN = (TriggerName.HUMAN_REQUEST, TriggerName.FAILED_ATTEMPTS)
"""Reasons for a human that are met once a human has spoken."""


def write(event: Event) -> None:
    """Have a briefing on the conversation of `event` stand ready. A repetition changes nothing."""
    _upto_date(Conversation.objects.select_related("customer", "briefing").get(pk=event.conversation_id))


def current(conversation: Conversation) -> Briefing | None:
    """The briefing that goes with `conversation` as it was read, or a newer one; None where no human was asked for."""
    if _kept(conversation) is None and conversation.state in (State.AI, State.RESOLVED):
        return None
    return _upto_date(conversation)


def _upto_date(conversation: Conversation) -> Briefing:
    kept = _kept(conversation)
    if kept is None or kept.version < conversation.version:
        conversation.briefing = kept = _written(conversation)
    return kept


def _kept(conversation: Conversation) -> Briefing | None:
    return getattr(conversation, "briefing", None)


def _written(conversation: Conversation) -> Briefing:
    """Brief anew. What stands is only replaced by what knows more, and keeps its time where it says the same."""
    handoff = Handoff.objects.filter(conversation=conversation).order_by("-pk").first()
    content = _stored(compose(conversation, _said(conversation), handoff))
    new = {"content": content, "version": conversation.version, "at": now()}
    kept, made = Briefing.objects.get_or_create(conversation=conversation, defaults=new)
    if not made and kept.version < conversation.version:
        told = new if kept.content != content else {"version": conversation.version}
        Briefing.objects.filter(pk=kept.pk, version__lt=conversation.version).update(**told)
        for name, value in told.items():
            setattr(kept, name, value)
    return kept


class Said(NamedTuple):
    """A message: the conversation it was said in, its number there, who spoke, what was said."""

    conversation: int
    number: int
    role: Role
    text: str


def compose(conversation: Conversation, said: Sequence[Said], handoff: Handoff | None) -> Content:
    """The briefing on what was said (oldest first), with what the front end summed up where it did.

    The turns are numbered through while it is made; each quote then names its message and, where that stands in a
    merged conversation, which one.
    """
    thread = [Turn(number, one.role, one.text) for number, one in enumerate(said, start=1)]
    return _placed(_composed(conversation, said, thread, handoff), conversation.pk, said)


def _composed(
    conversation: Conversation, said: Sequence[Said], thread: Sequence[Turn], handoff: Handoff | None
) -> Content:
    own = {
        one.number: turn
        for one, turn in zip(said, thread, strict=True)
        if one.conversation == conversation.pk
    }
    content = brief(thread, who=_known(conversation), causes=_causes(conversation, thread, own, handoff))
    if content.who is None:
        content = msgspec.structs.replace(content, who=Line(str(conversation.customer), None))
    if filled := [Line(value, None, label=name) for name, value in forms.answers(conversation).items()]:
        others = (line for line in content.facts if line.text not in forms.answers(conversation).values())
        content = msgspec.structs.replace(content, facts=(*filled, *others))
    return phrased(content, handoff.summary, thread) if handoff is not None and handoff.summary else content


def compose_now(conversation: Conversation) -> Content:
    """The briefing on a conversation as it is now, kept nowhere: for who is asked before people are."""
    return compose(conversation, _said(conversation), None)


def _said(conversation: Conversation) -> list[Said]:
    ends = Q(number__lte=FIRST) | Q(number__gt=conversation.messages - LAST)
    rows = _read(conversation.thread.filter(ends).order_by("number"), FIRST + LAST)
    gone = Q(merged_into=conversation) | Q(merged_into__merged_into=conversation)
    if merged := list(Conversation.objects.filter(gone).values_list("pk", flat=True)):
        rows += _read(Message.objects.filter(conversation__in=merged).order_by("-at", "-number"), MOST_MERGED)
        rows.sort()
    return [said for _, said in rows]


def _read(messages: QuerySet[Message], most: int) -> list[tuple[datetime, Said]]:
    rows = messages.exclude(role=Role.NOTE).exclude(kind__in=WAITS)
    told = rows.values_list("at", "conversation", "number", "role", "text")
    return [(at, Said(pk, number, Role(role), text)) for at, pk, number, role, text in told[:most]]


def _placed(content: Content, own: int, said: Sequence[Said]) -> Content:
    """The briefing with each quote where its message stands, instead of where it was read."""

    def placed(line: Line | None) -> Line | None:
        if line is None or line.message is None:
            return line
        where = said[line.message - 1]
        merged = where.conversation if where.conversation != own else msgspec.UNSET
        return msgspec.structs.replace(line, message=where.number, merged=merged, was=placed(line.was))

    def all_placed(lines: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(filter(None, map(placed, lines)))

    lists = {name: all_placed(getattr(content, name)) for name in ("wants", "tried", "facts", "open")}
    lines = {name: placed(getattr(content, name)) for name in ("who", "said", "mood", "calmer")}
    return msgspec.structs.replace(content, **lines, **lists)


def _stored(content: Content) -> dict[str, Any]:
    """As it comes back from the database: lists, no tuples."""
    stored: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(content))
    return stored


def _known(conversation: Conversation) -> str:
    """The customer as the record has them; empty where it has no name."""
    customer = conversation.customer
    parts = (customer.name, customer.tier, conversation.language) if customer.name else ()
    return ", ".join(filter(None, parts))


def _causes(
    conversation: Conversation, thread: Sequence[Turn], own: Mapping[int, Turn], handoff: Handoff | None
) -> list[Cause]:
    """Why a human is in it, by the newest decision; where that is silent, by the handoff's. `own` are the turns of
    the conversation itself by the numbers of their messages.
    """
    newest = conversation.decisions.order_by("-pk").values_list("triggers", flat=True).first()
    triggers = newest or (handoff.decision.triggers if handoff is not None and handoff.decision else [])
    spoken = any(turn.role == Role.AGENT for turn in thread)
    causes = [_cause(trigger, own) for trigger in triggers]
    return [cause for cause in causes if not (spoken and cause.trigger in UNTIL_SPOKEN)]


def _cause(trigger: Mapping[str, Any], own: Mapping[int, Turn]) -> Cause:
    """A trigger with the customer's words that it rests on, where they stand in the thread."""
    turn, start, end = own.get(trigger.get("message", 0)), trigger.get("start", 0), trigger.get("end", 0)
    span = turn.text[start:end] if turn is not None else ""
    quote = Line(span, turn.number, start, end, label="Angry") if turn is not None and span else None
    return Cause(str(trigger.get("trigger", "")), str(trigger.get("name", "")), quote)
