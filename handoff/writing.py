"""What an agent wants written for them: a reply to a conversation, out of its thread and what is found for it."""

from collections.abc import Sequence
from typing import NamedTuple

from handoff import engines
from handoff.assist.engine import Proposal
from handoff.assist.llm.case import Case, Turn
from handoff.errors import NotYours, WrongState
from handoff.models import Conversation, Message, Person
from handoff.vocabulary import Role

LOOKED_BACK = 12
MOST_FOUND = 5
SPOKEN = (Role.CUSTOMER, Role.ASSISTANT, Role.AGENT)


class Wish(NamedTuple):
    """A reply that is wanted: the customer's question, what they wrote before, and all of it as a case for a model."""

    question: str
    context: tuple[str, ...]
    case: Case


def wish(conversation: Conversation, person: Person) -> Wish:
    """The reply that `person` may want written. Raises NotYours, or WrongState where there is nothing to answer."""
    if conversation.assignee_id != person.pk:
        raise NotYours("Only who has the conversation answers in it.", assignee=conversation.assignee)
    thread = _spoken(conversation)
    asked = [message.text for message in thread if message.role == Role.CUSTOMER]
    if not asked:
        raise WrongState("The customer wrote nothing yet.")
    question, context = asked[-1], tuple(asked[:-1][-4:])
    found = tuple(engines.embedded().find(question, context, MOST_FOUND))
    turns = tuple(Turn(message.text, message.role == Role.CUSTOMER) for message in thread)
    return Wish(question, context, Case(turns, found, _names(conversation, thread)))


def from_articles(wanted: Wish) -> Proposal | None:
    """What the embedded engine says to it, without any model."""
    return engines.embedded().propose(wanted.question, wanted.context)


def _spoken(conversation: Conversation) -> list[Message]:
    newest = conversation.thread.filter(role__in=SPOKEN).select_related("author").order_by("-number")
    return list(newest[:LOOKED_BACK])[::-1]


def _names(conversation: Conversation, thread: Sequence[Message]) -> tuple[str, ...]:
    """The names known of the people in it, the customer's first."""
    ours = {message.author.name for message in thread if message.author is not None}
    return (conversation.customer.name, *sorted(filter(None, ours)))
