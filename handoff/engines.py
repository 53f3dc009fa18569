"""The engines of this process: the embedded one, and where a model is configured the one that writes by it."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db.models import Case, Count, Max, Q, QuerySet, Value, When

from handoff.assist.engine import Engine, Proposal
from handoff.assist.finding import Finder, Found
from handoff.assist.lexical import LexicalEngine
from handoff.assist.terms import terms
from handoff.models import Article

if TYPE_CHECKING:
    from handoff.assist.llm.phrasing import Phraser
    from handoff.assist.llm.suggesting import Suggester
    from handoff.assist.llm.writer import Writer

COLUMNS = ("id", "title", "text", "url", "topic")
FEW = 2000
"""Up to so many articles are kept in memory as a whole."""
LIKELY = 300
LONGEST_WORDS = 8


class _Hands(NamedTuple):
    """What one model is asked to do."""

    writer: "Writer"
    phraser: "Phraser"
    suggester: "Suggester"


class _Known:
    """What this host's index knows: articles, macros, past tickets."""

    def propose(self, question: str, context: Sequence[str] = ()) -> Proposal | None:
        from handoff.knowledge import answers

        return answers.propose(question, context)

    def find(self, question: str, context: Sequence[str] = (), most: int = 5) -> Sequence[Found]:
        from handoff.knowledge import answers

        return answers.find(question, context, most) or articles(question, context).find(
            question, context, most
        )


def engine() -> Engine:
    """The engine of workers and commands: the model with the embedded one behind it, or the embedded one alone.

    It may take LLM_SECONDS and some: never call it within a transaction, nor where a thread is waited for.
    """
    if (writes := writer()) is None:
        return _Known()
    from handoff.assist.llm.engine import LLMEngine

    return LLMEngine(writes, finder(), _Known())


def finder() -> Finder:
    """What workers look up passages with: this host's index, and before there is one the articles by their words."""
    return _Known()


def articles(question: str, context: Sequence[str] = ()) -> LexicalEngine:
    """An engine of the articles, light enough for the process that serves: of many only the likely ones."""
    stamp = _articles().aggregate(count=Count("pk"), newest=Max("updated_at"))
    if stamp["count"] <= FEW:
        return _built(stamp["count"], stamp["newest"])
    return LexicalEngine(_likely(question, context).values(*COLUMNS))


def writer() -> "Writer | None":
    """Who writes by the configured model; None where there is none."""
    return _model(tuple(settings.LLM.items())).writer if settings.LLM else None


def phraser() -> "Phraser | None":
    """Who sums up by the configured model; None where there is none."""
    return _model(tuple(settings.LLM.items())).phraser if settings.LLM else None


def suggester() -> "Suggester | None":
    """Who says an exclusion in other words by the configured model; None where there is none."""
    return _model(tuple(settings.LLM.items())).suggester if settings.LLM else None


@lru_cache(maxsize=1)
def _built(count: int, newest: datetime | None) -> LexicalEngine:
    return LexicalEngine(_articles().values(*COLUMNS))


def _likely(question: str, context: Sequence[str]) -> QuerySet[Article]:
    """Articles with one of the longest words of the question, those with more of them first."""
    said = terms(question) or terms(" ".join(context))
    longest = sorted(said, key=len, reverse=True)[:LONGEST_WORDS]
    holds = [Q(title__icontains=word) | Q(text__icontains=word) for word in longest]
    shared = sum((Case(When(one, then=1), default=0) for one in holds), Value(0))
    return _articles().annotate(shared=shared).filter(shared__gt=0).order_by("-shared", "pk")[:LIKELY]


@lru_cache(maxsize=1)
def _model(chosen: Sequence[tuple[str, Any]]) -> _Hands:
    # Here and not above: the client takes a second to load, for which nobody without a model should wait.
    from handoff.assist.llm.endpoint import Endpoint
    from handoff.assist.llm.model import Model
    from handoff.assist.llm.phrasing import Phraser
    from handoff.assist.llm.suggesting import Suggester
    from handoff.assist.llm.writer import Writer

    model = Model(Endpoint(**dict(chosen)), caches["default"])
    return _Hands(Writer(model), Phraser(model), Suggester(model))


def _articles() -> QuerySet[Article]:
    return Article.objects.filter(kind=Article.ARTICLE, active=True)
