"""What a verb checks of a held conversation before it writes."""

from handoff.errors import Invalid, NotYours, Unseen, WrongState
from handoff.models import Conversation, Person
from handoff.tongue import noted, say
from handoff.vocabulary import State

MOST = 20_000
"""Characters in a message, as on the wire."""
STANDS = {
    State.AI: noted("The conversation is with the AI."),
    State.REVIEW: noted("The conversation has a draft to review."),
    State.QUEUED: noted("The conversation waits for a human."),
    State.ASSIGNED: noted("A human has the conversation."),
    State.WAITING: noted("The conversation is set to wait."),
    State.RESOLVED: noted("The conversation is resolved."),
}


def require(held: Conversation, *states: State) -> None:
    """Raise WrongState unless the conversation is in one of `states`."""
    if held.state not in states:
        raise WrongState(say(STANDS[State(held.state)]), state=str(held.state))


def owned_by(held: Conversation, agent: Person) -> None:
    """Raise NotYours unless `agent` has the conversation: then only they may speak in it."""
    if held.assignee_id != agent.pk:
        if held.assignee is None:
            raise NotYours(say("Claim the conversation first."), assignee="")
        raise NotYours(
            say("{agent} has this conversation.", agent=held.assignee), assignee=str(held.assignee)
        )


def nothing_unseen(held: Conversation, seen: int) -> None:
    """Raise Unseen where the customer wrote something after message number `seen`."""
    if held.last_customer > seen:
        raise Unseen(say("The customer wrote again. Read it, then send."), newest=held.last_customer)


def sayable(text: str) -> str:
    """The text as it will be said. Raises Invalid where it is empty, too long or cannot be stored."""
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise Invalid(say("Write something first."), field="text")
    if len(text) > MOST:
        raise Invalid(
            say("At most {most} characters; these are {text}.", most=f"{MOST:,}", text=f"{len(text):,}"),
            field="text",
        )
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise Invalid(say("The text holds a character that cannot be sent."), field="text")
    return text
