"""The engine that has a model write, and another one behind it that answers whenever the model does not."""

import logging
from collections.abc import Sequence

from handoff.assist.engine import Engine, Proposal
from handoff.assist.finding import Finder
from handoff.assist.llm.case import Case, Turn
from handoff.assist.llm.failures import Failure
from handoff.assist.llm.writer import Writer

MOST_FOUND = 5

log = logging.getLogger(__name__)


class LLMEngine:
    """Proposes what `writer` makes of what `finder` finds; whenever it cannot, what `fallback` proposes."""

    def __init__(self, writer: Writer, finder: Finder, fallback: Engine) -> None:
        self._writer, self._finder, self._fallback = writer, finder, fallback

    def propose(self, question: str, context: Sequence[str] = ()) -> Proposal | None:
        """As engines do. It takes at most the endpoint's seconds and some; never call it within a transaction.

        Without text where the model finds that what was found does not answer.
        """
        found = tuple(self._finder.find(question, context, MOST_FOUND))
        if not found:
            return self._fallback.propose(question, context)
        turns = (*map(Turn, context), Turn(question))
        try:
            return self._writer.wait(Case(turns, found)).proposed(found[0].topic)
        except Failure as failed:
            log.warning("the model gave no proposal, the fallback answers: %s", failed)
            return self._fallback.propose(question, context)
