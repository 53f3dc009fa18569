"""`python -m tests`: types and every test, as `make test` runs them.

Three groups at a time run side by side, as browsers and processes mostly wait; who is done begins the next one, and
those that take longest come first. Each is one process: every process more would read all tests once more, which
takes as long as running hundreds of them. Each line is told when it is there, with its group; at the end stands what
failed. The few that fail are run once more, alone: what passes then was disturbed by its neighbours or by chance,
which is told and worth a look, but is no reason to refuse a change. The exit code is 0 where all went well, else 1.

What takes minutes at its full size (`tests.required.size`) is run at it where THOROUGH is set, as `.ci/run` does.
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


PYTEST = ("pytest", "-q", "-n", "0", "--durations", "10")
ROOMS = ("tests/e2e", "tests/inbox", "tests/handoff")
SCREENS = ("tests/inbox/desk", "tests/inbox/control", "tests/inbox/floor")
BROWSER = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "tests/e2e").glob("test_*.py"))
HALF = len(BROWSER) // 2
"""Browser tests wait half of the time: of two groups, each with its own browser and server, one works meanwhile."""
GROUPS = (
    Group("browse1", (*PYTEST, *BROWSER[:HALF])),
    Group("browse2", (*PYTEST, *BROWSER[HALF:])),
    Group("inbox", (*PYTEST, "tests/inbox", *(f"--ignore={room}" for room in SCREENS))),
    Group("wire", (*PYTEST, "tests", *(f"--ignore={room}" for room in ROOMS))),
    Group("domain", (*PYTEST, "tests/handoff")),
    Group("screens", (*PYTEST, *SCREENS)),
    Group(
        "sqlite",
        (*PYTEST, "-m", "database and not slow", "tests/handoff"),
        {"TEST_DATABASE_URL": "sqlite"},
    ),
    Group("types", ("mypy", ".")),
)
AT_ONCE = 3
FEW = 3
"""So many failures may be chance; more are a fault."""

_FAILURES = ("FAILED ", "ERROR ", "error: ", "RERUN ")
_BROKEN = ("FAILED ", "ERROR ")


def main() -> int:
    """Run all groups and say how they ended."""
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(lambda group: _proven(_run(group)), GROUPS))
    for outcome in outcomes:
        ended = "passed" if outcome.code == 0 else f"FAILED ({outcome.code})"
        _say(outcome.group, f"{ended} after {outcome.seconds:.0f} s")
        for line in outcome.failures:
            _say(outcome.group, f"  {line}")
    sys.stdout.write(f"{time.monotonic() - began:.0f} s for all\n")
    return int(any(outcome.code for outcome in outcomes))


def _proven(outcome: Outcome) -> Outcome:
    """What came out, where few tests failed by what they do alone."""
    group, broken = outcome.group, [line for line in outcome.failures if line.startswith(_BROKEN)]
    if outcome.code != pytest.ExitCode.TESTS_FAILED or not 0 < len(broken) <= FEW:
        return outcome
    command = (*PYTEST, *dict.fromkeys(line.split(" - ")[0].split(maxsplit=1)[1] for line in broken))
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
