"""The index on disk: whoever crashes, and whoever still reads, there is always one whole generation that counts."""

import fcntl
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handoff.knowledge import generations
from handoff.knowledge.generations import About

pytestmark = pytest.mark.usefixtures("index")
ABOUT = About("db", 1, 1, False, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))


def publish(text: str) -> str:
    return generations.publish(lambda folder: (folder / "text").write_text(text), ABOUT, {text: 1})


def counts() -> str | None:
    """What the generation that counts holds, read as another process would."""
    held = generations.current()
    return (held.index / "text").read_text() if held else None


def names(index: Path) -> list[str]:
    return sorted(one.name for one in index.iterdir() if one.is_dir())


class Crash(Exception):
    pass


def crash(*_: object, **__: object) -> None:
    raise Crash


def test_each_generation_replaces_the_one_before(index: Path) -> None:
    assert counts() is None
    assert publish("one") == "g000001"
    before = generations.mark()
    assert publish("two") == "g000002"
    assert (counts(), names(index)) == ("two", ["g000002"])
    assert generations.mark() != before


@pytest.mark.parametrize(
    "where",
    ["_sync", "_newest", "_point", "_sync_file", "os.fsync", "Path.rename", "Path.replace", "Path.touch"],
)
def test_a_crash_at_any_line_leaves_the_old_one(
    index: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    publish("one")
    with monkeypatch.context() as broken:
        owner = {"os": os, "Path": Path}.get(where.split(".", maxsplit=1)[0], generations)
        broken.setattr(owner, where.rsplit(".", maxsplit=1)[-1], crash)
        with pytest.raises(Crash):
            publish("two")
    assert counts() == "one"
    publish("three")
    assert counts() == "three"
    assert len(names(index)) == 1


def test_a_crash_while_the_index_is_written_leaves_the_old_one() -> None:
    publish("one")
    with pytest.raises(Crash):
        generations.publish(crash, ABOUT, {})
    assert counts() == "one"


def test_a_crash_while_old_ones_are_removed_leaves_the_new_one(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("one")
    with monkeypatch.context() as broken:
        broken.setattr(generations, "_remove", crash)
        with pytest.raises(Crash):
            publish("two")
    assert counts() == "two"
    publish("three")
    assert names(index) == ["g000003"]


def test_what_another_process_has_open_stays_until_it_lets_go(index: Path) -> None:
    publish("one")
    program = (
        "import fcntl, os, sys\n"
        "held = os.open(sys.argv[1], os.O_RDONLY); fcntl.flock(held, fcntl.LOCK_SH)\n"
        "print('open', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(index / "g000001" / generations.HELD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"open\n"
        publish("two")
        assert names(index) == ["g000001", "g000002"]
        reader.communicate()
    generations.tidy()
    assert names(index) == ["g000002"]


def test_a_generation_stays_as_long_as_it_is_held_here(index: Path) -> None:
    publish("one")
    held = generations.current()
    publish("two")
    assert held is not None
    assert (held.index / "text").read_text() == "one"
    assert held.stamps == {"one": 1}
    del held
    generations.tidy()
    assert names(index) == ["g000002"]


def test_one_that_is_being_removed_is_not_opened(index: Path) -> None:
    publish("one")
    with (index / "g000001" / generations.HELD).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert generations.current() is None
    assert counts() == "one"


def test_a_lock_is_held_by_one_at_a_time() -> None:
    with (
        generations.lock("building", wait=False) as first,
        generations.lock("building", wait=False) as second,
    ):
        assert (first, second) == (True, False)
    with generations.lock("building", wait=False) as third:
        assert third


@pytest.mark.parametrize("pointer", ["", "../../etc", "g0", "g000009"])
def test_a_pointer_to_nothing_is_none(index: Path, pointer: str) -> None:
    generations.home()
    (index / generations.POINTER).write_text(pointer)
    assert generations.current() is None


@pytest.mark.parametrize("told", ["{}", "nonsense", '{"database": 7}'])
def test_one_that_another_release_wrote_is_built_anew(index: Path, told: str) -> None:
    publish("one")
    (index / "g000001" / generations.ABOUT).write_text(told)
    assert generations.current() is None
    publish("two")
    assert (counts(), names(index)) == ("two", ["g000002"])
