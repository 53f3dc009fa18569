from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from inbox.demo.load import PASSWORD, load


class Command(BaseCommand):
    help = "Loads the demo, Fjell & Co, into an empty database. Again it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force",
            action="store_true",
            help="load what is missing of it, though the database holds something",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load(force=options["force"])
        if loaded:
            told = f"Loaded {loaded} conversations of Fjell & Co. Log in as mira, sofie or henrik: {PASSWORD}"
        elif options["force"]:
            told = "All of the demo is here already."
        else:
            told = "The database is not empty: nothing was loaded. --force loads what is missing of the demo."
        self.stderr.write(told, style_func=str)
