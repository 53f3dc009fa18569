"""A rule widened by other ways to say what it is about: suggestions, within bounds, marked as what they are."""

from collections.abc import Iterator, Sequence

import msgspec

from handoff.assist.rules.concepts import content, part, weight
from handoff.policy.rule import Clause, Concept, Part, Rule

MOST, SHORTEST, LONGEST, MOST_WORDS = 6, 3, 80, 12
_TELLING = 2.0
"""The weight from which on a word tells something: those in an eighth of all topics or more do not."""


def concepts(rule: Rule) -> list[Concept]:
    """What a rule is about by meaning, each once and in order: what can be said in other words."""
    found = (one for clause in rule.alternatives for one in clause.about if not one.literal)
    return list(dict.fromkeys(found))


def widened(rule: Rule, says: Sequence[Sequence[str]]) -> Rule:
    """The rule with what each of its `concepts` is also said as, in their order. What breaks a bound is left out.

    Exceptions stay as they are: a suggestion may send more to a human, never less.
    """
    known = {
        concept: msgspec.structs.replace(concept, parts=concept.parts + tuple(_parts(concept, said)))
        for concept, said in zip(concepts(rule), says, strict=False)
    }
    return msgspec.structs.replace(
        rule, alternatives=tuple(_clause(clause, known) for clause in rule.alternatives)
    )


def _clause(clause: Clause, known: dict[Concept, Concept]) -> Clause:
    return msgspec.structs.replace(clause, about=tuple(known.get(one, one) for one in clause.about))


def _parts(concept: Concept, said: Sequence[str]) -> Iterator[Part]:
    own = {one.text.casefold() for one in concept.parts}
    fitting = dict.fromkeys(text for text in said if fits(text) and text.casefold() not in own)
    for text in list(fitting)[:MOST]:
        yield msgspec.structs.replace(part(text), suggested=True)


def fits(text: str) -> bool:
    """Whether a suggestion is a short line that tells something of its own."""
    short = SHORTEST <= len(text) <= LONGEST and len(text.split()) <= MOST_WORDS and "\n" not in text
    return short and any(weight(word) >= _TELLING for word in content(text))
