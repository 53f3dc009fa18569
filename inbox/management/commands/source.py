import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handoff import sources
from handoff.clock import now
from handoff.errors import DomainError
from handoff.vocabulary import Answering


class Command(BaseCommand):
    help = "Makes a source, or a further key for it. The key is shown this once. Or revokes a key."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="the source's name")
        parser.add_argument("--json", action="store_true", help='print {"source", "key", "key_id"}')
        parser.add_argument("--label", default="", help="what the key is for")
        parser.add_argument("--expires-days", type=float, help="end the key after so many days")
        parser.add_argument(
            "--answering",
            choices=[str(one) for one in Answering],
            help="who answers its customers: its front end (none), or the embedded engine",
        )
        parser.add_argument("--revoke", metavar="KEY_ID", help="revoke this key; its sockets close at once")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = _revoke(options["revoke"]) if options["revoke"] else _issue(options)
        except DomainError as refused:
            raise CommandError(refused.message) from refused
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{name}: {value}" for name, value in told.items()))


def _issue(options: dict[str, Any]) -> dict[str, str]:
    if not options["name"]:
        raise CommandError("Give the source a name, or a key to --revoke.")
    source = sources.create(options["name"])
    if options["answering"]:
        sources.let_answer(source, Answering(options["answering"]))
    key, text = sources.issue(source, label=options["label"], expires_at=_end(options["expires_days"]))
    return {"source": source.name, "key": text, "key_id": key.public_id}


def _revoke(public_id: str) -> dict[str, str]:
    key = sources.revoke(public_id)
    return {"source": key.source.name, "key_id": key.public_id, "revoked_at": f"{key.revoked_at:%FT%TZ}"}


def _end(days: float | None) -> Any:
    if days is None:
        return None
    if not 0 < days <= 36500:
        raise CommandError("--expires-days takes a number of days above 0.")
    return now() + timedelta(days=days)
