from importlib import import_module
from keyword import iskeyword
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from handoff.errors import DomainError
from inbox.management.policy import SUBCOMMANDS


class Command(BaseCommand):
    help = "Looks at the policy and changes it: each subcommand tells by --help what it does."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        chosen = parser.add_subparsers(dest="subcommand", required=True, metavar="SUBCOMMAND")
        for name in SUBCOMMANDS:
            module = _module(name)
            module.add_arguments(chosen.add_parser(name, help=module.HELP, description=module.HELP))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            _module(options["subcommand"]).run(self, options)
        except DomainError as refused:
            field = str(refused.facts.get("field", ""))
            raise CommandError(f"{field}: {refused.message}" if field else refused.message) from refused


def _module(name: str) -> Any:
    return import_module(f"inbox.management.policy.{name}{'_' * iskeyword(name)}")
