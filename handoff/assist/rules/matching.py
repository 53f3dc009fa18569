"""Whether texts match a rule, how surely, and why."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist.language import UNSURE, language
from handoff.assist.rules import attributes, meaning, quantities, score
from handoff.assist.rules.closeness import features
from handoff.assist.rules.excepted import APART, UNSAID, least, own
from handoff.assist.rules.leniency import leniency
from handoff.assist.rules.literal import literal
from handoff.assist.rules.meaning import Meaning
from handoff.assist.rules.score import FIRM, MOST, Heard, Scored
from handoff.assist.rules.words import phrases, placed, plain, stems
from handoff.policy.rule import Amount, Clause, Concept, Rule

Floats = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats | None]
"""Texts to vectors of length 1, texts x 384; None where there is nothing that could."""
LOOKED_AT = 2000
NAMED, SAID = 0.8, 0.5
"""Beside an amount or attribute that fits, a text that says so much of a concept's words is about it."""
ANYTHING = 1.0
"""The log odds of a rule of everything but its exceptions: these need no more than to be likely."""
WORDS_LEAN = 0.3
"""How much less sure words alone must be, where meaning could not be asked: log odds. In doubt, to a human."""


class Verdict(NamedTuple):
    """Whether a text matches, how surely (0 to 1), a sentence that says why, and the words that show it."""

    match: bool
    score: float
    why: str
    span: str = ""
    start: int = 0
    end: int = 0


class Text(NamedTuple):
    """A text to be matched, and what is known of its customer."""

    text: str
    attributes: Mapping[str, Any] = {}


class _Close(NamedTuple):
    """A concept with the topics that it names by its meaning, and how close a text is to it."""

    concept: Concept
    features: Floats


class _Held(NamedTuple):
    """What holds of a clause: log odds, and what shows it."""

    odds: float
    why: tuple[str, ...] = ()
    span: str = ""


_NOT = _Held(-MOST)


class Matcher:
    """A rule made ready. Safe to share between threads once made."""

    def __init__(self, rule: Rule, encode: Encode | None = None) -> None:
        """`encode` is asked once for the rule's own texts; without it, words alone count."""
        self.rule = rule
        self._meanings = _meanings(rule, encode) if encode else {}
        self._meant = {
            concept: meaning.on_topics(concept, meant) for concept, meant in self._meanings.items()
        }
        self.meaning = meaning.stacked([*self._meanings.values()]) if self._meanings else None
        self.floor = score.odds(rule.floor)
        self._own = [own(clause, rule.alternatives) for clause in rule.exceptions]

    @property
    def whole(self) -> bool:
        """Whether it can tell meanings, or its rule has none."""
        return bool(self._meanings) or not has_meaning(self.rule)

    def means(self, vectors: Floats | None) -> bool:
        """Whether `match` goes by meaning with these vectors, or its rule has none to go by."""
        return not has_meaning(self.rule) or (vectors is not None and bool(self._meanings))

    def match(self, texts: Sequence[Text], vectors: Floats | None = None) -> list[Verdict]:
        """A verdict for each text; `vectors` are those of the `plain` texts, in order."""
        if vectors is None or self.meaning is None or not texts:
            return self.judged(texts, None)
        return self.judged(texts, features(self.meaning, meaning.seen(vectors)))

    def judged(self, texts: Sequence[Text], close: Floats | None) -> list[Verdict]:
        """The same with the `closeness.features` of the texts to `meaning`; None where words alone count."""
        return [
            self._one(text, self._apart(close[row]) if close is not None else {})
            for row, text in enumerate(texts)
        ]

    def _apart(self, close: Floats) -> dict[Concept, _Close]:
        """The features of all parts, by the concepts that these are of."""
        found, at = {}, 0
        for concept, meant in self._meant.items():
            found[concept] = _Close(meant, close[at : at + len(meant.parts)])
            at += len(meant.parts)
        return found

    def _one(self, text: Text, close: Mapping[Concept, _Close]) -> Verdict:
        if self.rule.questions:
            return Verdict(False, 0.0, "The rule is not ready: " + self.rule.questions[0].ask)
        marked = next((one for one in self.rule.examples if _same(one.text, text.text)), None)
        if marked:
            return Verdict(marked.match, float(marked.match), "marked by hand")
        heard = Heard(looked_up(text.text), text.text[:LOOKED_AT])
        held = [_clause(clause, text, heard, close) for clause in self.rule.alternatives]
        held += [_phrase(words, heard.text) for words in self.rule.phrases]
        best = max(held, key=lambda one: one.odds, default=_NOT)
        lean = 0.0 if close or not has_meaning(self.rule) else WORDS_LEAN
        odds = best.odds + lean - self.floor
        if odds >= 0 and (apart := self._excepted(best, text, heard, close)):
            return Verdict(False, score.score(-abs(odds)), "excepted: " + ", ".join(apart.why))
        return _verdict(odds, best, heard.text)

    def _excepted(
        self, best: _Held, text: Text, heard: Heard, close: Mapping[Concept, _Close]
    ) -> _Held | None:
        for clause, only in zip(self.rule.exceptions, self._own, strict=True):
            held = _clause(clause, text, heard, close)
            if not only and held.odds >= max(0.0, best.odds - APART):
                return held
            if only and held.odds >= (least(clause, only, heard.said) or max(0.0, best.odds + UNSAID)):
                return held
        return None


