from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from handoff.errors import Invalid
from inbox.demo.crowd.load import Wish, load
from inbox.demo.load import PASSWORD


class Command(BaseCommand):
    help = (
        "Fills an empty database with many conversations, as a busy house has them after a year: for trying "
        "out how it bears them. All of it is made in one transaction, or nothing is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--open", type=int, default=1000, metavar="N", help="conversations that go on")
        parser.add_argument(
            "--resolved", type=int, default=10_000, metavar="N", help="conversations that ended"
        )
        parser.add_argument(
            "--seed", type=int, default=1, metavar="N", help="the same number, the same crowd"
        )
        parser.add_argument("--add", action="store_true", help="make them beside what is there already")

    def handle(self, *args: Any, **options: Any) -> None:
        wish = Wish(options["open"], options["resolved"], options["seed"], options["add"])
        with tqdm(total=wish.count, unit=" conversations", disable=None, leave=False) as shown:
            try:
                for more in load(wish, shown.set_postfix_str):
                    shown.update(more)
            except Invalid as refused:
                raise CommandError(refused.message) from refused
        told = f"Made {wish.open} open and {wish.resolved} resolved conversations."
        self.stderr.write(f"{told} Log in as mira, sofie or henrik: {PASSWORD}", style_func=str)
