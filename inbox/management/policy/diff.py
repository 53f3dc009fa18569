"""`policy diff`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from handoff.policy.difference import differences
from inbox.management.policy import shared

HELP = "What version B says differently from version A, each change by its path and in a sentence."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("a", type=int, metavar="A")
    parser.add_argument("b", type=int, metavar="B", nargs="?", help="without it: A against the live version")
    shared.add_json(parser)


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    numbers = (None, options["a"]) if options["b"] is None else (options["a"], options["b"])
    before, after = map(shared.version, numbers)
    changes = differences(before.content, after.content)
    told = {"before": before.pk, "after": after.pk, "changes": [change._asdict() for change in changes]}
    shared.tell(command, options, told, [change.sentence for change in changes] or ["Both say the same."])
