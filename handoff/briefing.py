"""What an agent reads first, made of the customer's and the AI's own words, each with its message.

It is written when a human is asked for, and from then on when somebody reads it and anything happened since: so it is
never older than the page that shows it, and a conversation that nobody looks at costs nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db.models import Q

from handoff import forms
from handoff.assist.brief import Cause, Content, Line, Turn, brief
from handoff.assist.founded import phrased
from handoff.clock import now
from handoff.models import Briefing, Conversation, Event, Handoff
from handoff.vocabulary import MessageKind, Role, State, TriggerName

FIRST, LAST = 60, 440
"""Of a longer thread these many messages are read: what they want stands at its start, what is open at its end."""
WAITS = (MessageKind.REASSURANCE, MessageKind.FALLBACK)
"""Words that pass the time: they answer nothing."""
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
    content = _stored(compose(conversation, _thread(conversation), handoff))
    new = {"content": content, "version": conversation.version, "at": now()}
    kept, made = Briefing.objects.get_or_create(conversation=conversation, defaults=new)
    if not made and kept.version < conversation.version:
        told = new if kept.content != content else {"version": conversation.version}
        Briefing.objects.filter(pk=kept.pk, version__lt=conversation.version).update(**told)
        for name, value in told.items():
            setattr(kept, name, value)
    return kept


def compose(conversation: Conversation, thread: Sequence[Turn], handoff: Handoff | None) -> Content:
    """The briefing on a thread (oldest first), with what the front end summed up where it did."""
    content = brief(thread, who=_known(conversation), causes=list(_causes(conversation, thread, handoff)))
    if content.who is None:
        content = msgspec.structs.replace(content, who=Line(str(conversation.customer), None))
    if filled := [Line(value, None, label=name) for name, value in forms.answers(conversation).items()]:
        others = (line for line in content.facts if line.text not in forms.answers(conversation).values())
        content = msgspec.structs.replace(content, facts=(*filled, *others))
    return phrased(content, handoff.summary, thread) if handoff is not None and handoff.summary else content


def compose_now(conversation: Conversation) -> Content:
    """The briefing on a conversation as it is now, kept nowhere: for who is asked before people are."""
    return compose(conversation, _thread(conversation), None)


def _thread(conversation: Conversation) -> list[Turn]:
    ends = Q(number__lte=FIRST) | Q(number__gt=conversation.messages - LAST)
    rows = conversation.thread.filter(ends).exclude(role=Role.NOTE).exclude(kind__in=WAITS)
    return [
        Turn(n, Role(role), text)
        for n, role, text in rows.order_by("number").values_list("number", "role", "text")
    ]


def _stored(content: Content) -> dict[str, Any]:
    """As it comes back from the database: lists, no tuples."""
    stored: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(content))
    return stored


def _known(conversation: Conversation) -> str:
    """The customer as the record has them; empty where it has no name."""
    customer = conversation.customer
    parts = (customer.name, customer.tier, conversation.language) if customer.name else ()
    return ", ".join(filter(None, parts))


def _causes(conversation: Conversation, thread: Sequence[Turn], handoff: Handoff | None) -> list[Cause]:
    """Why a human is in it, by the newest decision; where that is silent, by the handoff's."""
    newest = conversation.decisions.order_by("-pk").values_list("triggers", flat=True).first()
    triggers = newest or (handoff.decision.triggers if handoff is not None and handoff.decision else [])
    spoken = any(turn.role == Role.AGENT for turn in thread)
    texts = {turn.number: turn.text for turn in thread}
    causes = [_cause(trigger, texts) for trigger in triggers]
    return [cause for cause in causes if not (spoken and cause.trigger in UNTIL_SPOKEN)]


def _cause(trigger: Mapping[str, Any], texts: Mapping[int, str]) -> Cause:
    """A trigger with the customer's words that it rests on, where they stand in the thread."""
    number, start, end = trigger.get("message"), trigger.get("start", 0), trigger.get("end", 0)
    span = texts.get(number, "")[start:end] if number is not None else ""
    quote = Line(span, number, start, end, label="Angry") if span else None
    return Cause(str(trigger.get("trigger", "")), str(trigger.get("name", "")), quote)
