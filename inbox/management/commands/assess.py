from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final, Self

import msgspec
import psutil
from django.core.management.base import CommandError, CommandParser

from handoff.assist.assess import Assessment, assess
from handoff.assist.topics import Topics, read
from handoff.errors import Invalid
from handoff.records import BadLine, Line
from inbox.management.lines import LineCommand, answered

MOST: Final = 4096
SHARE: Final = 64
"""Lines that a process takes at a time; up to so many need none."""


class Asked(msgspec.Struct):
    """One line in: a text, and whatever it is to be known by."""

    text: str
    id: str | int | float | None = None


class Told(msgspec.Struct):
    """One line out."""

    id: str | int | float | None
    asks_for_human: float
    anger: float
    high_risk: tuple[str, ...]
    language: str
    evidence: tuple[Any, ...]


class Command(LineCommand):
    help = (
        "Senses customers' texts: JSONL on standard input, each line with text and perhaps an id; a line of JSON "
        "for each on standard output: how strongly it asks for a human and how angry it is (0 to 1), its grave "
        "topics, its language (und where unsure), and the words that show it. Bad lines are named on standard error."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--topics",
            type=Path,
            metavar="FILE",
            help=(
                "further grave topics as JSON or YAML: {name: [phrase, ..]} or "
                "{name: {phrases: [..], examples: [sentence, ..]}}"
            ),
        )

    def handle(self, *args: Any, topics: Path | None = None, **options: Any) -> None:
        try:
            added = read(topics) if topics else {}
        except Invalid as wrong:
            raise CommandError(wrong.message) from wrong
        with Cores(partial(told, topics=added)) as cores:
            self.answer(cores.answers, MOST)


class Cores:
    """Answers many lines on all cores, whose processes are started when first needed, and few without them."""

    def __init__(self, tell: Callable[[Line], bytes | BadLine]) -> None:
        self._tell, self._ends = tell, ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def answers(self, lines: list[Line]) -> Iterable[bytes | BadLine]:
        """What the lines are answered with, in order."""
        if len(lines) <= SHARE:
            return map(self._tell, lines)
        return self._pool.map(self._tell, lines, chunksize=SHARE)

    @cached_property
    def _pool(self) -> ProcessPoolExecutor:
        return self._ends.enter_context(ProcessPoolExecutor(psutil.cpu_count() or 1))


def told(line: Line, topics: Topics) -> bytes | BadLine:
    """What one line is answered with."""
    return answered(line, Asked, partial(_sensed, topics))


def _sensed(topics: Topics, asked: Asked) -> Told:
    found: Assessment = assess(asked.text, topics=topics)
    return Told(asked.id, **msgspec.structs.asdict(found))
