"""What is sensed in one text on its own, as `manage.py assess` tells it."""

import msgspec

from handoff.assist.anger import anger
from handoff.assist.language import language
from handoff.assist.risks import high_risk
from handoff.assist.sense import asks_for_human
from handoff.assist.topics import Topics
from handoff.policy import Signal

TOLD_FROM = 0.5
"""Score from which on a grave topic is named; below it stands in the evidence alone."""


class Span(msgspec.Struct, frozen=True):
    """The words that show something: what, how strongly (0 to 1), and where (code points)."""

    sense: str
    score: float
    text: str
    start: int
    end: int


class Assessment(msgspec.Struct, frozen=True):
    """How strongly a text asks for a human and how angry it sounds (0 to 1), its grave topics and its language."""

    asks_for_human: float
    anger: float
    high_risk: tuple[str, ...]
    language: str
    evidence: tuple[Span, ...]


def assess(text: str, *, topics: Topics | None = None) -> Assessment:
    """All that is sensed in `text`; `topics` are a deployment's own grave ones."""
    asks, angry, risks = asks_for_human(text), anger(text), high_risk(text, added=topics)
    found: list[tuple[str, Signal | None]] = [("asks_for_human", asks), ("anger", angry)]
    found += [(risk.name, risk) for risk in risks]
    return Assessment(
        asks_for_human=asks.score if asks else 0.0,
        anger=angry.score if angry else 0.0,
        high_risk=tuple(risk.name for risk in risks if risk.score >= TOLD_FROM),
        language=language(text),
        evidence=tuple(_span(name, signal) for name, signal in found if signal is not None),
    )


def _span(name: str, signal: Signal) -> Span:
    return Span(name, signal.score, signal.span, signal.start, signal.end)


__all__ = ["Assessment", "Span", "assess"]
