"""`import_tickets` and `import_knowledge`, as scripts call them."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from handoff.models import Article, PastTicket

pytestmark = pytest.mark.django_db


def run(command: str, path: Path, *options: str) -> tuple[dict[str, int], str, str]:
    """The counts, what was told on standard error, and the failure at the end."""
    out, err, failure = io.StringIO(), io.StringIO(), ""
    try:
        call_command(command, str(path), *options, stdout=out, stderr=err)
    except CommandError as failed:
        failure = str(failed)
    printed: list[dict[str, int]] = [json.loads(line) for line in out.getvalue().splitlines()]
    return (printed or [{}])[-1], err.getvalue(), failure


def tickets(file: Path, *rows: Any) -> Path:
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return file


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    file = tickets(
        tmp_path / "t.jsonl", *({"id": n, "question": f"Where is {n}?", "answer": "Here."} for n in range(3))
    )

    assert run("import_tickets", file) == ({"added": 3, "changed": 0, "unchanged": 0, "bad": 0}, "", "")
    before = list(PastTicket.objects.values())
    assert run("import_tickets", file) == ({"added": 0, "changed": 0, "unchanged": 3, "bad": 0}, "", "")
    assert list(PastTicket.objects.values()) == before


def test_bad_lines_are_named_on_standard_error_the_rest_is_kept_and_the_exit_code_says_so(
    tmp_path: Path,
) -> None:
    good = {"id": "a", "question": "Where?", "answer": "Here."}
    file = tickets(tmp_path / "t.jsonl", good, "{", {"id": "b"}, {**good, "id": "c"}, good)

    counts, told, failure = run("import_tickets", file)

    assert counts == {"added": 2, "changed": 0, "unchanged": 0, "bad": 3}
    assert [line.split(": ")[0] for line in told.splitlines()] == ["line 2", "line 3", "line 5"]
    assert failure == "Not taken: 3. The rest is kept."
    assert PastTicket.objects.count() == 2


def test_a_folder_and_a_packed_table_both_become_articles(tmp_path: Path) -> None:
    (tmp_path / "help").mkdir()
    (tmp_path / "help" / "poles.md").write_text("# Poles\n\nWe send them.")
    table = tmp_path / "macros.csv.gz"
    table.write_bytes(gzip.compress(b"id,title,text,kind\nhello,Hello,Hei {customer}!,macro\n"))

    assert run("import_knowledge", tmp_path / "help")[0]["added"] == 1
    assert run("import_knowledge", table)[0]["added"] == 1
    assert set(Article.objects.values_list("key", "kind", "title")) == {
        ("poles.md", "article", "Poles"),
        ("hello", "macro", "Hello"),
    }


@pytest.mark.parametrize("command", ["import_tickets", "import_knowledge"])
def test_what_is_not_there_is_one_sentence_and_prints_no_counts(tmp_path: Path, command: str) -> None:
    counts, told, failure = run(command, tmp_path / "nothing.jsonl")

    assert (counts, told) == ({}, "")
    assert failure.startswith("Cannot read ")


def test_the_shared_tickets_come_in_twice_with_one_effect(shared_data: Path) -> None:
    assert run("import_tickets", shared_data / "tickets.jsonl.gz")[0]["added"] == 4862
    assert run("import_tickets", shared_data / "tickets.jsonl.gz")[0] == {
        "added": 0,
        "changed": 0,
        "unchanged": 4862,
        "bad": 0,
    }


class TestMissing:
    """A page goes out of the folder."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "help"
        folder.mkdir()
        for name in ("poles", "kayaks"):
            (folder / f"{name}.md").write_text(f"# {name}\n\nAbout {name}.")
        return folder

    @staticmethod
    def active() -> set[str]:
        return set(Article.objects.filter(active=True).values_list("key", flat=True))

    def test_is_named_and_stays(self, folder: Path) -> None:
        assert run("import_knowledge", folder)[0]["missing"] == 0
        (folder / "kayaks.md").unlink()
        counts, told, failure = run("import_knowledge", folder)
        assert (counts["missing"], counts["switched_off"]) == (1, 0)
        assert (told, failure) == ("kayaks.md: missing\n", "")
        assert self.active() == {"poles.md", "kayaks.md"}

    def test_is_switched_off_where_that_is_wanted_and_comes_back(self, folder: Path) -> None:
        run("import_knowledge", folder)
        page = folder / "kayaks.md"
        text = page.read_text()
        page.unlink()
        assert run("import_knowledge", folder, "--remove-missing")[0]["switched_off"] == 1
        assert self.active() == {"poles.md"}
        assert [one.kind for one in Article.objects.get(key="kayaks.md").versions.all()] == ["missing"]

        page.write_text(text)
        assert run("import_knowledge", folder)[0]["changed"] == 1
        assert self.active() == {"poles.md", "kayaks.md"}

    def test_what_a_person_switched_off_does_not_come_back(self, folder: Path) -> None:
        run("import_knowledge", folder)
        Article.objects.filter(key="kayaks.md").update(active=False)
        run("import_knowledge", folder)
        assert self.active() == {"poles.md"}

    def test_leaves_other_collections_alone(self, folder: Path, tmp_path: Path) -> None:
        file = tmp_path / "faq.jsonl"
        file.write_text(json.dumps({"id": "hours", "title": "Hours", "text": "10 to 18."}))
        run("import_knowledge", file)
        run("import_knowledge", folder, "--collection", "help")
        assert run("import_knowledge", folder, "--remove-missing")[0]["missing"] == 0
        assert self.active() == {"poles.md", "kayaks.md", "hours"}

    def test_nothing_is_switched_off_while_a_file_cannot_be_read(self, folder: Path) -> None:
        run("import_knowledge", folder)
        (folder / "kayaks.md").write_bytes(b"\xff\xfe")
        counts, told, failure = run("import_knowledge", folder, "--remove-missing")
        assert (counts["bad"], counts["switched_off"]) == (1, 0)
        assert "Nothing was switched off" in told
        assert failure == "Not taken: 1. The rest is kept."
        assert self.active() == {"poles.md", "kayaks.md"}
