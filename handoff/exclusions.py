"""Which of a policy's exclusions texts match: their compiled rules, made ready once a version.

Words, amounts, attributes and languages are looked at here and now. The meaning of texts comes from another process:
`ahead`, called outside of any transaction, asks for it; where it is not there, words alone decide, with a lower floor.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from handoff import meanings
from handoff.assist.rules.examples import corrected
from handoff.assist.rules.matching import Encode, Matcher, Text, Verdict, has_meaning
from handoff.assist.rules.together import Together
from handoff.assist.rules.words import plain
from handoff.policy import Signal
from handoff.policy.document import Exclusion
from handoff.policy.rule import Marked, Rule

Known = Callable[[], Mapping[str, Any]]
"""What is known of the customer, asked for only where a rule wants it."""
PATIENCE: Final = 5.0
"""Seconds for the rules' own texts, once a version."""
_NOTHING: Mapping[str, Any] = {}

log = logging.getLogger(__name__)


class Ready(NamedTuple):
    """Exclusions with their matchers; whether meaning and attributes can count, and nothing of it is missing."""

    matchers: tuple[tuple[Exclusion, Matcher], ...]
    together: Together
    meaning: bool
    attributes: bool
    whole: bool


def rule_of(exclusion: Exclusion) -> Rule:
    """The compiled rule of an exclusion, made of its sentence where none is kept, with its marked examples.

    Raises msgspec.ValidationError where what is kept is no rule.
    """
    rule = msgspec.convert(exclusion.rule, Rule) if exclusion.rule else compiled(exclusion.sentence)
    marked = tuple(Marked(one.text, one.match) for one in exclusion.examples)
    return msgspec.structs.replace(rule, sentence=exclusion.sentence, examples=marked or rule.examples)


def compiled(sentence: str) -> Rule:
    """What a sentence is understood as, ready or not."""
    # Half a second of grammar, which most processes never need: rules are kept compiled.
    from handoff.assist.rules import compiling

    return compiling.compiled(sentence)


def match(
    rules: tuple[Exclusion, ...],
    about: Sequence[str],
    texts: Sequence[tuple[int | None, str]],
    known: Known | None = None,
) -> tuple[Signal, ...]:
    """The exclusions that match, as signals that bear their sentences as names.

    `about` is the topic and the intent of the conversation, `texts` are (message number or None, text) pairs.
    """
    if not rules:
        return ()
    ready = _ready(rules)
    topics = {name.casefold() for name in about if name}
    attributes = known() if known is not None and ready.attributes else _NOTHING
    said = [Text(text, attributes) for _, text in texts]
    vectors = meanings.known([plain(text) for _, text in texts]) if ready.meaning and texts else None
    verdicts = ready.together.match(said, vectors)
    hits = (
        _by_topic(one, matcher.rule, topics)
        or _strongest(one, texts, found, by_words=not matcher.means(vectors))
        for (one, matcher), found in zip(ready.matchers, verdicts, strict=True)
    )
    return tuple(hit for hit in hits if hit is not None)


def ahead(rules: tuple[Exclusion, ...], texts: Sequence[str]) -> None:
    """Ask for the meaning of texts that `match` is about to see. Outside of transactions; waits 150 ms at most."""
    if not rules or not texts:
        return
    if _ready(rules, _meaning).meaning:
        meanings.ahead([plain(text) for text in texts])


def _by_topic(exclusion: Exclusion, rule: Rule, topics: set[str]) -> Signal | None:
    named = any(topic.casefold() in topics for topic in rule.topics)
    return Signal(score=1.0, name=exclusion.sentence) if named else None


def _strongest(
    exclusion: Exclusion,
    texts: Sequence[tuple[int | None, str]],
    verdicts: Sequence[Verdict],
    *,
    by_words: bool,
) -> Signal | None:
    found = [(number, one) for (number, _), one in zip(texts, verdicts, strict=True) if one.match]
    if not found:
        return None
    number, one = max(found, key=lambda hit: hit[1].score)
    return Signal(one.score, one.span[:200], number, one.start, one.end, exclusion.sentence, by_words)


_making = threading.Lock()
_made: dict[int, tuple[tuple[Exclusion, ...], Ready]] = {}
_MOST = 8


def _ready(rules: tuple[Exclusion, ...], encode: Encode | None = None) -> Ready:
    """The matchers of these exclusions, kept; made anew where meaning was missing and can be asked for."""
    held = _made.get(id(rules))
    if held is not None and held[0] is rules and (held[1].whole or encode is None or meanings.resting()):
        return held[1]
    with _making:
        ready = _prepared(rules, encode)
        while len(_made) >= _MOST:
            del _made[next(iter(_made))]
        _made[id(rules)] = rules, ready
    return ready


def _prepared(rules: Iterable[Exclusion], encode: Encode | None) -> Ready:
    found = [(one, rule) for one in rules if (rule := _readable(one)) is not None]
    matchers = tuple((one, Matcher(corrected(rule, encode), encode)) for one, rule in found)
    meaning = any(has_meaning(rule) for _, rule in found)
    return Ready(
        matchers,
        Together([matcher for _, matcher in matchers]),
        meaning,
        any(clause.attributes for _, rule in found for clause in (*rule.alternatives, *rule.exceptions)),
        all(matcher.whole for _, matcher in matchers),
    )


def _readable(exclusion: Exclusion) -> Rule | None:
    """An exclusion's rule; None, and a line in the log, where what is kept of it is none."""
    try:
        return rule_of(exclusion)
    except msgspec.ValidationError as wrong:
        log.warning("exclusion “%s” cannot be read: %s", exclusion.sentence, wrong)
        return None


def _meaning(texts: Sequence[str]) -> meanings.Floats | None:
    return meanings.vectors(texts, PATIENCE)
