"""Topics too grave for an AI to answer alone: money back, disputed charges, the law, a broken-into account, a life.

The topics stand in `data/risks.toml`; a deployment adds its own, see `handoff.assist.topics`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from handoff.assist.cues import QUOTE, Gate, compiled, ends, placed, signal, stronger, table
from handoff.assist.topics import Own, Topics, own
from handoff.policy import Signal

FIRM, MENTIONED, DENIED = 0.9, 0.3, 0.1
"""Scores: of what is said by who is in it, of a mere mention or question, and of what is said not to be so."""
_BEFORE = 60
_SENTENCE = re.compile(r"[.!?\n]+\s*")


class Topic(NamedTuple):
    """A grave topic, and what tells of it; the last two say whether a question, a denial weighs as much."""

    name: str
    gate: Gate | None
    firm: re.Pattern[str]
    mentioned: re.Pattern[str] | None
    question_too: bool
    denial_too: bool


_TABLE = table("risks")
_ABOUT, _NEGATED, _DECLINED = (compiled([_TABLE[name]]) for name in ("about", "negated", "declined"))
_TOPICS = tuple(
    Topic(
        topic["name"],
        Gate(topic["needs"]),
        compiled(topic["firm"]),
        compiled(topic["mentioned"]),
        topic.get("question_too", False),
        topic.get("denial_too", False),
    )
    for topic in _TABLE["topics"]
)
NAMES = tuple(topic.name for topic in _TOPICS)


def high_risk(text: str, *, message: int | None = None, added: Topics | None = None) -> tuple[Signal, ...]:
    """The grave topics that a text touches, each once with its strongest span; `added` are a deployment's own.

    A demand or a report scores high, a mention or a question about the rules low, a denial lowest.
    """
    whole, text = text, ends(text)
    found = [_strongest(topic, text, message) for topic in _TOPICS]
    found += [_added(name, own(told), text, message) for name, told in (added or {}).items()]
    return tuple(placed(risk, whole) for risk in found if risk is not None)


def _added(name: str, topic: Own, text: str, message: int | None) -> Signal | None:
    """The strongest sign of a deployment's own topic: a phrase, or the words of an example."""
    best = _strongest(_own(name, topic.phrases), text, message) if topic.phrases else None
    if best is not None and best.score == FIRM:
        return best
    for start, end in topic.spans(text):
        score = DENIED if denied(text, start) else FIRM
        said = Signal(
            score=score, span=text[start:end][:QUOTE], message=message, start=start, end=end, name=name
        )
        best = stronger(best, said)
    return best


def _strongest(topic: Topic, text: str, message: int | None) -> Signal | None:
    best: Signal | None = None
    if topic.gate is not None and not topic.gate.opens(text):
        return None
    for one in _signals(topic, text, message):
        best = stronger(best, one)
        if one.score == FIRM:
            break
    return best


def _signals(topic: Topic, text: str, message: int | None) -> Iterator[Signal]:
    for match in topic.firm.finditer(text):
        yield signal(match, _score(topic, text, match), message, topic.name)
    if topic.mentioned is not None and (spoken := topic.mentioned.search(text)):
        yield signal(spoken, MENTIONED, message, topic.name)


def _score(topic: Topic, text: str, match: re.Match[str]) -> float:
    """How firmly it is said: a denial before it, or a question around it, takes most away."""
    if topic.denial_too:
        return FIRM
    before = _before(text, match.start())
    if _NEGATED.search(before) or _declined(topic, before + match.group()):
        return DENIED
    return MENTIONED if not topic.question_too and _ABOUT.search(before) else FIRM


def denied(text: str, start: int) -> bool:
    """Whether what begins at `start` is said not to be so, by what stands before it in its sentence."""
    return _NEGATED.search(_before(text, start)) is not None


def _before(text: str, start: int) -> str:
    """What stands before in the same sentence."""
    return _SENTENCE.split(text[max(0, start - _BEFORE) : start])[-1]


def _declined(topic: Topic, said: str) -> bool:
    return not topic.question_too and _DECLINED.search(said) is not None


@lru_cache(maxsize=256)
def _own(name: str, phrases: re.Pattern[str]) -> Topic:
    """A deployment's own topic: a question about it is as grave as a report."""
    return Topic(name, None, phrases, None, question_too=True, denial_too=False)
