"""The register of what can be evaluated. A row's function gets the data folder and yields its figures."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from handoff.errors import Invalid
from handoff.evaluate import banking, brief, clinc, hint3, sense, speed
from handoff.evaluate.figures import Figure, Options

Measure = Callable[[Path, Options], Iterable[Figure]]

ROWS: dict[str, Measure] = {
    "clinc": clinc.measure,
    "banking77": banking.measure,
    "hint3": hint3.measure,
    "speed": speed.measure,
    "brief": brief.measure,
    "sense": sense.measure,
}


def measured(data: Path, options: Options, only: Sequence[str] = ()) -> Iterator[Figure]:
    """The figures of the rows named in `only`, or of all, as they become known.

    Raises Invalid where a name or the folder is unknown, or where a row's file is missing.
    """
    if unknown := set(only) - set(ROWS):
        raise Invalid(f"only: {', '.join(sorted(unknown))} is none of {', '.join(ROWS)}")
    if not data.is_dir():
        raise Invalid(f"data: {data} is no folder")
    for name, measure in ROWS.items():
        if not only or name in only:
            yield from measure(data, options)
