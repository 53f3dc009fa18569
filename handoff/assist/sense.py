"""What can be heard in a customer's words without a model: asks for a human, says that it did not help.

Light enough for the gateway's reply. The patterns are English, with the plainest phrases of German, French,
Spanish, Norwegian and Polish.
"""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, utils

from handoff.assist.cues import ASKS, DENIED, NOT_HELPED, compiled
from handoff.policy import Signal

_ASKS = compiled(ASKS)
_NOT_HELPED = compiled(NOT_HELPED)
_DENIED = compiled((DENIED,))
_MOST = 4000
"""Characters of a message that are looked at: cues stand near its start, and looking must stay cheap."""
_SAME = 85.0
"""Similarity from which on two messages say the same (token sort ratio, 0 to 100)."""


def asks_for_human(text: str, *, message: int | None = None) -> Signal | None:
    """The span in which a customer asks for a person, or None.

    "No need for an agent" and "are you a human?" do not ask. `message` is the message's number, for the evidence.
    """
    text = text[:_MOST]
    for match in _ASKS.finditer(text):
        if not _DENIED.search(text[max(0, match.start() - 50) : match.start()]):
            return _signal(match, message)
    return None


def not_helped(text: str, earlier: Sequence[str], *, message: int | None = None) -> Signal | None:
    """The sign that the last answer failed: the customer says so, or says again what they said before.

    `earlier` are the customer's previous messages, newest first.
    """
    text = text[:_MOST]
    if match := _NOT_HELPED.search(text):
        return _signal(match, message)
    if _repeats(text, earlier):
        return Signal(score=1.0, span=text[:200], message=message, start=0, end=min(len(text), 200))
    return None


def _repeats(text: str, earlier: Sequence[str]) -> bool:
    words = utils.default_process(text)
    if len(words.split()) < 4:
        return False
    return any(fuzz.token_sort_ratio(words, utils.default_process(old[:_MOST])) >= _SAME for old in earlier)


def _signal(match: re.Match[str], message: int | None) -> Signal:
    return Signal(score=1.0, span=match.group()[:200], message=message, start=match.start(), end=match.end())
