"""`policy draft`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from handoff import drafting
from handoff.models import Person
from inbox.management.policy import publish, shared

HELP = (
    "Begins a draft, a copy of a version; or does with one what its screen does: take over what went live since, "
    "take it back from its schedule, put it away."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("version", type=int, nargs="?", help="the live one without a number")
    verb = parser.add_mutually_exclusive_group()
    verb.add_argument("--catch-up", action="store_true", help="take over what went live since it was begun")
    verb.add_argument("--unschedule", action="store_true", help="do not publish it at its time")
    verb.add_argument("--discard", action="store_true", help="put it away for good")
    shared.add_who(parser)
    shared.add_json(parser)


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    found = _done(options, shared.admin(options["who"]))
    lines = [f"v{found['version']}: {found['status']}"]
    lines += [f"Both changed {path}: the draft’s own value holds." for path in found.get("clashes", ())]
    shared.tell(command, options, found, lines)


def _done(options: dict[str, Any], by: Person) -> dict[str, Any]:
    version = shared.version(options["version"])
    number, revision = version.pk, version.revision
    if options["catch_up"]:
        _, clashes = drafting.catch_up(number, revision=revision, by=by)
        return publish.told(number) | {"clashes": clashes}
    if options["unschedule"]:
        drafting.unschedule(number, revision=revision, by=by)
    elif options["discard"]:
        drafting.discard(number, revision=revision, by=by)
    else:
        number = drafting.begin(by=by, base=version).pk
    return publish.told(number)
