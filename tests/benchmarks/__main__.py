"""`python -m tests.benchmarks [NAME ...] [--quick]`: the figures, beside their raw limits from the same run.

Needs PostgreSQL on this machine and ends in a few minutes, but for `learning`, which takes some more. The same figures
are left in VAR_DIR/bench.json.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import msgspec

from tests import processes, required
from tests.benchmarks import desk, escalation, knowledge, learning, pace, paint, propose, pure, rules
from tests.benchmarks.figures import HEAD, Figure, keep, tell
from tests.benchmarks.house import House, busy, machine

ALL: dict[str, Callable[[House], list[Figure]]] = {
    "decide": pure.decisions,
    "parse": pure.frames,
    "lexical": pure.answers,
    "sense": pure.cues,
    "brief": pure.briefings,
    "propose": propose.measure,
    "pace": pace.measure,
    "escalation": escalation.measure,
    "rules": rules.measure,
    "desk": desk.measure,
    "paint": paint.measure,
    "knowledge": knowledge.measure,
    "learning": learning.measure,
}


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}; all of them without one"
    )
    parser.add_argument(
        "--quick", action="store_true", help="a short look: whether it works, not how fast it is"
    )
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.names) - set(ALL):
        parser.error(f"there is no {', '.join(sorted(unknown))}; choose of {', '.join(ALL)}")
    if not required.answers(5432):
        parser.error("PostgreSQL must answer on 127.0.0.1:5432.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    run(chosen.names or list(ALL), quick=chosen.quick)
    return 0


def run(names: list[str], *, quick: bool) -> None:
    """Measure, tell and keep."""
    about, figures = machine(quick=quick), list[Figure]()
    _say(f"{about['cpus']} CPUs, {about['processor']}, Python {about['python']}")
    sys.stdout.write(f"{HEAD}\n")
    path = Path(os.environ.get("VAR_DIR", processes.ROOT / "var")) / "bench.json"
    with (
        tempfile.TemporaryDirectory(prefix="baton-bench-") as folder,
        House(Path(folder), quick=quick) as house,
    ):
        for name in names:
            began, others = perf_counter(), busy()
            measured = [msgspec.structs.replace(figure, busy=others) for figure in ALL[name](house)]
            figures += measured
            tell(measured)
            keep(path, about, figures)
            _say(f"{name} took {perf_counter() - began:.0f} s")
    _say(f"kept in {path}")


def _say(text: str) -> None:
    """To standard error: standard output bears figures alone."""
    sys.stderr.write(f"- {text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
