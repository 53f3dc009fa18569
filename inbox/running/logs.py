"""The logs of the children lie in files; what is amiss is also shown."""

import re
from collections.abc import Iterator
from pathlib import Path

AMISS = re.compile(r"^\d{4}-\d\d-\d\d \S+ (WARN|WARNING|ERRO|ERROR|CRIT|CRITICAL) ")
DATED = re.compile(r"^\d{4}-\d\d-\d\d ")


class Follower:
    """Reads on in one growing file. Rotated files are small enough to be read from their beginning."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.at = file.stat().st_size if file.exists() else 0
        self.amiss = False

    def amiss_lines(self) -> Iterator[str]:
        """The new lines that warn or worse, and the lines without a date that follow such a one: its traceback."""
        for line in self.new_lines():
            if DATED.match(line):
                self.amiss = bool(AMISS.match(line))
            if self.amiss:
                yield f"{self.file.stem}: {line}"

    def new_lines(self) -> list[str]:
        """What was written since the last time, as far as lines are complete."""
        if not self.file.exists():
            return []
        if self.file.stat().st_size < self.at:
            self.at = 0
        with self.file.open("rb") as handle:
            handle.seek(self.at)
            text, ended, _ = handle.read().rpartition(b"\n")
        self.at += len(text) + len(ended)
        return text.decode(errors="replace").splitlines()
