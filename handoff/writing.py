"""Having replies written by the model: for an agent who wants one, and for customers who are answered from here."""

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import timedelta
from itertools import takewhile
from typing import NamedTuple

from django.conf import settings

from handoff import engines
from handoff.assist.engine import Proposal
from handoff.assist.llm.case import Case, Turn
from handoff.errors import NotYours, WrongState
from handoff.models import Conversation, Message, Person
from handoff.vocabulary import Role

LOOKED_BACK = 12
CONTEXT = 4
MOST_FOUND = 5
GRACE_SECONDS = 5
SPOKEN = (Role.CUSTOMER, Role.ASSISTANT, Role.AGENT)


class Wish(NamedTuple):
    """A reply that is wanted: what the customer asked last, what they wrote before, and all as a case for a model."""

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
    unanswered = _unanswered(thread) or asked[-1:]
    question, context = "\n".join(unanswered), tuple(asked[: -len(unanswered)][-CONTEXT:])
    return Wish(question, context, _case(conversation, thread, question, context))


def from_articles(wanted: Wish) -> Proposal | None:
    """What the articles say to it, without any model."""
    return engines.articles(wanted.question, wanted.context).propose(wanted.question, wanted.context)


def begin(conversation: Conversation, question: str, context: Sequence[str]) -> Future[Proposal] | None:
    """Start to have the model answer a customer; None where there is no model, or nothing to answer from.

    What comes back raises Failure, at the latest after `patience`.
    """
    if (writer := engines.writer()) is None:
        return None
    thread = _spoken(conversation)
    case = _case(conversation, thread, "\n".join(_unanswered(thread)) or question, context)
    return writer.begin_proposal(case) if case.found else None


def patience() -> timedelta:
    """How long a model may take, with all that is counted and written down besides."""
    return timedelta(seconds=settings.LLM["seconds"] + GRACE_SECONDS) if settings.LLM else timedelta()


def _case(
    conversation: Conversation, thread: Sequence[Message], question: str, context: Sequence[str]
) -> Case:
    found = tuple(engines.articles(question, context).find(question, context, MOST_FOUND))
    turns = tuple(Turn(message.text, message.role == Role.CUSTOMER) for message in thread)
    return Case(turns, found, _names(conversation, thread))


def _spoken(conversation: Conversation) -> list[Message]:
    newest = conversation.thread.filter(role__in=SPOKEN).select_related("author").order_by("-number")
    return list(newest[:LOOKED_BACK])[::-1]


def _unanswered(thread: Sequence[Message]) -> list[str]:
    """All that the customer wrote since somebody answered: the last line alone may be no more than a "please"."""
    newest = takewhile(lambda message: message.role == Role.CUSTOMER, reversed(thread))
    return [message.text for message in newest][::-1]


def _names(conversation: Conversation, thread: Sequence[Message]) -> tuple[str, ...]:
    """The names known of the people in it, the customer's first."""
    ours = {message.author.name for message in thread if message.author is not None}
    return (conversation.customer.name, *sorted(filter(None, ours)))
