"""What the chat's AI would like to say: small talk, and what a worker's index answers.

Where no worker says anything in time, the active articles answer by their words.
"""

from collections.abc import Sequence
from operator import attrgetter

from handoff import engines
from handoff.assist.engine import Proposal
from handoff.models import Conversation, Source
from handoff.vocabulary import Role
from inbox import errand
from inbox.chat.visit import Visit
from inbox.demo.shop import small_talk

LOOKED_BACK = 4


def answer(question: str, context: Sequence[str]) -> Proposal | None:
    """The proposal for `question`, or None where nothing is known; `context` is what came before it."""
    if small := small_talk(question):
        return small
    said = errand.asked(question, context)
    return by_words(question, context) if said is None else said.proposal


def by_words(question: str, context: Sequence[str]) -> Proposal | None:
    """What the articles say by their words alone.

    A short question may follow up on what came before or begin something new: the surer reading counts.
    """
    engine = engines.articles(question, context)
    found = filter(None, (engine.propose(question), engine.propose(question, context)))
    return max(found, key=attrgetter("confidence"), default=None)


def context(source: Source, visit: Visit, question: str) -> list[str]:
    """What the customer wrote in this conversation before `question`, oldest first; the last few."""
    conversation = Conversation.objects.filter(source=source, external_id=visit.conversation).first()
    if conversation is None:
        return []
    said = conversation.thread.filter(role=Role.CUSTOMER).order_by("-number")
    texts = list(said.values_list("text", flat=True)[: LOOKED_BACK + 1])
    earlier = texts[1:] if texts[:1] == [question] else texts[:LOOKED_BACK]
    return earlier[::-1]
