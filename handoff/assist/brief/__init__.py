"""Pure: a thread in, what an agent reads first out, made of verbatim quotes."""

from handoff.assist.brief.build import brief
from handoff.assist.brief.pending import Cause
from handoff.assist.brief.shape import Content, Line, Phrased, Span, Turn

__all__ = ["Cause", "Content", "Line", "Phrased", "Span", "Turn", "brief"]
