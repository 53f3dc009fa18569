"""How angry a message sounds, from 0 to 1: what the fitted words say, raised by what angry customers of a desk say."""

import re
from collections.abc import Iterator, Sequence
from math import exp
from typing import NamedTuple

from handoff.assist.cues import QUOTE, compiled, ends, placed, table
from handoff.assist.temper import log_odds, words
from handoff.policy import Signal

_TABLE = table("anger")
_CUES = [(share, compiled([pattern])) for share, pattern in _TABLE["cues"]]
_DENIED, _GLAD, _CALM, _MILD = (compiled([_TABLE[name]]) for name in ("denied", "glad", "calm", "mild"))
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*|[.!?]+")
_LOUD = re.compile(r"!{2,}|\?!|!\?|\?{3,}")
_LETTERS = re.compile(r"[^\W\d_]")
_SHOUTED = 12
"""Letters from which on capitals alone are shouting, and no abbreviation."""
MIDDLE, CUED, STEEP = -0.85, 0.6, 2
"""The fitted log-odds that are half of the way, how much of a cue's share counts beside them, and how steeply the two
rise together. Set where both what was meant for Reddit and what was meant for a desk rank well (`evaluate`)."""
HEATED, REMEMBERED, LOOKED_BACK = 0.4, 0.35, 3
"""From which level on earlier anger counts too, how much of it, and over how many messages."""


class Cue(NamedTuple):
    """A cue that was found: where, and by what share it raises the score."""

    start: int
    share: float


def anger(text: str, *, message: int | None = None, earlier: Sequence[str] = ()) -> Signal | None:
    """How angry `text` sounds, with the sentence that shows it most; None for a text without words.

    `earlier` are the customer's previous messages, newest first: anger that lasts counts for more.
    """
    whole, text = text, ends(text)
    cues = list(_cues(text))
    score = _level(text, cues)
    if score is None:
        return None
    if earlier and score >= HEATED:
        before = [level(old) for old in earlier[:LOOKED_BACK]]
        score = 1 - (1 - score) * (1 - REMEMBERED * sum(before) / len(before))
    start, end = _angriest(text, cues)
    span = text[start:end][:QUOTE]
    found = Signal(score=round(score, 4), span=span, message=message, start=start, end=start + len(span))
    return placed(found, whole)


def level(text: str) -> float:
    """How angry a text sounds on its own, from 0 to 1."""
    text = ends(text)
    return _level(text, list(_cues(text))) or 0.0


def _level(text: str, cues: list[Cue]) -> float | None:
    said = words(_CALM.sub(" ", _MILD.sub(" ", text)))
    if not said:
        return None
    calm = 1 - 1 / (1 + exp(MIDDLE - log_odds(said)))
    for _, share in cues:
        calm *= 1 - CUED * share
    calm *= 1 - _loudness(text, heated=bool(cues))
    return float(1 - calm**STEEP)


def _cues(text: str) -> Iterator[Cue]:
    """The cues that are there, not denied and not softened to what is merely put out."""
    if mild := _MILD.search(text):
        yield Cue(mild.start(), _TABLE["mild_share"])
        text = _MILD.sub(lambda found: " " * len(found.group()), text)
    for share, pattern in _CUES:
        if (match := pattern.search(text)) and not _DENIED.search(
            text[max(0, match.start() - 30) : match.start()]
        ):
            yield Cue(match.start(), share)


def _loudness(text: str, *, heated: bool) -> float:
    """What capitals and exclamation marks add: much to heated words, next to nothing to glad or plain ones."""
    if not heated and _GLAD.search(text):
        return 0.0
    letters = _LETTERS.findall(text)
    shouted = len(letters) >= _SHOUTED and sum(map(str.isupper, letters)) > 0.7 * len(letters)
    return (0.3 if heated else 0.1) * (shouted + (_LOUD.search(text) is not None))


def _angriest(text: str, cues: list[Cue]) -> tuple[int, int]:
    """Where the sentence stands that holds the strongest cue, else the one whose words are the angriest."""
    sentences = [match.span() for match in _SENTENCE.finditer(text) if match.group().strip()]
    if not sentences:
        return 0, len(text)
    if cues:
        at = max(cues, key=lambda cue: cue.share).start
        start, end = max((span for span in sentences if span[0] <= at), default=sentences[0])
    elif len(sentences) == 1:
        ((start, end),) = sentences
    else:
        start, end = max(sentences, key=lambda span: log_odds(words(text[span[0] : span[1]])))
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), end - len(inside) + len(inside.rstrip())
