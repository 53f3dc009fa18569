"""How drafts teach: what the AI could answer alone, with one answer in fifty wrong, after so many verdicts.

The stream runs in a process of its own, on a database of its own: see `learner`.
"""

import json
import subprocess
import sys
from typing import Any

from tests import processes, required
from tests.benchmarks.figures import Figure
from tests.benchmarks.house import House
from tests.stack import Stack

AIMS = {0: 0.28, 500: 0.50, 1_000: 0.60, 2_000: 0.70, 5_000: 0.80}
QUICK = {0: 0.28, 250: 0.36}
HELD_OUT = 2_000


def measure(house: House) -> list[Figure]:
    """One figure: coverage at 2 % selective error on questions that were never asked, by number of verdicts."""
    aims = QUICK if house.quick else AIMS
    folder = house.folder / "learning"
    folder.mkdir()
    with Stack(folder, parts=("redis",), sqlite=True) as stack:
        lines = list(map(json.loads, _learn(stack, list(aims)).splitlines()))
    return [_figure(lines, aims)]


def _learn(stack: Stack, verdicts: list[int]) -> str:
    arguments = [str(required.shared_data()), *map(str, verdicts), "--held-out", str(HELD_OUT)]
    command = [sys.executable, "-m", "tests.benchmarks.learner", *arguments]
    done = subprocess.run(
        command, cwd=processes.ROOT, env=stack.env, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _figure(lines: list[dict[str, Any]], aims: dict[int, float]) -> Figure:
    covered = {str(line["verdicts"]): float(line["coverage"]) for line in lines}
    missing = max(aim / max(covered[str(verdicts)], 1e-6) for verdicts, aim in aims.items())
    accuracy = ", ".join(f"{line['accuracy']:.3f}" for line in lines)
    spreads = ", ".join(f"{line['low']:.2f} to {line['high']:.2f}" for line in lines)
    return Figure(
        "learning",
        "share answered at 2 % error on unseen questions, by verdicts on drafts",
        "",
        covered,
        {"aimed at": {str(verdicts): aim for verdicts, aim in aims.items()}},
        round(missing, 3),
        "at least what is aimed at, at each number of verdicts",
        missing <= 1,
        f"best threshold in hindsight; 90 % bootstrap intervals {spreads}; accuracy {accuracy}; "
        "times: the worst of aimed at / measured",
    )