def has_meaning(rule: Rule) -> bool:
    """Whether any of a rule's concepts has a meaning beyond its very words."""
    return any(not concept.literal for concept in _concepts(rule))


@lru_cache(maxsize=512)
def looked_up(text: str) -> frozenset[str]:
    """All that a text's words can be looked up by; the same text is looked at for many rules."""
    return phrases(stems(plain(text)))


def _concepts(rule: Rule) -> list[Concept]:
    clauses = (*rule.alternatives, *rule.exceptions)
    return [concept for clause in clauses for concept in clause.about]


def _meanings(rule: Rule, encode: Encode) -> dict[Concept, Meaning]:
    found = {}
    for concept in _concepts(rule):
        if not concept.literal and concept.parts:
            vectors = encode(meaning.asked_of([part.text for part in concept.parts]))
            if vectors is None:
                return {}
            found[concept] = meaning.meant(vectors, [part.topics for part in concept.parts])
    return found


def _clause(clause: Clause, text: Text, heard: Heard, close: Mapping[Concept, _Close]) -> _Held:
    """Everything must hold: the cheapest is looked at first."""
    why: list[str] = []
    for wanted in clause.attributes:
        if not attributes.holds(wanted, text.attributes, heard.text):
            return _NOT
        why.append(f"{wanted.name or 'customer'} fits")
    if clause.languages and not (code := _language(clause.languages, heard.text)):
        return _NOT
    if clause.languages:
        why.append(f"written in {code}")
    spans: list[str] = []
    for amount in clause.amounts:
        if (value := _named(amount, heard.text)) is None:
            return _NOT
        why.append(f"{value:g} fits")
    odds = FIRM
    for concept in clause.about:
        held = _concept(concept, heard, close)
        spans += held.words
        if clause.implied:
            continue
        told = held.odds + leniency(clause)
        if (clause.amounts or clause.attributes) and held.covered >= NAMED:
            told = max(told, SAID)
        odds = min(odds, told)
        why.append(_reason(held))
    return _Held(odds, tuple(why), spans[0] if spans else "")


def _concept(concept: Concept, heard: Heard, close: Mapping[Concept, _Close]) -> Scored:
    if concept.literal and not concept.parts:  # everything
        return Scored(ANYTHING, covered=1.0)
    if concept.literal:
        hits = (literal(part.text).search(heard.text) for part in concept.parts)
        hit = next(filter(None, hits), None)
        return Scored(FIRM, (hit.group(),)) if hit else Scored(-MOST)
    if found := close.get(concept):
        return score.by_meaning(found.concept, heard, found.features)
    return score.by_words(concept, heard)


def _reason(held: Scored) -> str:
    if held.words:
        return "says " + ", ".join(f"“{word}”" for word in held.words[:3])
    return f"close in meaning to “{held.close_to}”" if held.close_to else "no words of it"


def _language(wanted: Sequence[str], text: str) -> str:
    """The code of the text's language where it is a wanted one."""
    code = language(text)
    barred = [one[1:] for one in wanted if one.startswith("!")]
    if barred:
        return code if code != UNSURE and code not in barred else ""
    return code if code in wanted else ""


def _named(wanted: Amount, text: str) -> float | None:
    return next((value for value in quantities.named(text, wanted) if wanted.holds(value)), None)


def _phrase(words: str, text: str) -> _Held:
    hit = literal(words).search(text)
    return _Held(FIRM, (f"says “{hit.group()}”",), hit.group()) if hit else _NOT


def _same(one: str, other: str) -> bool:
    return " ".join(one.lower().split()) == " ".join(other.lower().split())


def _verdict(odds: float, held: _Held, text: str) -> Verdict:
    found = round(score.score(odds), 4)
    start, end = placed(held.span, text)
    said = "; ".join(held.why) or "nothing of it"
    return Verdict(odds >= 0, found, said, text[start:end], start, end)
