"""Whose words a message holds, as the thread shows it: the ground it stands on and the line above it."""

from dataclasses import dataclass

from handoff.models import Event, Message
from handoff.policy.terms import Situation
from handoff.tongue import noted, say
from handoff.vocabulary import MessageKind, Role, Woken

VOICES = {
    MessageKind.AGENT: "agent",
    MessageKind.AI: "ai",
    MessageKind.SENT: "ai",
    MessageKind.FALLBACK: "care",
    MessageKind.REASSURANCE: "care",
    MessageKind.NOTE: "note",
}

FALLBACKS: dict[str, str] = {
    Situation.UNSURE: noted("as the AI was not sure"),
    Situation.NOBODY_FREE: noted("as nobody is free"),
    Situation.CLOSED: noted("outside business hours"),
    Situation.SILENT: noted("as the AI did not answer in time"),
    Situation.FORM: noted("asks what you need to know"),
    Situation.FORM_AGAIN: noted("asks for what is missing"),
    Situation.CALL_BACK: noted("promises a call"),
    Situation.EMAIL: noted("promises an e-mail"),
}
"""Why a customer heard a fallback message."""


@dataclass(frozen=True)
class Heading:
    """The line above a message: whose it is, and how it came about."""

    who: str
    rest: str = ""


def voice(message: Message) -> str:
    """The ground of a message; a customer's has none."""
    return "agent" if message.role == Role.AGENT else VOICES.get(MessageKind(message.kind), "")


def heading(event: Event, message: Message, customer: str, *, mine: bool) -> Heading:
    """The line above `message`, which `event` brought; `mine` where its reader did that."""
    match voice(message):
        case "note":
            return Heading(say("Note"), _noted(message, mine=mine))
        case "care" if message.kind == MessageKind.FALLBACK:
            return Heading(say("Automatic"), _situation(event))
        case "care":
            return Heading(say("Reassurance"), _count(event))
        case "agent":
            return Heading(say("You") if mine else str(message.author or say("Agent")), _drafted(event))
        case "ai":
            return Heading(say("AI"), _let(event, message, mine=mine))
    waited = say("wrote, which ended the wait") if _ended_wait(event) else ""
    return Heading(customer if message.role == Role.CUSTOMER else str(message.role).capitalize(), waited)


def _ended_wait(event: Event) -> bool:
    return bool(event.facts.get("woken") == Woken.CUSTOMER)


def _noted(message: Message, *, mine: bool) -> str:
    by = say("by you") if mine else say("by {who}", who=message.author)
    return say("{by_whom}, only for agents", by_whom=by)


def _situation(event: Event) -> str:
    found = FALLBACKS.get(str(event.facts.get("situation")))
    return say(found) if found else ""


def _count(event: Event) -> str:
    facts = event.facts
    if "step" not in facts or "most" not in facts:
        return ""
    return say("{step} of at most {most}", step=facts["step"], most=facts["most"])


def _drafted(event: Event) -> str:
    if not event.draft:
        return ""
    return say("from the AI’s draft, edited") if event.facts.get("edited") else say("from the AI’s draft")


def _let(event: Event, message: Message, *, mine: bool) -> str:
    """Who let the AI say it."""
    if event.draft is None:
        return say("sent")
    who = say("by you") if mine else say("by {who}", who=event.agent)
    if event.facts.get("edited"):
        return say("approved {by_whom}, edited", by_whom=who)
    return say("approved {by_whom}", by_whom=who)
