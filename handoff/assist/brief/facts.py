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
    """One line, with the values in it: (kind, key) each; `answer` where it answers the question that is its label."""

    line: Line
    values: tuple[tuple[str, str], ...]
    answer: bool = False

    @property
    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.values}


def facts(thread: Sequence[Turn]) -> list[Fact]:
    """The facts of a thread, in the order in which they were said; the newest form of each."""
    kept: list[Fact] = []
    before: Turn | None = None
    for turn in spoken(thread, Role.CUSTOMER, *ANSWERS):
        if turn.role == Role.CUSTOMER:
            _from_customer(kept, turn, before)
        else:
            _from_ai(kept, turn)
            before = turn
    return kept


def _from_ai(kept: list[Fact], turn: Turn) -> None:
    for found in entities(turn):
        if found.kind in GIVEN_BY_AI and not _known(kept, found):
            _add(
                kept,
                found.part.quote(
                    f"{found.label}, from the AI" if turn.role == Role.ASSISTANT else found.label
                ),
                [found],
            )


def _from_customer(kept: list[Fact], turn: Turn, before: Turn | None) -> None:
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
        elif not _known(kept, one):
            _add(kept, one.part.quote(one.label), [one])


def _answered(kept: list[Fact], answer: Answer, found: list[Entity]) -> None:
    line = answer.part.quote(answer.question)
    old = _same_question(kept, answer) or next(filter(None, (_corrected(kept, one) for one in found)), None)
    if old is not None and key(old.line.text) != key(line.text):
        label = old.line.label if old.answer or not answer.asked else answer.question
        _replace(kept, old, msgspec.structs.replace(line, label=label), found, answer=True)
    elif old is None and not _says_again(kept, answer, found):
        kept[:] = [fact for fact in kept if fact.answer or not _within(fact, found)]
        _add(kept, line, found, answer=True)


def _says_again(kept: list[Fact], answer: Answer, found: list[Entity]) -> bool:
    """Whether an answer only repeats values: of its question, or of answers before it."""
    asked = key(answer.question)
    answers = [fact for fact in kept if fact.answer]
    return bool(found) and all(one.key in asked or _known(answers, one) for one in found)


def _within(fact: Fact, found: list[Entity]) -> bool:
    """Whether a fact's values stand in an answer, which says better what they are."""
    return bool(fact.values) and all(any(one.key == value for one in found) for _, value in fact.values)


def _same_question(kept: list[Fact], answer: Answer) -> Fact | None:
    """The earlier answer to the same words; of two long ones neither takes the other's place."""
    same = (f for f in kept if f.answer and f.line.label == answer.question and len(f.line.text) <= SHORT)
    return next(same, None) if answer.bare else None


def _corrected(kept: list[Fact], new: Entity) -> Fact | None:
    """The newest fact of the same kind, where the customer says that the new one stands in its place."""
    text, part = new.part.turn.text, new.part
    if CONDITION.search(text, max(0, part.start - 60), part.start):
        return None
    if not (
        CORRECTS.search(text, max(0, part.start - 60), part.start)
        or INSTEAD.search(text[part.end : part.end + 40])
    ):
        return None
    same = [fact for fact in kept if new.kind in fact.kinds]
    old = same[-1] if same else None
    return old if old is not None and (new.kind, new.key) not in old.values else None


def _known(kept: list[Fact], found: Entity) -> bool:
    return any(found.key == value for fact in kept for _, value in fact.values)


def _inside(found: Entity, answer: Answer) -> bool:
    return answer.part.start <= found.part.start and found.part.end <= answer.part.end


def _add(kept: list[Fact], line: Line, found: list[Entity], *, answer: bool = False) -> None:
    kept.append(Fact(line, tuple((one.kind, one.key) for one in found), answer))


def _replace(kept: list[Fact], old: Fact, line: Line, found: list[Entity], *, answer: bool = False) -> None:
    kept.remove(old)
    was = msgspec.structs.replace(old.line, label="", was=None)
    _add(kept, msgspec.structs.replace(line, was=was), found, answer=answer or old.answer)
