"""What the commands that answer line by line have in common: JSONL in, JSONL out, bad lines to standard error."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from django.core.management.base import BaseCommand, CommandError

from handoff.records import BadLine, piped

T = TypeVar("T")


class LineCommand(BaseCommand):
    """Answers each line of standard input with one JSON object, at once; fails at the end where a line was bad."""

    def answer(self, kind: type[T], make: Callable[[T], dict[str, Any]]) -> None:
        """Print what `make` makes of each line, read as a `kind`. Raises CommandError where some were bad."""
        bad = 0
        for found in piped(sys.stdin.buffer, kind, make):
            if isinstance(found, BadLine):
                bad += 1
                self.stderr.write(str(found), style_func=str)
            else:
                self.stdout.write(msgspec.json.encode(found.made).decode())
                self.stdout.flush()
        if bad:
            raise CommandError(f"Bad lines: {bad}. The rest is answered.")
