"""Having replies written by the model: for an agent who wants one, and for customers who are answered from here."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import timedelta
from itertools import takewhile
from typing import NamedTuple

from django.conf import settings

from handoff import engines
from handoff.assist.engine import Proposal
from handoff.assist.finding import Found
from handoff.assist.llm.case import Case, Turn
from handoff.errors import NotYours, WrongState
from handoff.models import Conversation, Message, Person
from handoff.tongue import say
from handoff.vocabulary import Role

LOOKED_BACK = 12
CONTEXT = 4
MOST_FOUND = 5
GRACE_SECONDS = 5
SPOKEN = (Role.CUSTOMER, Role.ASSISTANT, Role.AGENT)


class Known(NamedTuple):
    """What the house knows of a question: its own answer, and passages to write one from."""

    proposal: Proposal | None
    found: Sequence[Found]


Look = Callable[[str, Sequence[str]], Known]


class Wish(NamedTuple):
    """A reply that is wanted: what the customer asked last, what they wrote before, all of it as a case for a model,
    and what the house answers without one."""

    question: str
    context: tuple[str, ...]
    case: Case
    proposal: Proposal | None


def by_words(question: str, context: Sequence[str]) -> Known:
    """What the articles say by their words alone."""
    engine = engines.articles(question, context)
    return Known(engine.propose(question, context), engine.find(question, context, MOST_FOUND))


def wish(conversation: Conversation, person: Person, look: Look = by_words) -> Wish:
    """The reply that `person` may want written. Raises NotYours, or WrongState where there is nothing to answer.

    `look` tells what is known of a question and of what the customer wrote before it, oldest first.
    """
    if conversation.assignee_id != person.pk:
        raise NotYours(say("Only who has the conversation answers in it."), assignee=conversation.assignee)
    thread = _spoken(conversation)
    asked = [message.text for message in thread if message.role == Role.CUSTOMER]
    if not asked:
        raise WrongState(say("The customer wrote nothing yet."))
    unanswered = _unanswered(thread) or asked[-1:]
    question, context = "\n".join(unanswered), tuple(asked[: -len(unanswered)][-CONTEXT:])
    known = look(question, context)
    return Wish(question, context, _case(conversation, thread, known.found), known.proposal)


def begin(conversation: Conversation, question: str, context: Sequence[str]) -> Future[Proposal] | None:
    """Start to have the model answer a customer, in a worker; None where there is no model, or nothing to answer from.

    What comes back raises Failure, at the latest after `patience`.
    """
    if (writer := engines.writer()) is None:
        return None
    thread = _spoken(conversation)
    asked = "\n".join(_unanswered(thread)) or question
    case = _case(conversation, thread, engines.finder().find(asked, context, MOST_FOUND))
    return writer.begin_proposal(case) if case.found else None


def patience() -> timedelta:
    """How long a model may take, with all that is counted and written down besides."""
    return timedelta(seconds=settings.LLM["seconds"] + GRACE_SECONDS) if settings.LLM else timedelta()


def _case(conversation: Conversation, thread: Sequence[Message], found: Sequence[Found]) -> Case:
    turns = tuple(Turn(message.text, message.role == Role.CUSTOMER) for message in thread)
    return Case(turns, tuple(found), _names(conversation, thread))


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
