"""The engines of this process: the embedded one, and where a model is configured the one that writes by it."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Max, QuerySet

from handoff.assist.engine import Engine
from handoff.assist.lexical import LexicalEngine
from handoff.models import Article

if TYPE_CHECKING:
    from handoff.assist.llm.phrasing import Phraser
    from handoff.assist.llm.writer import Writer


class _Hands(NamedTuple):
    """What one model is asked to do."""

    writer: "Writer"
    phraser: "Phraser"


def engine() -> Engine:
    """The engine that answers: the model with the embedded one behind it, or the embedded one alone.

    It may take LLM_SECONDS and some: never call it within a transaction, nor where a thread is waited for.
    """
    knows = embedded()
    if (writes := writer()) is None:
        return knows
    from handoff.assist.llm.engine import LLMEngine

    return LLMEngine(writes, knows, knows)


def embedded() -> LexicalEngine:
    """The engine that needs nothing but what is in the database; built anew when the articles changed."""
    stamp = _articles().aggregate(count=Count("pk"), newest=Max("updated_at"))
    return _built(stamp["count"], stamp["newest"])


def writer() -> "Writer | None":
    """Who writes by the configured model; None where there is none."""
    return _model(tuple(settings.LLM.items())).writer if settings.LLM else None


def phraser() -> "Phraser | None":
    """Who sums up by the configured model; None where there is none."""
    return _model(tuple(settings.LLM.items())).phraser if settings.LLM else None


@lru_cache(maxsize=1)
def _built(count: int, newest: datetime | None) -> LexicalEngine:
    return LexicalEngine(_articles().values("id", "title", "text", "url", "topic"))


@lru_cache(maxsize=1)
def _model(chosen: Sequence[tuple[str, Any]]) -> _Hands:
    # Here and not above: the client takes a second to load, for which nobody without a model should wait.
    from handoff.assist.llm.endpoint import Endpoint
    from handoff.assist.llm.model import Model
    from handoff.assist.llm.phrasing import Phraser
    from handoff.assist.llm.writer import Writer

    model = Model(Endpoint(**dict(chosen)), caches["default"])
    return _Hands(Writer(model), Phraser(model))


def _articles() -> QuerySet[Article]:
    return Article.objects.filter(kind=Article.ARTICLE, active=True)
