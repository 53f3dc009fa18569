"""Topics too grave for an AI to answer alone: money back, disputed charges, the law, a broken-into account, a life.

The topics stand in `data/risks.toml`; a deployment adds its own, each a name with plain phrases.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from handoff.assist.cues import Gate, compiled, ends, placed, signal, stronger, table
from handoff.policy import Signal

FIRM, MENTIONED, DENIED = 0.9, 0.3, 0.1
"""Scores: of what is said by who is in it, of a mere mention or question, and of what is said not to be so."""
Topics = Mapping[str, Sequence[str]]
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
    topics = (*_TOPICS, *(_own(name, tuple(phrases)) for name, phrases in (added or {}).items()))
    found = (_strongest(topic, text, message) for topic in topics)
    return tuple(placed(risk, whole) for risk in found if risk is not None)


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
    before = _SENTENCE.split(text[max(0, match.start() - _BEFORE) : match.start()])[-1]
    if _NEGATED.search(before) or _declined(topic, before + match.group()):
        return DENIED
    return MENTIONED if not topic.question_too and _ABOUT.search(before) else FIRM


def _declined(topic: Topic, said: str) -> bool:
    return not topic.question_too and _DECLINED.search(said) is not None


@lru_cache(maxsize=64)
def _own(name: str, phrases: tuple[str, ...]) -> Topic:
    """A deployment's own topic: whole words, whatever the case or spacing."""
    words = (r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in phrases)
    return Topic(
        name,
        None,
        compiled(rf"(?<!\w){one}(?!\w)" for one in words if one),
        None,
        question_too=True,
        denial_too=False,
    )
