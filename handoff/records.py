"""Files of records, read line by line: JSONL or CSV, gzipped or not. A bad line is named and the rest is kept."""

import csv
import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Generic, NamedTuple, TypeVar

from handoff.errors import Invalid
from handoff.protocol import ProtocolError, read

T = TypeVar("T")
Made = TypeVar("Made")

MOST_LINE = 16 * 1024 * 1024
BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_JSON_PLACE = re.compile(r": line 1 column (\d+) \(char \d+\)$")


class Line(NamedTuple):
    """One record as JSON text, and the number of the line that it begins in."""

    number: int
    text: bytes


class Record(NamedTuple, Generic[Made]):
    """What was made of one line, or of one file of a folder."""

    where: int | str
    made: Made


class BadLine(NamedTuple):
    """What could not be taken: where it stands (a line's number, or a file's name) and why."""

    where: int | str
    reason: str

    def __str__(self) -> str:
        return f"{place(self.where)}: {self.reason}"


def place(where: int | str) -> str:
    """A line's number or a file's name, for people."""
    return f"line {where}" if isinstance(where, int) else where


def records(path: Path, kind: type[T], make: Callable[[T], Made]) -> Iterator[Record[Made] | BadLine]:
    """What `make` makes of each line, read as a `kind` under the rules that texts on the wire obey.

    CSV where the name says so (an empty cell is as if absent), else JSONL. Raises Invalid where the file cannot
    be read at all.
    """
    with _opened(path) as stream:
        rows = _undamaged(_lines(stream))
        if path.name.lower().removesuffix(".gz").endswith(".csv"):
            rows = _table(rows)
        for row in rows:
            if isinstance(row, BadLine):
                yield row
            elif row.text.strip():
                yield taken(row.number, row.text, kind, make)


def taken(where: int | str, text: bytes, kind: type[T], make: Callable[[T], Made]) -> Record[Made] | BadLine:
    """What `make` makes of one JSON text; BadLine where it is none, no `kind`, or `make` raises Invalid."""
    if len(text) > MOST_LINE:
        return BadLine(where, f"longer than {MOST_LINE // 2**20} MiB")
    try:
        return Record(where, make(read(text.strip(), kind)))
    except ProtocolError as refused:
        reason = _JSON_PLACE.sub(r" at column \1", refused.message)
        return BadLine(where, f"{refused.field}: {reason}" if refused.field else reason)
    except Invalid as refused:
        return BadLine(where, refused.message)


def _opened(path: Path) -> IO[bytes]:
    try:
        with path.open("rb") as stream:
            packed = stream.read(2) == _GZIP
        return gzip.open(path) if packed else path.open("rb")  # type: ignore[return-value]
    except OSError as wrong:
        raise Invalid(f"Cannot read {path}: {wrong.strerror}.", field="path") from None


def _lines(stream: IO[bytes]) -> Iterator[Line]:
    """The lines, each cut off just beyond the longest that is taken: so memory stays bounded."""
    number = 0
    while text := stream.readline(MOST_LINE + 1):
        number += 1
        yield Line(number, text.removeprefix(BOM) if number == 1 else text)
        while len(text) > MOST_LINE and not text.endswith(b"\n"):
            text = stream.readline(MOST_LINE + 1)


def _undamaged(lines: Iterator[Line]) -> Iterator[Line | BadLine]:
    """The lines up to where a gzip file is broken."""
    number = 0
    try:
        for line in lines:
            number = line.number
            yield line
    except (OSError, EOFError, zlib.error):
        yield BadLine(number + 1, "the file is damaged from here on")


def _table(lines: Iterator[Line | BadLine]) -> Iterator[Line | BadLine]:
    """The rows of a table as JSON texts, named by its first row."""
    damage: list[BadLine] = []
    names: list[str] | None = None
    for row in _rows(_decoded(lines, damage)):
        if isinstance(row, BadLine):
            yield row
        elif names is None:
            names = [name.strip() for name in row.cells]
        elif len(row.cells) > len(names):
            yield BadLine(row.number, f"{len(row.cells)} cells under {len(names)} names")
        elif told := {name: cell for name, cell in zip(names, row.cells, strict=False) if cell.strip()}:
            yield Line(row.number, json.dumps(told).encode())
    yield from damage


class Row(NamedTuple):
    """The cells of one row of a table, and the number of the line that it begins in."""

    number: int
    cells: list[str]


def _rows(lines: Iterator[str]) -> Iterator[Row | BadLine]:
    reader = csv.reader(lines, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            yield Row(number, next(reader))
        except StopIteration:
            return
        except csv.Error as wrong:
            yield BadLine(number, f"no CSV: {wrong}")


def _decoded(lines: Iterator[Line | BadLine], damage: list[BadLine]) -> Iterator[str]:
    """Lines as text. What is no UTF-8 stays visible as surrogates, which are refused later, under their line."""
    for line in lines:
        if isinstance(line, BadLine):
            damage.append(line)
        else:
            yield line.text.decode("utf-8", "surrogateescape")
