"""Reading a structured form's answers out of what a customer wrote. Pure: questions and text in, values out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from handoff.assist.brief.forms import KINDS
from handoff.assist.quotes import filler
from handoff.policy.document import Question
from handoff.policy.terms import FieldKind

LONGEST: Final = 300
SHORT: Final = 60
"""Characters up to which a reply that is no answer was meant as one."""
EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
ORDER: Final = re.compile(r"(?<![\w@.+-])#?(?=[A-Za-z-]{0,8}\d)[A-Za-z0-9][A-Za-z0-9-]{2,30}(?![\w@])")
PHONE: Final = re.compile(r"(?<![\w-])\+?\(?\d[\d\s().-]{5,18}\d(?![\w-])")
NUMBER: Final = re.compile(r"(?<![\w.,-])-?\d{1,15}(?:[.,]\d{1,6})?(?![\w-])")
DATES: Final = tuple(kind.pattern for kind in KINDS if kind.name == "Date")
BY_FORM: Final = (FieldKind.EMAIL, FieldKind.DATE, FieldKind.PHONE, FieldKind.ORDER, FieldKind.NUMBER)
"""In this order a text is searched: of two that could be meant by the same words the surer one has them."""
KNOWN_AT_SIGHT: Final = (FieldKind.EMAIL, FieldKind.ORDER)
"""What is taken from words that were no answer to the form."""
_NUMBERED: Final = re.compile(r"\s*(\d{1,2})\s?[.):]\s+(.+)")


class Answers(NamedTuple):
    """What was found, by the questions' names; and what was meant as an answer and is none."""

    given: dict[str, str]
    wrong: dict[str, str]


def read(questions: Sequence[Question], text: str, *, asked: Sequence[Question] = ()) -> Answers:
    """The answers in `text` to the questions that are still open; `asked` are those that stood numbered in the form."""
    answers = Answers({}, {})
    rest = "\n".join(_unlabelled(answers, questions, asked or questions, text[: LONGEST * 10]))
    for kind in BY_FORM:
        for question in _open(answers, questions, kind):
            value = _found(kind, rest)
            if value:
                answers.given[question.name] = value
                rest = rest.replace(value, " ", 1)
    _read_texts(answers, questions, rest)
    left = [question for question in questions if question.name not in answers.given]
    if len(left) == 1 and not answers.given and not answers.wrong and _meant(rest):
        answers.wrong[left[0].name] = rest.strip()
    return answers


def known(questions: Iterable[Question], texts: Iterable[str]) -> dict[str, str]:
    """What earlier words of a customer, the newest first, tell already: e-mail addresses and order numbers."""
    told: dict[str, str] = {}
    for question in questions:
        if question.kind in KNOWN_AT_SIGHT:
            found = (_found(question.kind, text, sure=True) for text in texts)
            if value := next(filter(None, found), ""):
                told[question.name] = value
    return told


def _unlabelled(
    answers: Answers, questions: Sequence[Question], asked: Sequence[Question], text: str
) -> Iterator[str]:
    """The lines that name no question; those that do are taken as its answer."""
    names = {question.name for question in questions}
    for line in text.splitlines():
        question, value = _labelled(asked, line)
        if question is None or question.name not in names:
            yield line
        elif found := _found(question.kind, value):
            answers.given[question.name] = found
        else:
            answers.wrong[question.name] = value.strip()[:SHORT]


def _labelled(asked: Sequence[Question], line: str) -> tuple[Question | None, str]:
    numbered = _NUMBERED.fullmatch(line)
    if numbered and 0 < int(numbered[1]) <= len(asked):
        return asked[int(numbered[1]) - 1], numbered[2]
    label, colon, value = line.partition(":")
    said = _plain(label)
    if colon and value.strip() and said:
        for question in asked:
            if said in (_plain(question.name), _plain(question.label)):
                return question, value
    return None, line


def _plain(label: str) -> str:
    return re.sub(r"[\W_]+", " ", label).strip().casefold()


def _open(answers: Answers, questions: Sequence[Question], kind: FieldKind) -> list[Question]:
    done = {*answers.given, *answers.wrong}
    return [question for question in questions if question.kind == kind and question.name not in done]


def _found(kind: FieldKind, text: str, *, sure: bool = False) -> str:
    """The first value of a kind in a text, as it stands there; empty where there is none."""
    match kind:
        case FieldKind.EMAIL:
            found = EMAIL.search(text)
        case FieldKind.PHONE:
            found = next((m for m in PHONE.finditer(text) if 7 <= _digits(m[0]) <= 15), None)
        case FieldKind.NUMBER:
            found = NUMBER.search(text)
        case FieldKind.DATE:
            found = next(filter(None, (pattern.search(text) for pattern in DATES)), None)
        case FieldKind.ORDER:
            found = next((m for m in ORDER.finditer(text) if _is_order(m[0], sure)), None)
        case _:
            return text.strip()[:LONGEST]
    return found[0].strip() if found else ""


def _is_order(value: str, sure: bool) -> bool:
    """At first sight a number alone could be anything."""
    return _digits(value) >= 3 and (not sure or any(letter.isalpha() or letter == "#" for letter in value))


def _digits(value: str) -> int:
    return sum(letter.isdigit() for letter in value)


def _read_texts(answers: Answers, questions: Sequence[Question], rest: str) -> None:
    """What is left answers the questions that take any text: a line each, where there are as many."""
    wanted = _open(answers, questions, FieldKind.TEXT)
    lines = [line.strip() for line in rest.splitlines() if _meant(line)]
    if not wanted or not lines:
        return
    if len(lines) == len(wanted):
        answers.given.update({q.name: line[:LONGEST] for q, line in zip(wanted, lines, strict=True)})
    else:
        answers.given[wanted[0].name] = " ".join(lines)[:LONGEST]


def _meant(text: str) -> bool:
    """Whether a text says something: no bare courtesy, no leftover of what was taken from it."""
    letters = sum(letter.isalnum() for letter in text)
    return letters >= 2 and len(text.strip()) <= LONGEST and not filler(text)
