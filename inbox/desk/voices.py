"""Whose words a message holds, as the thread shows it: the ground it stands on and the line above it."""

from dataclasses import dataclass

from handoff.models import Event, Message
from handoff.policy.terms import Situation
from handoff.vocabulary import MessageKind, Role

VOICES = {
    MessageKind.AGENT: "agent",
    MessageKind.AI: "ai",
    MessageKind.SENT: "ai",
    MessageKind.FALLBACK: "care",
    MessageKind.REASSURANCE: "care",
    MessageKind.NOTE: "note",
}

FALLBACKS: dict[str, str] = {
    Situation.UNSURE: "as the AI was not sure",
    Situation.NOBODY_FREE: "as nobody is free",
    Situation.CLOSED: "outside business hours",
    Situation.SILENT: "as the AI did not answer in time",
    Situation.FORM: "asks what you need to know",
    Situation.FORM_AGAIN: "asks for what is missing",
    Situation.CALL_BACK: "promises a call",
    Situation.EMAIL: "promises an e-mail",
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
            return Heading("Note", f"by {'you' if mine else message.author}, only for agents")
        case "care" if message.kind == MessageKind.FALLBACK:
            return Heading("Automatic", FALLBACKS.get(str(event.facts.get("situation")), ""))
        case "care":
            return Heading("Reassurance", _count(event))
        case "agent":
            return Heading("You" if mine else str(message.author or "Agent"), _drafted(event))
        case "ai":
            return Heading("AI", _let(event, message, mine=mine))
    return Heading(customer if message.role == Role.CUSTOMER else str(message.role).capitalize())


def _count(event: Event) -> str:
    facts = event.facts
    return f"{facts['step']} of at most {facts['most']}" if "step" in facts and "most" in facts else ""


def _drafted(event: Event) -> str:
    return f"from the AI’s draft{_edited(event)}" if event.draft else ""


def _let(event: Event, message: Message, *, mine: bool) -> str:
    """Who let the AI say it."""
    if event.draft is not None:
        return f"approved by {'you' if mine else event.agent}{_edited(event)}"
    return "sent"


def _edited(event: Event) -> str:
    return ", edited" if event.facts.get("edited") else ""
