"""What was measured, and how it is told: a table for people, JSON for programs."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median

import msgspec

Spread = Mapping[str, float]

BUSY = 0.25
"""From here on other work counts as a disturbance; the house itself, idle, takes less than a tenth."""


class Figure(msgspec.Struct, frozen=True):
    """One figure, what limits it, and how many times that limit it is: 1 cannot be beaten.

    `ratio` compares the first value of `ours` with those of `raw`, unless `note` says otherwise.
    """

    name: str
    what: str
    unit: str
    ours: Spread
    raw: Mapping[str, Spread]
    ratio: float
    aim: str = ""
    met: bool | None = None
    note: str = ""
    busy: float = 0.0
    """The share of the CPUs that other work had just before."""


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed (nearest rank). There must be a value."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(seconds: Sequence[float], *, scale: float = 1000) -> Spread:
    """The p50 and p95 of some times in seconds, in milliseconds or as `scale` says."""
    return {
        "p50": round(percentile(seconds, 0.5) * scale, 3),
        "p95": round(percentile(seconds, 0.95) * scale, 3),
        "n": len(seconds),
    }


def quietest(taken: Sequence[tuple[float, float]], seconds: float) -> float:
    """The lowest p95 of any stretch of so many seconds, of (moment, seconds it took), in milliseconds."""
    began = min(at for at, _ in taken)
    stretches: dict[int, list[float]] = {}
    for at, took in taken:
        stretches.setdefault(int((at - began) / seconds), []).append(took)
    whole = [times for times in stretches.values() if len(times) * len(stretches) > len(taken) / 2]
    return round(min(percentile(times, 0.95) for times in whole) * 1000, 3)


def typical(values: Iterable[float]) -> float:
    """The median of the rounds: one that something else disturbed does not move it."""
    return round(median(values), 3)


HEAD = f"{'':<14}{'measured':<36}{'raw limit, same run':<64}{'times':>7}  aim"


def told(figure: Figure) -> str:
    """A figure as a row of the table, and what it is in a line below."""
    limits = ", ".join(f"{name} {_spread(limit)}" for name, limit in figure.raw.items())
    ours = f"{_spread(figure.ours)} {figure.unit}"
    met = {True: "met", False: "MISSED", None: ""}[figure.met]
    row = f"{figure.name:<14}{ours:<36}{limits:<64}{figure.ratio:>7.2f}  {met}"
    below = [figure.what, f"aim: {figure.aim}" if figure.aim else "", figure.note]
    if figure.busy > BUSY:
        below.append(
            f"other work had {figure.busy:.0%} of the CPUs just before: measure again when it is quiet"
        )
    return "\n".join([row.rstrip(), *(f"{'':<14}{line}" for line in below if line)])


def tell(figures: Iterable[Figure]) -> None:
    """Figures on standard output, as soon as they are known."""
    for figure in figures:
        sys.stdout.write(f"{told(figure)}\n\n")
    sys.stdout.flush()


def keep(path: Path, machine: Mapping[str, object], figures: Sequence[Figure]) -> None:
    """All of it as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = msgspec.json.encode({"machine": machine, "figures": figures})
    path.write_bytes(msgspec.json.format(body, indent=2) + b"\n")


def _spread(values: Spread) -> str:
    return " / ".join(f"{name} {_short(value)}" for name, value in values.items() if name != "n")


def _short(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
