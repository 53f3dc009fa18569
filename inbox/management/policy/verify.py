"""`policy verify`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from handoff.explain import every, verify
from handoff.models import Decision
from inbox.management.policy import shared

HELP = "Decides all that was ever decided once more, each under its own version: action, band and triggers must agree."


def add_arguments(parser: ArgumentParser) -> None:
    shared.add_json(parser)


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    found = verify(
        tqdm(every(), total=Decision.objects.count(), unit=" decisions", disable=None, leave=False)
    )
    count = len(found.different)
    lines = [f"{found.decisions} decisions, {count or 'none'} of them different today."]
    shared.tell(command, options, found._asdict(), lines)
    if count:
        raise CommandError(f"Decisions that would fall otherwise: {count}.")
