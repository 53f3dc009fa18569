"""`python -m tests`: types and every test, as `make test` runs them.

Two lanes run side by side, as browsers and processes mostly wait; in a lane one group follows the other. Browser
tests are apart, since a browser leaves its event loop running. Each line is told when it is there, with its group;
at the end stands what failed. The few that fail are run once more, alone: what passes then was disturbed by its
neighbours or by chance, which is told and worth a look, but is no reason to refuse a change. The exit code is 0 where
all went well, else 1.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from tests.processes import ROOT


class Group(NamedTuple):
    """A command with a name, and what it finds in its environment besides."""

    name: str
    command: tuple[str, ...]
    env: dict[str, str] = {}


class Outcome(NamedTuple):
    """How a group ended, after how many seconds, and the lines that say what failed."""

    group: Group
    code: int
    seconds: float
    failures: list[str]


PYTEST = ("pytest", "-q", "--dist", "loadfile", "--no-loadscope-reorder")
LANES = (
    (
        Group("types", ("mypy", ".")),
        Group("browser", (*PYTEST, "-n", "1", "--durations", "5", "-m", "e2e", "tests/e2e")),
    ),
    (
        Group("tests", (*PYTEST, "-n", "2", "--durations", "15", "--ignore", "tests/e2e")),
        Group(
            "sqlite",
            (*PYTEST, "-n", "2", "-m", "database and not slow", "tests/handoff"),
            {"TEST_DATABASE_URL": "sqlite"},
        ),
    ),
)
FEW = 3
"""So many failures may be chance; more are a fault."""

_FAILURES = ("FAILED ", "ERROR ", "error: ", "RERUN ")
_BROKEN = ("FAILED ", "ERROR ")


def main() -> int:
    """Run all lanes and say how they ended."""
    with ThreadPoolExecutor(len(LANES)) as pool:
        outcomes = [outcome for lane in pool.map(_run_lane, LANES) for outcome in lane]
    for outcome in outcomes:
        ended = "passed" if outcome.code == 0 else f"FAILED ({outcome.code})"
        _say(outcome.group, f"{ended} after {outcome.seconds:.0f} s")
        for line in outcome.failures:
            _say(outcome.group, f"  {line}")
    return int(any(outcome.code for outcome in outcomes))


def _run_lane(lane: tuple[Group, ...]) -> list[Outcome]:
    return [_proven(_run(group)) for group in lane]


def _proven(outcome: Outcome) -> Outcome:
    """What came out, where few tests failed by what they do alone."""
    group, broken = outcome.group, [line for line in outcome.failures if line.startswith(_BROKEN)]
    if outcome.code != pytest.ExitCode.TESTS_FAILED or not 0 < len(broken) <= FEW:
        return outcome
    command = (
        *PYTEST,
        "-n",
        "0",
        *dict.fromkeys(line.split(" - ")[0].split(maxsplit=1)[1] for line in broken),
    )
    again = _run(group._replace(command=command))
    told = [f"ALONE {'passed' if again.code == 0 else 'failed'}: {line}" for line in outcome.failures]
    return Outcome(group, again.code, outcome.seconds + again.seconds, told)


def _run(group: Group) -> Outcome:
    """Run one group to its end, telling its lines."""
    began, failures = time.monotonic(), []
    env = {**os.environ, **group.env, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", *group.command]
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        for line in map(str.rstrip, process.stdout):
            _say(group, line)
            if line.startswith(_FAILURES) or ": error: " in line:
                failures.append(line)
    return Outcome(group, process.returncode, time.monotonic() - began, failures)


def _say(group: Group, line: str) -> None:
    sys.stdout.write(f"{group.name:7} | {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
