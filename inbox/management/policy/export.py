"""`policy export`."""

from argparse import ArgumentParser
from typing import Any

import msgspec
from django.core.management.base import BaseCommand

from handoff.policy.document import write
from inbox.management.policy import shared

HELP = "Prints what a version says as the JSON document that `policy import` takes; the live one without a number."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("version", nargs="?", type=int)


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    told = write(shared.version(options["version"]).content)
    command.stdout.write(msgspec.json.format(msgspec.json.encode(told), indent=2).decode())
