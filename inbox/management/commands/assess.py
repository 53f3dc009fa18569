import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from typing import IO, Any, Final

import msgspec
import psutil
from django.core.management.base import BaseCommand, CommandError

from handoff.assist.assess import Assessment, assess
from handoff.records import BadLine, Line, taken
from inbox.management.lines import batches

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


class Command(BaseCommand):
    help = (
        "Senses customers' texts: JSONL on standard input, each line with text and perhaps an id; a line of JSON "
        "for each on standard output: how strongly it asks for a human and how angry it is (0 to 1), its grave "
        "topics, its language (und where unsure), and the words that show it. Bad lines are named on standard error."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        bad = 0
        for batch in answers(sys.stdin.buffer):
            for answer in batch:
                if isinstance(answer, BadLine):
                    bad += 1
                    self.stderr.write(str(answer), style_func=str)
                else:
                    self.stdout.write(answer.decode())
            self.stdout.flush()
        if bad:
            raise CommandError(f"Not taken: {bad}. The rest is answered.")


def answers(stream: IO[bytes]) -> Iterator[Iterable[bytes | BadLine]]:
    """What the lines are answered with, in order, as many at once as have come; many of them on all cores."""
    number, pool = 1, None
    with ExitStack() as ends:
        for texts in batches(stream, MOST):
            lines = [Line(at, text) for at, text in enumerate(texts, number) if text.strip()]
            number += len(texts)
            if len(lines) <= SHARE:
                yield map(told, lines)
                continue
            pool = pool or ends.enter_context(ProcessPoolExecutor(psutil.cpu_count() or 1))
            yield pool.map(told, lines, chunksize=SHARE)


def told(line: Line) -> bytes | BadLine:
    """What one line is answered with."""
    taken_in = taken(line.number, line.text, Asked, _sensed)
    return taken_in if isinstance(taken_in, BadLine) else taken_in.made


def _sensed(asked: Asked) -> bytes:
    found: Assessment = assess(asked.text)
    return msgspec.json.encode(Told(asked.id, **msgspec.structs.asdict(found)))
