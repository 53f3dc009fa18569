"""How drafts teach: what the AI could answer alone, with one answer in fifty wrong, after so many verdicts.

Each stream runs in a process of its own, on a database of its own: see `learner`.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from tests import processes, required
from tests.benchmarks.figures import Figure
from tests.benchmarks.house import House
from tests.stack import Stack

AIMS = {0: 0.28, 500: 0.50, 1_000: 0.60, 2_000: 0.70, 5_000: 0.80}
QUICK = {0: 0.28, 250: 0.36}
HELD_OUT = 2_000
SEEDS = (0, 1, 2)
"""Of the questions' order; which three of an intent come first makes 0.06 of difference at the start."""
Lines = list[dict[str, Any]]


def measure(house: House) -> list[Figure]:
    """One figure: coverage at 2 % selective error on questions that were never asked, by number of verdicts."""
    aims = QUICK if house.quick else AIMS
    seeds = SEEDS[:1] if house.quick else SEEDS
    return [_figure([_learned(house.folder / f"learning-{seed}", list(aims), seed) for seed in seeds], aims)]


def _learned(folder: Path, verdicts: list[int], seed: int) -> Lines:
    folder.mkdir()
    with Stack(folder, parts=("redis",), sqlite=True) as stack:
        return list(map(json.loads, _learn(stack, verdicts, seed).splitlines()))


def _learn(stack: Stack, verdicts: list[int], seed: int) -> str:
    arguments = [str(required.shared_data()), *map(str, verdicts), "--held-out", str(HELD_OUT)]
    command = [sys.executable, "-m", "tests.benchmarks.learner", *arguments, "--seed", str(seed)]
    done = subprocess.run(
        command, cwd=processes.ROOT, env=stack.env, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _figure(runs: Sequence[Lines], aims: dict[int, float]) -> Figure:
    by_verdicts = list(zip(*runs, strict=True))
    covered = {str(lines[0]["verdicts"]): _mean(lines, "coverage") for lines in by_verdicts}
    missing = max(aim / max(covered[str(verdicts)], 1e-6) for verdicts, aim in aims.items())
    accuracy = ", ".join(f"{_mean(lines, 'accuracy'):.3f}" for lines in by_verdicts)
    spreads = ", ".join(f"{_mean(lines, 'low'):.2f} to {_mean(lines, 'high'):.2f}" for lines in by_verdicts)
    return Figure(
        "learning",
        "share answered at 2 % error on unseen questions, by verdicts on drafts",
        "",
        covered,
        {"aimed at": {str(verdicts): aim for verdicts, aim in aims.items()}},
        round(missing, 3),
        "at least what is aimed at, at each number of verdicts",
        missing <= 1,
        f"mean of {len(runs)} orders; best threshold in hindsight; 90 % bootstrap intervals {spreads}; "
        f"accuracy {accuracy}; "
        "times: the worst of aimed at / measured",
    )


def _mean(lines: Sequence[dict[str, Any]], name: str) -> float:
    return round(fmean(float(line[name]) for line in lines), 4)
