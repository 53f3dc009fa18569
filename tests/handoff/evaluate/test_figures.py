"""Figures, their intervals, and the register of what can be evaluated."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from handoff.errors import Invalid
from handoff.evaluate import rows
from handoff.evaluate.figures import Figure, Options, drawn, needed, told

RIGHT = np.array([1.0] * 90 + [0.0] * 10)


def right(drawn: np.ndarray) -> float:
    return float(RIGHT[drawn].mean())


def test_a_figure_comes_with_an_interval_that_holds_it() -> None:
    figure = drawn("demo", "right", right, 100)
    assert figure.value == pytest.approx(0.9)
    assert figure.n == 100
    assert figure.low is not None and figure.high is not None  # noqa: PT018
    assert 0.82 < figure.low < 0.9 < figure.high < 0.97


def test_the_same_rows_give_the_same_interval() -> None:
    assert drawn("demo", "right", right, 100) == drawn("demo", "right", right, 100)


def test_without_examples_there_is_no_figure() -> None:
    with pytest.raises(Invalid, match="demo: there are no examples"):
        drawn("demo", "right", right, 0)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"data: there is no moods\.jsonl"):
        needed(tmp_path, "moods.jsonl")


def test_a_line_of_the_table_has_the_figure_and_its_bounds() -> None:
    assert told(Figure("demo", "right", 0.9, 100, 0.82, 0.97)).split() == [
        "demo", "right", "0.900", "0.820", "to", "0.970",
    ]  # fmt: skip
    assert told(Figure("demo", "p50", 3.2)).split() == ["demo", "p50", "3.200"]


@pytest.fixture
def two_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    def plain(data: Path, options: Options) -> Iterator[Figure]:
        yield Figure("plain", "lexical", float(options.lexical))

    def other(data: Path, options: Options) -> Iterator[Figure]:
        yield Figure("other", "right", 1.0)

    monkeypatch.setattr(rows, "ROWS", {"plain": plain, "other": other})


@pytest.mark.usefixtures("two_rows")
def test_all_rows_are_measured_or_those_that_were_named(tmp_path: Path) -> None:
    lexical = Options(lexical=True)
    assert [figure.row for figure in rows.measured(tmp_path, lexical)] == ["plain", "other"]
    assert list(rows.measured(tmp_path, lexical, ["plain"])) == [Figure("plain", "lexical", 1.0)]


@pytest.mark.usefixtures("two_rows")
def test_unknown_names_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="only: moods is none of plain, other"):
        list(rows.measured(tmp_path, Options(), ["moods"]))
    with pytest.raises(Invalid, match=r"data: .* is no folder"):
        list(rows.measured(tmp_path / "nowhere", Options()))
