"""What answers are made from: bringing 100,000 articles in, and the time from an edit to an answer that has it."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import psycopg

from tests import processes
from tests.benchmarks.figures import Figure, spread
from tests.benchmarks.house import House
from tests.benchmarks.words import questions

MANY, FEW = 100_000, 2_000
EDITS, SOME_EDITS = 10, 3
MOST_MINUTES, MOST_SECONDS = 5, 10
TENDED_EVERY = 2.0  # seconds, as beat has it
PATIENCE = 60.0
_EDIT = """
from handoff.knowledge import versions
person, _ = Person.objects.get_or_create(username="bench-editor", role="admin")
versions.change(Article.objects.get(key="bench-7"), {"text": text}, by=person)
"""
_AWAY = """
while keys := Article.objects.filter(key__startswith="bench-").values_list("pk", flat=True)[:5000]:
    Article.objects.filter(pk__in=list(keys)).delete()
"""


def measure(house: House) -> list[Figure]:
    """Both, one after the other, in the same house; what came in goes out again."""
    count = FEW if house.quick else MANY
    file = _file(house.folder / "articles.jsonl", count)
    try:
        figures = [_import(house, file, count)]
        return [*figures, _edits(house, SOME_EDITS if house.quick else EDITS, count)]
    finally:
        house.stack.do(_AWAY)


def _import(house: House, file: Path, count: int) -> Figure:
    environment = house.stack.env  # started before the clock is
    began = perf_counter()
    _manage(environment, "import_knowledge", str(file))
    took, raw = perf_counter() - began, _copied(house, file)
    return Figure(
        "import",
        f"{count:,} articles brought in",
        "s",
        {"s": round(took, 2)},
        {"COPY of the same rows": {"s": round(raw, 2)}},
        round(took / raw, 2),
        aim=f"at most {MOST_MINUTES} min",
        met=took <= MOST_MINUTES * 60,
    )


def _edits(house: House, edits: int, count: int) -> Figure:
    with _asking(house) as ask:
        taken = [_edit(house, ask, number) for number in range(edits)]
    times = spread(taken, scale=1)
    return Figure(
        "edit",
        f"from an edit to an answer that has it, among {count:,} articles",
        "s",
        times,
        {"between two looks": {"p50": TENDED_EVERY}},
        round(times["p50"] / TENDED_EVERY, 2),
        aim=f"p95 under {MOST_SECONDS} s",
        met=times["p95"] < MOST_SECONDS,
    )


def _edit(house: House, ask: Any, number: int) -> float:
    text = f"Zebra crossings of kind {number} are painted on Mondays."
    began = perf_counter()
    house.stack.do(_EDIT, text=text)
    while ask(f"When are zebra crossings of kind {number} painted?") != text:
        if perf_counter() - began > PATIENCE:
            raise TimeoutError("the edit is not answered from")
        sleep(0.1)
    return perf_counter() - began


@contextmanager
def _asking(house: House) -> Iterator[Any]:
    """A `propose` that runs on beside the worker that looks after the index; ready when it has answered once."""
    command = [sys.executable, "manage.py", "propose"]
    pipe = subprocess.PIPE
    with (house.folder / "propose.log").open("a") as log:
        running = subprocess.Popen(
            command, cwd=processes.ROOT, env=house.stack.env, stdin=pipe, stdout=pipe, stderr=log, text=True
        )

    def ask(question: str) -> str | None:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(json.dumps({"question": question}) + "\n")
        running.stdin.flush()
        answer: str | None = json.loads(running.stdout.readline())["answer"]
        return answer

    try:
        ask("Are you there?")
        yield ask
    finally:
        processes.kill_tree(running)


def _copied(house: House, file: Path) -> float:
    """Seconds in which PostgreSQL takes the same rows by COPY."""
    began = perf_counter()
    with psycopg.connect(house.stack.database.url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE raw (id text PRIMARY KEY, title text, body text)")
        with cursor.copy("COPY raw FROM STDIN") as copy, file.open() as lines:
            for told in map(json.loads, lines):
                copy.write_row((told["id"], told["title"], told["text"]))
    return perf_counter() - began


def _file(path: Path, count: int) -> Path:
    """So many articles out of the words of the demo's customers, no two alike."""
    chance = random.Random(7)
    words: Sequence[str] = sorted({word for question in questions() for word in question.split()})
    with path.open("w") as file:
        for number in range(count):
            title, text = (" ".join(chance.choices(words, k=k)) for k in (5, 60))
            told = {"id": f"bench-{number}", "title": title, "text": f"{text}. Number {number}."}
            file.write(json.dumps(told) + "\n")
    return path


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=processes.ROOT, env=environment, check=True, capture_output=True)
