from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Literal

import msgspec
from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from handoff import engines
from handoff.assist.engine import Proposal
from handoff.assist.weights import WrongWeights
from handoff.knowledge.fields import Prose, needed
from handoff.records import BadLine, Line, Record, taken
from inbox.management.lines import LineCommand

CUSTOMER: Final = frozenset({"customer", "user"})

ProposeMany = Callable[[Sequence[tuple[str, list[str]]]], list[Proposal | None]]


class Said(msgspec.Struct):
    """One message before the question."""

    role: Literal["customer", "user", "assistant", "agent", "system"]
    text: Prose


class Question(msgspec.Struct):
    """One line of the input."""

    question: Prose
    id: str | int | None = None
    context: list[str | Said] | None = None


class Command(LineCommand):
    help = (
        "Answers questions from articles, macros and past tickets: JSONL on standard input, a line each with "
        "question, id?, context? (what was said before, oldest first: texts of the customer, or objects with role "
        "and text). For each line prints id, answer (null where it would not guess), confidence, raw_confidence, "
        "topic and citations, at once. Brings the index up to date first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        told = (
            "have the model of LLM_BASE_URL write, out of the articles; where it fails, answer as without it"
        )
        parser.add_argument("--model", action="store_true", help=told)

    def handle(self, *args: Any, **options: Any) -> None:
        propose_many = _by_model() if options["model"] else _by_index()
        self._bring_up_to_date()
        self.answer(lambda lines: _answers(lines, propose_many))

    def _bring_up_to_date(self) -> None:
        from handoff.knowledge import upkeep

        with tqdm(
            total=1.0, bar_format="{desc}: {percentage:.0f}%|{bar}|", disable=None, leave=False
        ) as shown:

            def progress(doing: str, share: float) -> None:
                shown.set_description(doing)
                shown.update(share - shown.n)

            try:
                done = upkeep.bring_up_to_date(progress)
            except WrongWeights as wrong:
                raise CommandError(str(wrong)) from wrong
        if done != "nothing":
            self.stderr.write(f"The index was {done}.", style_func=str)


def _by_index() -> ProposeMany:
    from handoff.knowledge import answers

    return answers.propose_many


def _by_model() -> ProposeMany:
    if not settings.LLM:
        raise CommandError("There is no model: set LLM_BASE_URL and LLM_MODEL.")
    return lambda asked: [engines.engine().propose(*one) for one in asked]


def _answers(lines: list[Line], propose_many: ProposeMany) -> Iterator[bytes | BadLine]:
    asked = [taken(line.number, line.text, Question, _checked) for line in lines]
    questions = [one.made for one in asked if isinstance(one, Record)]
    found = iter(propose_many([(one.question, _before(one)) for one in questions]))
    for one in asked:
        yield msgspec.json.encode(_line(one.made, next(found))) if isinstance(one, Record) else one


def _checked(asked: Question) -> Question:
    needed("question", asked.question)
    return asked


def _before(asked: Question) -> list[str]:
    """What the customer wrote before, oldest first."""
    return [
        one if isinstance(one, str) else one.text
        for one in asked.context or ()
        if isinstance(one, str) or one.role in CUSTOMER
    ]


def _line(asked: Question, said: Proposal | None) -> dict[str, Any]:
    if said is None:
        said = Proposal(None, 0.0)
    return {
        "id": asked.id,
        "answer": said.text,
        "confidence": said.confidence,
        "raw_confidence": said.confidence if said.raw_confidence is None else said.raw_confidence,
        "topic": said.topic or None,
        "citations": msgspec.to_builtins(said.citations),
    }
