"""What can be heard in a customer's words: asks for a human, is angry, speaks of a grave topic, was not helped.

Light enough for the gateway's reply. English first; of German, French, Spanish, Norwegian and Polish the plainest
phrases; of other languages only the plain wish for a human.
"""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, utils

from handoff.assist.anger import HEATED, anger
from handoff.assist.cues import MOST, QUOTE, Gate, compiled, ends, placed, signal, table
from handoff.assist.language import UNSURE, language
from handoff.assist.risks import high_risk
from handoff.policy import Signal

_TABLE, _FAILURES = table("asks"), table("failures")
_GATE = Gate(_TABLE["needs"])
_ASKS = compiled(_TABLE["asks"])
_OTHERS_GATE, _OTHERS = Gate(_TABLE["others_need"]), compiled(_TABLE["others"])
_HINTS = [(score, compiled([pattern])) for score, pattern in _TABLE["hints"]]
_DENIED, _DENIED_AFTER = compiled(_TABLE["denied"]), compiled([_TABLE["denied_after"]])
_NOT_HELPED = compiled(_FAILURES["not_helped"])
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u3040-\ud7af]")
"""Letters of scripts whose words the gate cannot tell by how they begin."""
ASKED, NOT_ASKED = 1.0, 0.1
"""The score of asking outright, and of the same words where they are denied or only spoken of."""
_BEFORE = 50
_SAME = 85.0
"""Similarity from which on two messages say the same (token sort ratio, 0 to 100)."""


def asks_for_human(text: str, *, message: int | None = None) -> Signal | None:
    """How strongly a customer asks for a person, with the words; None where nobody is spoken of.

    1 asks outright. "No need for an agent", "are you a human?" and a mere mention stay well below 0.5.
    `message` is the message's number, for the evidence.
    """
    whole, text, best = text, ends(text), None
    for match in _asking(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if not (_DENIED.search(before) or _DENIED_AFTER.search(text[match.end() : match.end() + _BEFORE])):
            return placed(signal(match, ASKED, message), whole)
        best = best or signal(match, NOT_ASKED, message)
    if best is None and _GATE.opens(text):
        best = _hint(text, message)
    return placed(best, whole) if best else None


def _asking(text: str) -> Iterator[re.Match[str]]:
    if _GATE.opens(text):
        yield from _ASKS.finditer(text)
    if _OTHERS_GATE.opens(text) or _OTHER_SCRIPT.search(text):
        yield from _OTHERS.finditer(text)


def _hint(text: str, message: int | None) -> Signal | None:
    for score, pattern in _HINTS:
        if match := pattern.search(text):
            return signal(match, score, message)
    return None


def heated(text: str, *, message: int | None = None, earlier: Sequence[str] = ()) -> Signal | None:
    """`anger`, where it is enough to be worth keeping."""
    found = anger(text, message=message, earlier=earlier)
    return found if found is not None and found.score >= HEATED else None


def not_helped(text: str, earlier: Sequence[str], *, message: int | None = None) -> Signal | None:
    """The sign that the last answer failed: the customer says so, or says again what they said before.

    `earlier` are the customer's previous messages, newest first.
    """
    whole, text = text, ends(text)
    if match := _NOT_HELPED.search(text):
        return placed(signal(match, 1.0, message), whole)
    if repeats(text, earlier):
        return Signal(score=1.0, span=text[:QUOTE], message=message, start=0, end=min(len(text), QUOTE))
    return None


def repeats(text: str, earlier: Sequence[str]) -> bool:
    """Whether a text of four words or more says again what one of `earlier` said."""
    words = utils.default_process(text)
    if len(words.split()) < 4:
        return False
    return any(fuzz.token_sort_ratio(words, utils.default_process(old[:MOST])) >= _SAME for old in earlier)


__all__ = ["UNSURE", "anger", "asks_for_human", "heated", "high_risk", "language", "not_helped", "repeats"]
