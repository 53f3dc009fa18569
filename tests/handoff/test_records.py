"""Files as people send them: with a byte order mark, half a gzip, Windows line ends, and a few bad lines."""

import gzip
import json
from pathlib import Path

import pytest
from msgspec import Struct

from handoff import records as files
from handoff.errors import Invalid
from handoff.records import BadLine, Record, records


class Line(Struct):
    id: str
    text: str | None = None


def read(path: Path) -> list[Record[str] | BadLine]:
    return list(records(path, Line, lambda line: f"{line.id}:{line.text}"))


def made(path: Path) -> list[str]:
    return [one.made for one in read(path) if isinstance(one, Record)]


def bad(path: Path) -> list[str]:
    return [str(one) for one in read(path) if isinstance(one, BadLine)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lines.jsonl"


def test_lines_are_taken_with_byte_order_mark_windows_ends_and_gaps_between_them(file: Path) -> None:
    file.write_bytes(b'\xef\xbb\xbf{"id": "a"}\r\n\r\n  \n{"id": "b", "text": null}')

    assert read(file) == [Record(1, "a:None"), Record(4, "b:None")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"id": "b"', "Expecting ',' delimiter at column 11"),
        (b'["b"]', "Expected object, got array"),
        (b'{"text": "b"}', "id: Missing required field"),
        (b'{"id": 7}', "id: Expected string, got integer"),
        (b'{"id": "b\xff"}', "UTF-8"),
        (b'{"id": "b\\u0000"}', "id: A text may not hold U+0000"),
        (b'{"id": "b\\ud800"}', "id: A text may not hold U+0000 or a lone surrogate"),
        (b'{"id": "b", "x": NaN}', "NaN"),
    ],
)
def test_a_bad_line_is_named_with_its_reason_and_the_lines_around_it_are_kept(
    file: Path, line: bytes, why: str
) -> None:
    file.write_bytes(b'{"id": "a"}\n' + line + b'\n{"id": "c"}\n')

    assert made(file) == ["a:None", "c:None"]
    assert len(bad(file)) == 1
    assert bad(file)[0].startswith("line 2: ")
    assert why in bad(file)[0]


def test_an_endless_line_costs_no_memory_and_the_next_one_is_kept(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_LINE", 2**20)
    long = json.dumps({"id": "b", "text": "x" * 5 * 2**20})
    file.write_text(f'{{"id": "a"}}\n{long}\n{{"id": "c"}}\n')

    assert read(file) == [Record(1, "a:None"), BadLine(2, "longer than 1 MiB"), Record(3, "c:None")]


def test_gzip_is_known_by_its_content_whatever_the_name(file: Path) -> None:
    file.write_bytes(gzip.compress(b'{"id": "a"}\n{"id": "b"}\n'))

    assert made(file) == ["a:None", "b:None"]


def test_what_stands_before_the_damage_of_a_gzip_file_is_kept(file: Path) -> None:
    whole = gzip.compress("".join(f'{{"id": "{n}"}}\n' for n in range(50_000)).encode())
    file.write_bytes(whole[: len(whole) // 2])

    found = read(file)

    assert 1_000 < len(found) < 50_000
    assert isinstance(found[-1], BadLine)
    assert str(found[-1]).endswith("the file is damaged from here on")
    assert all(isinstance(one, Record) for one in found[:-2])


def test_a_table_has_quoted_line_breaks_and_names_the_line_that_a_row_begins_in(tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text('id, text\na,"one\ntwo"\nb,\n\nc,1,2\n,lost\nd,end\n')

    assert read(file) == [
        Record(2, "a:one\ntwo"),
        Record(4, "b:None"),
        BadLine(6, "3 cells under 2 names"),
        BadLine(7, "id: Missing required field"),
        Record(8, "d:end"),
    ]


def test_a_table_may_be_gzipped_and_hold_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "Lines.CSV.gz"
    file.write_bytes(gzip.compress(b"\xef\xbb\xbfid,text\na,\xff\nb,\xc3\xa5\n"))

    assert made(file) == ["b:å"]
    assert bad(file) == ["line 2: text: A text may not hold U+0000 or a lone surrogate"]


def test_a_quote_that_never_ends_swallows_nothing_silently(tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text('id,text\na,one\nb,"two\nc,three\n')

    assert made(file) == ["a:one"]
    assert bad(file) == ["line 3: no CSV: unexpected end of data"]


def test_a_cell_of_any_length_is_a_bad_line_and_the_next_row_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "lines.csv"
    file.write_text(f"id,text\na,{'x' * 200_000}\nb,two\n")

    assert made(file) == ["b:two"]
    assert bad(file) == ["line 2: no CSV: field larger than field limit (131072)"]


def test_a_file_that_is_not_there_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"Cannot read .*nothing: No such file or directory\."):
        read(tmp_path / "nothing")
    with pytest.raises(Invalid, match="Is a directory"):
        read(tmp_path)
