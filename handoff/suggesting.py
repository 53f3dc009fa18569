"""Other ways to say what an exclusion is about, by the configured model: when it is written, never when it decides."""

import logging
from concurrent.futures import CancelledError
from typing import Final

from handoff import engines
from handoff.assist.rules.widening import concepts, widened
from handoff.policy.rule import Rule

SECONDS: Final = 8.0
"""How long an admin waits for suggestions; without them the rule stands as it was understood."""

log = logging.getLogger(__name__)


def suggested(rule: Rule) -> Rule:
    """The rule with what the model suggests, marked so; the same rule where there is no model, or none in time.

    Waits `SECONDS` at most: never call it within a transaction. A rule that still asks something is left alone.
    """
    suggester = engines.suggester()
    about = concepts(rule)
    if suggester is None or rule.questions or not about:
        return rule
    from handoff.assist.llm.failures import Failure

    begun = suggester.begin(rule.sentence, [one.text for one in about])
    try:
        return widened(rule, begun.result(SECONDS))
    except (Failure, TimeoutError, CancelledError) as failed:
        begun.cancel()
        log.warning("no suggestions for “%s”: %s", rule.sentence, str(failed) or "it took too long")
        return rule
