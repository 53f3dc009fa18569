"""What only an exception says, and how sure it must be to count against the rule."""

import re
from collections.abc import Sequence

from handoff.assist.rules.words import stems
from handoff.policy.rule import Clause

APART = 1.5
"""By how much an exception may be less sure than what it is excepted from: log odds."""
UNSAID = 0.5
"""By how much it must be surer where a text says none of the words that are its own."""
SAID_ALL = -4.0
"""The log odds that suffice an exception of which a text says every word that is its own."""

_ANAPHOR = re.compile(
    r"\b(?:one|ones|it|them|theirs|those|this|that|welche|eine[nr]?|diese[nr]?|sie|es)\b(?=\W*$|\s+(?:is|are|ist|"
    r"sind|only|just|takes?|costs?|lasts?|works?|dauert|kostet)\b)|\bthey\b(?=\s+(?:is|are)\s+(?!only\b|just\b))",
    re.IGNORECASE,
)
_ASPECT = re.compile(
    r"(?:^|\b(?:their|its|his|her|the|der|die|das|deren|dessen|ihre?n?|seine?n?)\s+)(?P<what>balances?|status|state|prices?|costs?|"
    r"fees?|charges?|dates?|numbers?|amounts?|sizes?|colou?rs?|times?|duration|limits?|rates?|gebühren|preise?|kosten|stand|"
    r"dauer|höhe)\W*$",
    re.IGNORECASE,
)
"""What many things have: “rewards, unless somebody only wants their balance”."""


def spelled_out(text: str, head: str) -> str:
    """An exception with what it is about in place of “one” and “it”, and after what is only an aspect of it."""
    return _ASPECT.sub(lambda match: f"{match['what']} of {head}", _ANAPHOR.sub(lambda _: head, text))


def least(clause: Clause, own: frozenset[str], said: frozenset[str]) -> float:
    """How sure an exception must be where a text says some or all of what only it says; 0 where it says nothing."""
    told = [words for words in _words(clause) if own & {_form(word) for word in words}]
    if told and all(said & own & {_form(word) for word in words} for words in told):
        return SAID_ALL
    return -APART if own & said else 0.0


def own(exception: Clause, alternatives: Sequence[Clause]) -> frozenset[str]:
    """What only an exception says, as it is looked up: its words that the rule has not, with what says the same."""
    said = {_form(words[0]) for clause in alternatives for words in _words(clause)}
    alike = {_form(word) for clause in alternatives for words in _words(clause) for word in words}
    own = [words for words in _words(exception) if _form(words[0]) not in said]
    return frozenset(
        _form(word)
        for words in own
        for word in _apart(words, said)
        if word == words[0] or _form(word) not in alike
    )


def _apart(words: tuple[str, ...], said: set[str]) -> tuple[str, ...]:
    """A word with what says the same; alone where a word of the rule does: a mortgage is a loan, a loan no mortgage."""
    return words[:1] if any(_form(word) in said for word in words) else words


def _words(clause: Clause) -> list[tuple[str, ...]]:
    return [words for concept in clause.about for part in concept.parts for words in part.words]


def _form(word: str) -> str:
    return " ".join(stems(word))
