"""A curve and what it rests on, as the coordinates of a drawing: said from left to right, found from the bottom up."""

from collections.abc import Iterable, Sequence
from math import sqrt

import msgspec

from handoff.assist.calibration import Curve
from handoff.assist.reliability import Bin

SIZE = 300
STEPS = 60


class Point(msgspec.Struct, frozen=True):
    """One bin: its middle, the ends of its interval, and a radius that grows with its share of the verdicts."""

    x: float
    y: float
    top: float
    bottom: float
    radius: float


class Drawing(msgspec.Struct, frozen=True):
    """Paths and points for a square of SIZE by SIZE."""

    curve: str
    band: str
    points: list[Point]


def draw(curve: Curve, bins: Sequence[Bin]) -> Drawing:
    """The curve with its 90 % band, and the bins that humans found."""
    said = [step / STEPS for step in range(STEPS + 1)]
    bands = [curve.band(raw) for raw in said]
    line = _path((_x(raw), _y(curve.trusted(raw))) for raw in said)
    above = [(_x(raw), _y(high)) for raw, (_, high) in zip(said, bands, strict=True)]
    below = [(_x(raw), _y(low)) for raw, (low, _) in zip(said, bands, strict=True)]
    return Drawing(line, f"{_path([*above, *below[::-1]])}Z", list(_points(bins)))


def _points(bins: Sequence[Bin]) -> Iterable[Point]:
    total = sum(each.n for each in bins)
    for each in bins:
        radius = 3 + 6 * sqrt(each.n / total)
        yield Point(_x(each.said), _y(each.found), _y(each.high), _y(each.low), round(radius, 1))


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _x(share: float) -> float:
    return round(share * SIZE, 1)


def _y(share: float) -> float:
    return round((1 - share) * SIZE, 1)
