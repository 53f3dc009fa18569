"""What the subcommands have in common: who does it, which version is meant, and how it is told."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handoff import policies
from handoff.models import Person, PolicyVersion
from handoff.policy.confirm import PHRASE
from handoff.vocabulary import PersonRole


def add_json(parser: ArgumentParser) -> None:
    """The option of what is told in sentences at a terminal."""
    parser.add_argument("--json", action="store_true", help="JSON at a terminal too; elsewhere it always is")


def add_who(parser: ArgumentParser) -> None:
    """The option of what is done by somebody."""
    told = "the admin who does it, by user name; where there is one admin alone, it is that one"
    parser.add_argument("--as", dest="who", default="", metavar="PERSON", help=told)


def add_why(parser: ArgumentParser, *, required: bool = True) -> None:
    """The option of what goes live."""
    parser.add_argument("--why", default="", required=required, help="the reason, kept in the history")


def add_confirm(parser: ArgumentParser) -> None:
    """The option without which nobody takes away the way to a human."""
    told = f"“{PHRASE}”, where customers who ask for a human would get none"
    parser.add_argument("--confirm", default="", metavar="PHRASE", help=told)


def admin(name: str) -> Person:
    """The admin of that user name, or the only one. Raises CommandError."""
    people = Person.objects.filter(is_active=True, role=PersonRole.ADMIN)
    found = list(people.filter(username=name) if name else people.order_by("username"))
    if len(found) == 1:
        return found[0]
    if name:
        raise CommandError(f"There is no admin {name}.")
    if not found:
        raise CommandError("There is no admin yet: make one with `manage.py person NAME --role admin`.")
    raise CommandError(f"Say --as whom: {', '.join(person.username for person in found)}.")


def version(number: int | None) -> PolicyVersion:
    """That version, or the live one. Raises CommandError."""
    if number is None:
        return policies.live()
    found = PolicyVersion.objects.filter(pk=number).first()
    if found is None:
        raise CommandError(f"There is no version {number}.")
    return found


def tell(command: BaseCommand, options: Mapping[str, Any], told: Any, lines: Iterable[str]) -> None:
    """Write `told` as JSON, or the same in lines to whoever sits at a terminal and did not ask for JSON."""
    if command.stdout.isatty() and not options.get("json"):
        for line in lines:
            command.stdout.write(line)
    else:
        command.stdout.write(json.dumps(told, ensure_ascii=False))


def head(version: PolicyVersion, live: int) -> dict[str, Any]:
    """What a version is, without what it says."""
    return {
        "version": version.pk,
        "status": "live" if version.pk == live else version.status,
        "base": version.base_id,
        "author": version.author.username if version.author else None,
        "why": version.why,
        "at": version.at.isoformat(),
        "saved_at": version.saved_at.isoformat(),
        "publish_at": version.publish_at.isoformat() if version.publish_at else None,
    }
