"""Which of the excluded topics and phrases a text touches. Whole words, whatever the case or spacing."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from handoff.policy import Signal


def match(
    topics: Iterable[str],
    phrases: Iterable[str],
    about: Sequence[str],
    texts: Sequence[tuple[int | None, str]],
) -> tuple[Signal, ...]:
    """The exclusions that match, as signals.

    `about` is the topic and the intent of the conversation, `texts` are (message number or None, text) pairs.
    """
    known = {name.casefold() for name in about if name}
    by_topic = [Signal(score=1.0, name=topic) for topic in topics if topic.casefold() in known]
    by_phrase = [hit for phrase in phrases if (hit := _first_hit(phrase, texts))]
    return tuple(by_topic + by_phrase)


def _first_hit(phrase: str, texts: Sequence[tuple[int | None, str]]) -> Signal | None:
    pattern = _pattern(phrase)
    if pattern is None:
        return None
    for number, text in texts:
        if hit := pattern.search(text):
            span = hit.group()[:200]
            return Signal(score=1.0, span=span, message=number, start=hit.start(), end=hit.end(), name=phrase)
    return None


@lru_cache(maxsize=1024)
def _pattern(phrase: str) -> re.Pattern[str] | None:
    words = phrase.split()
    if not words:
        return None
    return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)", re.IGNORECASE)
