"""`policy rollback`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from handoff import drafting, policies
from inbox.management.policy import publish, shared

HELP = "Makes a version that was live before live again."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("version", type=int)
    shared.add_why(parser)
    shared.add_who(parser)
    parser.add_argument("--live", type=int, metavar="VERSION", help="only if this one is live still")
    shared.add_json(parser)


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    by = shared.admin(options["who"])
    live = policies.live().pk if options["live"] is None else options["live"]
    drafting.rollback(options["version"], live=live, by=by, why=options["why"])
    found = publish.told(options["version"]) | {"before": live}
    shared.tell(command, options, found, [f"v{options['version']}: live, in place of v{live}"])
