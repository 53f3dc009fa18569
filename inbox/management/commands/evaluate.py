from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from handoff.errors import DomainError
from handoff.evaluate.figures import HEAD, Figure, Options, told
from handoff.evaluate.rows import ROWS, measured


class Command(BaseCommand):
    help = (
        "Measures the engines on labelled sets in a folder: fitted on the training rows, reported on the "
        "validation rows. The table goes to standard error; --json prints the figures as one JSON object."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
        parser.add_argument(
            "--only", nargs="+", action="extend", default=[], metavar="NAME", help=f"of {', '.join(ROWS)}"
        )
        parser.add_argument("--lexical", action="store_true", help="leave the encoder out")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            figures = self._told(options["data"], Options(lexical=options["lexical"]), options["only"])
        except DomainError as refused:
            raise CommandError(refused.message) from refused
        if options["json"]:
            self.stdout.write(msgspec.json.encode({"figures": figures}).decode())

    def _told(self, data: Path, how: Options, only: list[str]) -> list[Figure]:
        self.stderr.write(HEAD, style_func=str)
        figures = []
        for figure in measured(data, how, only):
            self.stderr.write(told(figure), style_func=str)
            figures.append(figure)
        return figures
