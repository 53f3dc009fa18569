"""`manage.py evaluate`: the table for people, the figures for programs."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from handoff.evaluate import rows
from handoff.evaluate.figures import Figure, Options


@pytest.fixture(autouse=True)
def _one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def moods(data: Path, options: Options) -> Iterator[Figure]:
        yield Figure("moods", "lexical" if options.lexical else "hybrid", 0.75, 40, 0.7, 0.8)

    monkeypatch.setattr(rows, "ROWS", {"moods": moods})


def test_the_table_goes_to_standard_error_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", data=tmp_path)
    out, err = capsys.readouterr()
    assert not out
    assert "moods" in err
    assert "0.750" in err


def test_programs_get_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", "--json", "--lexical", "--only", "moods", data=tmp_path)
    (figure,) = json.loads(capsys.readouterr().out)["figures"]
    assert figure["measure"] == "lexical"
    assert (figure["value"], figure["low"], figure["high"], figure["n"]) == (0.75, 0.7, 0.8, 40)


def test_a_wrong_name_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="only: sums is none of moods"):
        call_command("evaluate", "--only", "sums", data=tmp_path)
