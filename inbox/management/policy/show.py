"""`policy show`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from handoff import policies
from handoff.policy.difference import differences
from handoff.policy.document import write
from handoff.policy.prose import prose
from inbox.management.policy import shared

HELP = "What a version is and says, and how it differs from the live one; the live one without a number."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("version", nargs="?", type=int)
    shared.add_json(parser)


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    version, live = shared.version(options["version"]), policies.live()
    sentences = prose(version.content)
    told = shared.head(version, live.pk)
    changes = [change._asdict() for change in differences(live.content, version.content)]
    title = f"{version}, {told['status']}: {version.why or 'no reason given'}"
    against = [f"Against v{live.pk}:", *(f"  {change['sentence']}" for change in changes)] if changes else []
    body = {"document": write(version.content), "sentences": sentences, "differs_from_live": changes}
    shared.tell(command, options, told | body, [title, *sentences, *against])
