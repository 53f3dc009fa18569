"""What the small lines of the thread say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from handoff.models import Conversation, Event
from handoff.tongue import say
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
    who = say("You") if mine else _actor(event, conversation)
    told = TELLING.get(EventKind(event.kind))
    return told(who, event, conversation) if told else Sentence(who, event.kind.replace("_", " "))


def _actor(event: Event, conversation: Conversation) -> str:
    match event.actor:
        case ActorKind.CUSTOMER:
            return str(conversation.customer)
        case ActorKind.AGENT:
            return str(event.agent or say("An agent"))
        case ActorKind.AI:
            return say("The AI")
    return ""


def _accepted(who: str, event: Event, conversation: Conversation) -> Sentence:
    waited = event.facts.get("waited_s")
    if waited is None:
        return Sentence(who, say("took it."))
    time = words.stretch(waited)
    return Sentence(who, say("took it. {customer} waited {time}.", customer=_first(conversation), time=time))


def _escalated(who: str, event: Event, conversation: Conversation) -> Sentence:
    why, where = steps.why(event.facts), steps.where(event.facts)
    said = f"{why}: {where}." if why else f"{where}."
    return Sentence("", f"{steps.passed(event.facts)}{said[0].upper()}{said[1:]}")


def _transferred(who: str, event: Event, conversation: Conversation) -> Sentence:
    target = event.facts.get("taker", "")
    if event.actor == ActorKind.SYSTEM:
        return Sentence("", steps.taken_away(event.facts))
    if event.facts.get("state") == State.ASSIGNED:
        return Sentence(who, say("gave it to {target}.", target=target))
    return Sentence(who, say("put it in the line of {target}.", target=target))


def _handed_back(who: str, event: Event, conversation: Conversation) -> Sentence:
    note = event.facts.get("note", "")
    if event.actor == ActorKind.AI:
        return Sentence("", say("A second AI answered: the AI has it again."))
    if note:
        return Sentence(who, say("handed it back to the AI, noting"), note)
    return Sentence(who, say("handed it back to the AI."))


def _proposed(who: str, event: Event, conversation: Conversation) -> Sentence:
    draft = event.draft
    if draft is None:
        return Sentence(who, say("proposed an answer."))
    sure = f" ({hundredths(draft.confidence)})" if draft.confidence is not None else ""
    if draft.origin == DraftOrigin.HELD:
        return Sentence(who, say("proposed an answer{sure}: held for review.", sure=sure))
    return Sentence(who, say("proposed an answer{sure}: a draft for the human.", sure=sure))


def _rejected(who: str, event: Event, conversation: Conversation) -> Sentence:
    said = say(
        "rejected the draft: {reason}.",
        reason=words.in_a_sentence(words.rejection(str(event.facts.get("reason", "")))),
    )
    return Sentence(who, said, event.draft.remark if event.draft else "")


def _waits(who: str, event: Event, conversation: Conversation) -> Sentence:
    until = event.facts.get("until")
    whom = words.waits_for(event.facts.get("waiting_for", ""))
    if not until:
        return Sentence(who, say("set it to wait for {whom}.", whom=whom))
    time = soon(datetime.fromisoformat(until))
    return Sentence(who, say("set it to wait for {whom} until {time}.", whom=whom, time=time))


def _woken(who: str, event: Event, conversation: Conversation) -> Sentence:
    if event.actor == ActorKind.SYSTEM:
        return Sentence("", say("The time is up: it is open again."))
    return Sentence(who, say("ended the wait."))


def _resolved(who: str, event: Event, conversation: Conversation) -> Sentence:
    if event.facts.get("outcome") == "abandoned":
        return Sentence(who, say("left."))
    if event.facts.get("outcome") == "spam":
        return Sentence(who, say("marked it as spam: it is over, and nobody is asked for it."))
    return Sentence(who, say("resolved it.") if event.actor == ActorKind.AGENT else say("ended it."))


def _blocked(who: str, event: Event, conversation: Conversation) -> Sentence:
    until = event.facts.get("until")
    time = soon(datetime.fromisoformat(until)) if until else ""
    said = say("blocked the customer until {time}:", time=time) if until else say("blocked the customer:")
    return Sentence(who, said, event.facts.get("reason", ""))


def _unblocked(who: str, event: Event, conversation: Conversation) -> Sentence:
    return Sentence(who, say("lets the customer in again."))


def _merged(who: str, event: Event, conversation: Conversation) -> Sentence:
    if "merged" in event.facts:
        return Sentence(who, say("merged another conversation into this one:"), event.facts["subject"])
    return Sentence(who, say("merged this into another conversation:"), event.facts.get("subject", ""))


def _unmerged(who: str, event: Event, conversation: Conversation) -> Sentence:
    return Sentence(who, say("took them apart again:"), event.facts.get("subject", ""))


def _rated(who: str, event: Event, conversation: Conversation) -> Sentence:
    said = say("rated it {score} of 5.", score=event.facts.get("score"))
    return Sentence(who, said, event.facts.get("comment", ""))


def _approved(who: str, event: Event, conversation: Conversation) -> Sentence:
    return Sentence(who, say("approved a draft."))


def _held_back(who: str, event: Event, conversation: Conversation) -> Sentence:
    """Its actor is the house; whose text it is stands with the event."""
    why = {
        "customer": say("the customer wrote first"),
        "draft": say("there is a newer draft"),
        "file": say("a file cannot be sent"),
    }.get(str(event.facts.get("why")), say("the conversation changed hands"))
    back = say("Not sent, as {why}. The text is back in the composer of {agent}.", why=why, agent=event.agent)
    return Sentence("", back)


def _audited(who: str, event: Event, conversation: Conversation) -> Sentence:
    if not event.facts.get("reason"):
        return Sentence(who, say("checked an answer of the AI and found it right."))
    reason = words.in_a_sentence(words.rejection(str(event.facts["reason"])))
    return Sentence(who, say("checked an answer of the AI and found it wrong: {reason}.", reason=reason))


def _file_checked(who: str, event: Event, conversation: Conversation) -> Sentence:
    reason = event.facts.get("refused", "")
    return Sentence(
        "", gettext("A file was refused, and nobody gets it: %(why)s") % {"why": reason}, event.facts["file"]
    )


def _reopened(who: str, event: Event, conversation: Conversation) -> Sentence:
    return Sentence(who, say("opened it again."))


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
    EventKind.BLOCKED: _blocked,
    EventKind.MERGED: _merged,
    EventKind.UNMERGED: _unmerged,
    EventKind.UNBLOCKED: _unblocked,
    EventKind.HELD_BACK: _held_back,
}
