"""What the small lines of the thread say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from handoff.models import Conversation, Event
from handoff.vocabulary import ActorKind, DraftOrigin, EventKind, State
from inbox.desk import steps, words
from inbox.templatetags.baton import hundredths, soon


@dataclass(frozen=True)
class Sentence:
    """Who did what; `quote` holds somebody's own words."""

    who: str
    says: str
    quote: str = ""


def sentence(event: Event, conversation: Conversation, *, mine: bool) -> Sentence:
    """The line for an event, as one of its people reads it."""
    who = "You" if mine else _actor(event, conversation)
    told = TELLING.get(EventKind(event.kind))
    return told(who, event, conversation) if told else Sentence(who, event.kind.replace("_", " "))


def _actor(event: Event, conversation: Conversation) -> str:
    match event.actor:
        case ActorKind.CUSTOMER:
            return str(conversation.customer)
        case ActorKind.AGENT:
            return str(event.agent or "An agent")
        case ActorKind.AI:
            return "The AI"
    return ""


def _accepted(who: str, event: Event, conversation: Conversation) -> Sentence:
    waited = event.facts.get("waited_s")
    after = f" {_first(conversation)} waited {words.stretch(waited)}." if waited is not None else ""
    return Sentence(who, f"took it.{after}")


def _escalated(who: str, event: Event, conversation: Conversation) -> Sentence:
    why, where = steps.why(event.facts), steps.where(event.facts)
    said = f"{why}: {where}." if why else f"{where}."
    return Sentence("", f"{steps.passed(event.facts)}{said[0].upper()}{said[1:]}")


def _transferred(who: str, event: Event, conversation: Conversation) -> Sentence:
    target = event.facts.get("taker", "")
    if event.actor == ActorKind.SYSTEM:
        return Sentence("", steps.taken_away(event.facts))
    if event.facts.get("state") == State.ASSIGNED:
        return Sentence(who, f"gave it to {target}.")
    return Sentence(who, f"put it in the line of {target}.")


def _handed_back(who: str, event: Event, conversation: Conversation) -> Sentence:
    note = event.facts.get("note", "")
    if event.actor == ActorKind.AI:
        return Sentence("", "A second AI answered: the AI has it again.")
    return Sentence(
        who, "handed it back to the AI." if not note else "handed it back to the AI, noting", note
    )


def _proposed(who: str, event: Event, conversation: Conversation) -> Sentence:
    draft = event.draft
    if draft is None:
        return Sentence(who, "proposed an answer.")
    sure = f" ({hundredths(draft.confidence)})" if draft.confidence is not None else ""
    held = draft.origin == DraftOrigin.HELD
    return Sentence(
        who, f"proposed an answer{sure}: {'held for review' if held else 'a draft for the human'}."
    )


def _rejected(who: str, event: Event, conversation: Conversation) -> Sentence:
    reason = words.rejection(str(event.facts.get("reason", ""))).lower()
    return Sentence(who, f"rejected the draft: {reason}.", event.draft.remark if event.draft else "")


def _waits(who: str, event: Event, conversation: Conversation) -> Sentence:
    until = event.facts.get("until")
    time = f" until {soon(datetime.fromisoformat(until))}" if until else ""
    return Sentence(who, f"set it to wait for {words.waits_for(event.facts.get('waiting_for', ''))}{time}.")


def _woken(who: str, event: Event, conversation: Conversation) -> Sentence:
    if event.actor == ActorKind.SYSTEM:
        return Sentence("", "The time is up: it is open again.")
    return Sentence(who, "ended the wait.")


def _resolved(who: str, event: Event, conversation: Conversation) -> Sentence:
    given_up = event.facts.get("outcome") == "abandoned"
    return Sentence(
        who, "left." if given_up else "resolved it." if event.actor == ActorKind.AGENT else "ended it."
    )


def _rated(who: str, event: Event, conversation: Conversation) -> Sentence:
    return Sentence(who, f"rated it {event.facts.get('score')} of 5.", event.facts.get("comment", ""))


def _approved(who: str, event: Event, conversation: Conversation) -> Sentence:
    return Sentence(who, "approved a draft.")


def _held_back(who: str, event: Event, conversation: Conversation) -> Sentence:
    """Its actor is the house; whose text it is stands with the event."""
    wrote = event.facts.get("why") == "customer"
    why = gettext("the customer wrote first") if wrote else gettext("the conversation changed hands")
    said = gettext("Not sent, as %(why)s. The text is back in the composer of %(agent)s.")
    return Sentence("", said % {"why": why, "agent": event.agent})


def _audited(who: str, event: Event, conversation: Conversation) -> Sentence:
    reason = event.facts.get("reason", "")
    found = f"wrong: {words.rejection(str(reason)).lower()}" if reason else "right"
    return Sentence(who, f"checked an answer of the AI and found it {found}.")


def _file_checked(who: str, event: Event, conversation: Conversation) -> Sentence:
    reason = event.facts.get("refused", "")
    return Sentence(
        "", gettext("A file was refused, and nobody gets it: %(why)s") % {"why": reason}, event.facts["file"]
    )


def _reopened(who: str, event: Event, conversation: Conversation) -> Sentence:
    return Sentence(who, "opened it again.")


def _first(conversation: Conversation) -> str:
    return str(conversation.customer).split(maxsplit=1)[0]


TELLING: dict[EventKind, Callable[[str, Event, Conversation], Sentence]] = {
    EventKind.ESCALATED: _escalated,
    EventKind.HANDOFF_ACCEPTED: _accepted,
    EventKind.TRANSFERRED: _transferred,
    EventKind.HANDED_BACK: _handed_back,
    EventKind.PROPOSED: _proposed,
    EventKind.DRAFT_APPROVED: _approved,
    EventKind.DRAFT_REJECTED: _rejected,
    EventKind.WAITING_STARTED: _waits,
    EventKind.WOKEN: _woken,
    EventKind.RESOLVED: _resolved,
    EventKind.REOPENED: _reopened,
    EventKind.RATED: _rated,
    EventKind.AUDITED: _audited,
    EventKind.FILE_CHECKED: _file_checked,
    EventKind.HELD_BACK: _held_back,
}
