"""What an evaluation finds: figures with their intervals, and how they are told."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from handoff.errors import Invalid

DRAWS = 200
"""How often the rows are drawn anew for an interval."""
HEAD = f"{'row':<12}{'measure':<44}{'figure':>10}  interval"


class Options(msgspec.Struct, frozen=True):
    """How to measure: `lexical` leaves the encoder out, even where its weights are installed."""

    lexical: bool = False


class Figure(msgspec.Struct, frozen=True):
    """One figure: `row` names what was evaluated, `measure` what was measured, `n` how many examples it rests on.

    `low` and `high` bound it in 95 of 100 draws; None where an interval means nothing, as of a time.
    """

    row: str
    measure: str
    value: float
    n: int = 0
    low: float | None = None
    high: float | None = None
    note: str = ""


def told(figure: Figure) -> str:
    """A figure as a line of the table under `HEAD`."""
    between = "" if figure.low is None or figure.high is None else f"{figure.low:.3f} to {figure.high:.3f}"
    return f"{figure.row:<12}{figure.measure:<44}{figure.value:>10.3f}  {between:<18}{figure.note}".rstrip()


def drawn(
    row: str, measure: str, value: Callable[[NDArray[np.intp]], float], count: int, note: str = ""
) -> Figure:
    """The figure that `value` gives for all of `count` examples, with its bootstrap interval (2.5 to 97.5 %).

    `value` is called with the numbers of the examples to measure, some of them more than once.
    Raises Invalid where there is no example.
    """
    if not count:
        raise Invalid(f"{row}: there are no examples to measure {measure} on")
    chance = np.random.default_rng(0)
    draws = [value(chance.integers(0, count, count)) for _ in range(DRAWS)]
    low, high = np.nanpercentile(draws, (2.5, 97.5))
    return Figure(row, measure, float(value(np.arange(count))), count, float(low), float(high), note)


def needed(data: Path, name: str) -> Path:
    """The file `name` of the data folder. Raises Invalid where it is missing."""
    if not (path := data / name).exists():
        raise Invalid(f"data: there is no {name} in {data}")
    return path
