"""A rule corrected by the texts that its admin marked."""

from collections.abc import Sequence
from typing import Final

import msgspec

from handoff.assist.rules.matching import Encode, Matcher, Text
from handoff.assist.rules.words import plain
from handoff.policy.rule import Marked, Rule

LEAST, HIGHEST, USUAL = 0.15, 0.9, 0.5
STEP: Final = 0.05


def corrected(rule: Rule, encode: Encode | None = None) -> Rule:
    """The rule with its floor where the marked examples want it: between what should match and what should not.

    Where no floor does right by all of them, the one that does by most, the usual one first, then the lower one. An
    example itself always counts as it was marked. `encode` as for `Matcher`.
    """
    if not rule.examples or rule.questions:
        return rule
    scores = _scores(rule, encode)
    floors = sorted(_floors(), key=lambda floor: (abs(floor - USUAL), floor))
    best = min(floors, key=lambda floor: _wrong(rule.examples, scores, floor))
    return msgspec.structs.replace(rule, floor=best)


def _scores(rule: Rule, encode: Encode | None) -> list[float]:
    bare = msgspec.structs.replace(rule, examples=(), floor=USUAL)
    texts = [Text(one.text) for one in rule.examples]
    vectors = encode([plain(one.text) for one in texts]) if encode else None
    return [verdict.score for verdict in Matcher(bare, encode).match(texts, vectors)]


def _floors() -> list[float]:
    count = round((HIGHEST - LEAST) / STEP)
    return [round(LEAST + place * STEP, 2) for place in range(count + 1)]


def _wrong(examples: Sequence[Marked], scores: Sequence[float], floor: float) -> int:
    return sum((score >= floor) != one.match for one, score in zip(examples, scores, strict=True))
