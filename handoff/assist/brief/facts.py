"""What the thread says that must be known: answers to the AI's questions, and whatever identifies.

A value stands once. One that a customer corrected stands in its newest form, with the earlier one beside it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from handoff.assist.brief.answers import SHORT, Answer, answer_to
from handoff.assist.brief.entities import Entity, entities, key
from handoff.assist.brief.sentences import ANSWERS, spoken, telling
from handoff.assist.brief.shape import Line, Turn
from handoff.vocabulary import Role

GIVEN_BY_AI = ("Reference", "Number", "Amount", "Link", "Phone", "E-mail", "Postcode")
"""Of what the AI said, that which an agent may have to look up."""
CORRECTS = re.compile(
    r"\b(?:no|nope|sorry|actually|correction|i\smean[t]?|oops|my\smistake|rather|make\s(?:it|that)|scratch\sthat|should\s(?:be|say)"
    r"|changed?\s(?:(?:it|that|this|the\s\w+)\s)?(?:to|from)|nei|beklager)\b[^.!?\n]{0,40}$",
    re.IGNORECASE,
)
CONDITION = re.compile(r"\b(?:if|or|otherwise|unless)\b[^.!?\n]{0,50}$", re.IGNORECASE)
INSTEAD = re.compile(r"^[^.!?\n]{0,20}\binstead\b(?!\sof)", re.IGNORECASE)
DENIES = re.compile(
    r"\b(?:not|and\snot|instead\sof|rather\sthan|ikke)\s(?:on\s|at\s|for\s|the\s)?$", re.IGNORECASE
)


class Fact(NamedTuple):
    """One line, with the values in it: (kind, key) each, and both apart.

    `answer` where it answers the question that is its label.
    """

    line: Line
    values: tuple[tuple[str, str], ...]
    keys: frozenset[str]
    kinds: frozenset[str]
    answer: bool = False


class Kept(list[Fact]):
    """The facts so far; `known` are their values, those that were corrected among them."""

    def __init__(self) -> None:
        super().__init__()
        self.known: set[str] = set()


def facts(thread: Sequence[Turn]) -> list[Fact]:
    """The facts of a thread, in the order in which they were said; the newest form of each."""
    kept = Kept()
    before: Turn | None = None
    for turn in spoken(thread, Role.CUSTOMER, *ANSWERS):
        if turn.role == Role.CUSTOMER:
            _from_customer(kept, turn, before)
        else:
            _from_ai(kept, turn)
            before = turn
    return kept


def _from_ai(kept: Kept, turn: Turn) -> None:
    for found in entities(turn):
        if found.kind in GIVEN_BY_AI and found.key not in kept.known:
            _add(
                kept,
                found.part.quote(
                    f"{found.label}, from the AI" if turn.role == Role.ASSISTANT else found.label
                ),
                [found],
            )


def _from_customer(kept: Kept, turn: Turn, before: Turn | None) -> None:
    matter = list(telling(turn))
    found = [e for e in entities(turn) if any(e.part.end > p.start and e.part.start < p.end for p in matter)]
    found = [e for e in found if not DENIES.search(turn.text, max(0, e.part.start - 24), e.part.start)]
    answer = answer_to(before, turn) if before is not None else None
    if answer is not None:
        _answered(kept, answer, [e for e in found if _inside(e, answer)])
        found = [e for e in found if not _inside(e, answer)]
    for one in found:
        old = _corrected(kept, one)
        if old is not None:
            _replace(kept, old, one.part.quote(old.line.label), [one])
        elif one.key not in kept.known:
            _add(kept, one.part.quote(one.label), [one])


def _answered(kept: Kept, answer: Answer, found: list[Entity]) -> None:
    line = answer.part.quote(answer.question)
    old = _same_question(kept, answer) or next(filter(None, (_corrected(kept, one) for one in found)), None)
    if old is not None and key(old.line.text) != key(line.text):
        label = old.line.label if old.answer or not answer.asked else answer.question
        _replace(kept, old, msgspec.structs.replace(line, label=label), found, answer=True)
    elif old is None and not _says_again(kept, answer, found):
        inside = {one.key for one in found}  # the answer says better what these values are
        kept[:] = [fact for fact in kept if fact.answer or not fact.keys or not fact.keys <= inside]
        _add(kept, line, found, answer=True)


def _says_again(kept: Kept, answer: Answer, found: list[Entity]) -> bool:
    """Whether an answer only repeats values: of its question, or of answers before it."""
    asked = key(answer.question)
    answers = [fact for fact in kept if fact.answer]
    return bool(found) and all(
        one.key in asked or any(one.key in fact.keys for fact in answers) for one in found
    )


def _same_question(kept: Kept, answer: Answer) -> Fact | None:
    """The earlier answer to the same words; of two long ones neither takes the other's place."""
    same = (f for f in kept if f.answer and f.line.label == answer.question and len(f.line.text) <= SHORT)
    return next(same, None) if answer.bare else None


def _corrected(kept: Kept, new: Entity) -> Fact | None:
    """The newest fact of the same kind, where the customer says that the new one stands in its place."""
    text, part = new.part.turn.text, new.part
    if CONDITION.search(text, max(0, part.start - 60), part.start):
        return None
    instead = INSTEAD.search(text[part.end : part.end + 40])
    if not (instead or CORRECTS.search(text, max(0, part.start - 60), part.start)):
        return None
    old = next((fact for fact in reversed(kept) if new.kind in fact.kinds), None)
    if old is None or (new.kind, new.key) in old.values:
        return None
    since = old.line.end if old.line.message == part.turn.number else 0
    return old if instead or CORRECTS.search(text, max(since, part.start - 60), part.start) else None


def _inside(found: Entity, answer: Answer) -> bool:
    return answer.part.start <= found.part.start and found.part.end <= answer.part.end


def _add(kept: Kept, line: Line, found: list[Entity], *, answer: bool = False) -> None:
    values = tuple((one.kind, one.key) for one in found)
    keys, kinds = frozenset(key for _, key in values), frozenset(kind for kind, _ in values)
    kept.known |= keys
    kept.append(Fact(line, values, keys, kinds, answer))


def _replace(kept: Kept, old: Fact, line: Line, found: list[Entity], *, answer: bool = False) -> None:
    kept.remove(old)
    was = msgspec.structs.replace(old.line, label="", was=None)
    _add(kept, msgspec.structs.replace(line, was=was), found, answer=answer or old.answer)
