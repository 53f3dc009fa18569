"""What the commands that take in files have in common: progress and bad lines go to standard error."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from handoff.errors import DomainError
from handoff.knowledge.imports import Counts, Kept, Seen, store
from handoff.records import BadLine, Record


class ImportCommand(BaseCommand):
    """Brings one file in and prints the counts as one JSON object; fails at the end where a line was bad."""

    takes: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar=self.takes)

    def bring_in(
        self,
        kind: type[Kept],
        found: Iterable[Record[Kept] | BadLine],
        finish: Callable[[Counts, Seen], dict[str, Any]] | None = None,
    ) -> None:
        """Store what was found; `finish` may do more with it and adds to what is printed.

        Raises CommandError, also where only some lines were bad.
        """
        seen: Seen = {}
        try:
            with tqdm(found, unit=" records", disable=None, leave=False) as shown:
                counts = store(kind, shown, self._name, seen=seen)
        except DomainError as refused:
            raise CommandError(refused.message) from refused
        more = finish(counts, seen) if finish else {}
        self.stdout.write(json.dumps(msgspec.to_builtins(counts) | more))
        if counts.bad:
            raise CommandError(f"Not taken: {counts.bad}. The rest is kept.")

    def _name(self, bad: BadLine) -> None:
        with tqdm.external_write_mode():
            self.stderr.write(str(bad), style_func=str)
