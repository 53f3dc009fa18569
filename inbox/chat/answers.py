"""What the chat's AI would like to say: small talk, and answers out of the active articles."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter

from django.db.models import Count, Max, QuerySet

from handoff.assist.engine import Engine, Proposal
from handoff.assist.lexical import LexicalEngine
from handoff.models import Article, Conversation, Source
from handoff.vocabulary import Role
from inbox.chat.visit import Visit
from inbox.demo.shop import ShopAI

LOOKED_BACK = 4


def answer(question: str, context: Sequence[str]) -> Proposal | None:
    """The proposal for `question`, or None where the articles have nothing; `context` is what came before it.

    A short question may follow up on what came before or begin something new: the surer reading counts.
    """
    stamp = _articles().aggregate(count=Count("pk"), newest=Max("updated_at"))
    engine = _engine(stamp["count"], stamp["newest"])
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


@lru_cache(maxsize=1)
def _engine(count: int, newest: datetime | None) -> Engine:
    """Built anew when the number of articles or the newest change says that they are others."""
    return ShopAI(LexicalEngine(_articles().values("id", "title", "text", "url", "topic")))


def _articles() -> QuerySet[Article]:
    return Article.objects.filter(kind=Article.ARTICLE, active=True)
