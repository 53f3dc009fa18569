"""Commands that answer line by line: JSONL in, JSONL out, bad lines to standard error."""

import os
import select
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any, Final, TypeVar

import msgspec
from django.core.management.base import BaseCommand, CommandError

from handoff.records import BOM, MOST_LINE, BadLine, Line, Record, taken

T = TypeVar("T")

MOST: Final = 64
PIECE: Final = 1024 * 1024

Answers = Callable[[list[Line]], Iterable[bytes | BadLine]]


class LineCommand(BaseCommand):
    """Answers standard input as it comes, each line by one of JSON; fails at the end where a line was bad."""

    def answer(self, answers: Answers, most: int = MOST) -> None:
        """Print what `answers` makes of at most `most` lines at once. Raises CommandError where some were bad."""
        bad = 0
        for lines in batches(sys.stdin.buffer, most):
            for told in answers(lines):
                if isinstance(told, BadLine):
                    bad += 1
                    self.stderr.write(str(told), style_func=str)
                else:
                    self.stdout.write(told.decode())
            self.stdout.flush()
        if bad:
            raise CommandError(f"Bad lines: {bad}. The rest is answered.")


def answered(line: Line, kind: type[T], make: Callable[[T], Any]) -> bytes | BadLine:
    """What `make` makes of one line, read as a `kind`, in JSON."""
    found = taken(line.number, line.text, kind, make)
    return msgspec.json.encode(found.made) if isinstance(found, Record) else found


def batches(stream: IO[bytes], most: int) -> Iterator[list[Line]]:
    """The lines of a stream that are not blank, at most `most` at once: as many as can be had without waiting.

    The last line counts also where nothing ends it. One that is longer than any that is taken is cut off there.
    """
    number, held, ended = 0, b"", False
    while not ended:
        piece = os.read(stream.fileno(), PIECE)
        ended = not piece
        while not ended and _wanting(piece, most) and _more(stream):
            further = os.read(stream.fileno(), PIECE)
            ended = not further
            piece += further
        *texts, held = (held + piece).split(b"\n")
        if ended and held:
            texts.append(held)
        held = held[: MOST_LINE + 1]
        for start in range(0, len(texts), most):
            numbered = enumerate(texts[start : start + most], number + start + 1)
            lines = [Line(at, text.removeprefix(BOM) if at == 1 else text) for at, text in numbered]
            yield [line for line in lines if line.text.strip()]
        number += len(texts)


def _wanting(piece: bytes, most: int) -> bool:
    return piece.count(b"\n") < most and len(piece) < MOST_LINE


def _more(stream: IO[bytes]) -> bool:
    return bool(select.select([stream], [], [], 0)[0])
