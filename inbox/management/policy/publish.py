"""`policy publish`."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from handoff import drafting, policies
from inbox.management.policy import shared

HELP = "Makes a draft the live version, now or at a time to come."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("version", type=int, metavar="DRAFT")
    shared.add_why(parser)
    shared.add_who(parser)
    shared.add_confirm(parser)
    parser.add_argument("--at", metavar="TIME", help="publish it then, as 2026-11-30T09:00+01:00")
    shared.add_json(parser)


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    by, draft, why = shared.admin(options["who"]), shared.version(options["version"]), options["why"]
    if options["at"]:
        at = _time(options["at"])
        drafting.schedule(
            draft.pk, revision=draft.revision, by=by, why=why, at=at, confirm=options["confirm"]
        )
    else:
        drafting.publish(draft.pk, revision=draft.revision, by=by, why=why, confirm=options["confirm"])
    found = told(draft.pk)
    when = f"live from {found['publish_at']} on" if options["at"] else "live"
    shared.tell(command, options, found, [f"v{draft.pk}: {when}"])


def told(number: int) -> dict[str, Any]:
    """What has become of a version."""
    return shared.head(shared.version(number), policies.live().pk)


def _time(text: str) -> datetime:
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None:
        raise CommandError("--at takes a time as 2026-11-30T09:00+01:00.")
    return timezone.make_aware(at) if timezone.is_naive(at) else at
