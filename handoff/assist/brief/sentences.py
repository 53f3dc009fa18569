"""A turn's sentences, and which of them say something."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from handoff.assist.brief.shape import Part, Turn
from handoff.assist.quotes import ASKS, BARE, BOILERPLATE, GREETING, OPENING, PARTING, filler
from handoff.vocabulary import Role

MOST = 4000
"""Characters of a turn that are read: what matters stands near its start, and reading must stay cheap."""
REMEMBERED = 2048
"""Turns whose reading is kept: a thread is briefed on again whenever it grows by one."""
ADDRESSED = 2
"""Words after a greeting that are only whom it is for."""
ANSWERS = (Role.ASSISTANT, Role.AGENT)

_END = re.compile(r"[.!?…]+(?=[\s\"'”’)]|$)|[。！？]+|\n+")
_SHORT = re.compile(
    r"(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|no|nr|approx|vs|e\.g|i\.e|etc|ca|kl|str|[a-z])\.$", re.IGNORECASE
)
"""An abbreviation, or an initial: its full stop ends no sentence."""


def sentences(turn: Turn) -> Iterator[Part]:
    """The sentences of a turn, each without the white space around it."""
    text, start = turn.text[:MOST], 0
    for match in _END.finditer(text):
        if match.group() == "." and _SHORT.search(text, max(start, match.end() - 8), match.end()):
            continue
        yield from _stripped(turn, start, match.end())
        start = match.end()
    yield from _stripped(turn, start, len(text))


@lru_cache(REMEMBERED)
def telling(turn: Turn) -> tuple[Part, ...]:
    """The sentences that say something of the matter, without the greeting that they begin with."""
    return tuple(_telling(turn))


@lru_cache(REMEMBERED)
def answered(turn: Turn) -> tuple[Part, ...]:
    """What an AI or an agent said of the matter: no greeting, no "anything else?"."""
    return tuple(part for part in telling(turn) if not BOILERPLATE.search(part.text))


def spoken(thread: Sequence[Turn], *roles: Role) -> list[Turn]:
    """The turns of some roles."""
    return [turn for turn in thread if turn.role in roles]


def _telling(turn: Turn) -> Iterator[Part]:
    for part in sentences(turn):
        opened = OPENING.match(part.text)
        if opened and GREETING.match(part.text) and len(part.text[opened.end() :].split()) <= ADDRESSED:
            continue
        rest = Part(turn, part.start + opened.end(), part.end) if opened else part
        if not _empty(rest.text):
            yield rest


def _empty(text: str) -> bool:
    return filler(text) or bool(BARE.match(text)) or bool(PARTING.match(text) and not ASKS.search(text))


def _stripped(turn: Turn, start: int, end: int) -> Iterator[Part]:
    text = turn.text[start:end]
    left = len(text) - len(text.lstrip())
    if stripped := text.strip():
        yield Part(turn, start + left, start + left + len(stripped))
