"""What the commands that take in files have in common: progress and bad lines go to standard error."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

import msgspec
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from handoff.errors import DomainError
from handoff.knowledge.imports import Kept, store
from handoff.records import BadLine, Record


class ImportCommand(BaseCommand):
    """Brings one file in and prints the counts as one JSON object; fails at the end where a line was bad."""

    takes: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar=self.takes)

    def bring_in(self, kind: type[Kept], found: Iterable[Record[Kept] | BadLine]) -> None:
        """Store what was found. Raises CommandError, also where only some lines were bad."""
        try:
            with tqdm(found, unit=" records", disable=None, leave=False) as shown:
                counts = store(kind, shown, self._name)
        except DomainError as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(json.dumps(msgspec.to_builtins(counts)))
        if counts.bad:
            raise CommandError(f"Not taken: {counts.bad}. The rest is kept.")

    def _name(self, bad: BadLine) -> None:
        with tqdm.external_write_mode():
            self.stderr.write(str(bad), style_func=str)
