import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handoff import people
from handoff.errors import DomainError
from handoff.models import Person
from handoff.vocabulary import PersonRole


class Command(BaseCommand):
    help = "Makes or changes a person. What is not given stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="NAME", help="what they log in with")
        parser.add_argument("--role", choices=[role.value for role in PersonRole])
        parser.add_argument("--name", help="how they are shown, such as “Mira Dahl”")
        parser.add_argument("--queue", nargs="+", action="extend", metavar="Q", help="the queues they serve")
        parser.add_argument("--make-queue", action="store_true", help="make the queues that are new")
        parser.add_argument("--skill", nargs="+", action="extend", metavar="S", help="what they can do")
        parser.add_argument("--capacity", type=int, metavar="N", help="conversations they can have at once")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input's first line"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else None
        try:
            person, made = people.keep(
                options["username"],
                role=options["role"] and PersonRole(options["role"]),
                password=password,
                queues=options["queue"],
                make_queues=options["make_queue"],
                name=options["name"],
                skills=options["skill"],
                capacity=options["capacity"],
            )
        except DomainError as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(json.dumps(_told(person, made), ensure_ascii=False))


def _told(person: Person, made: bool) -> dict[str, Any]:
    return {
        "person": person.username,
        "name": person.name,
        "role": person.role,
        "queues": list(person.queues.values_list("name", flat=True)),
        "skills": person.skills,
        "capacity": person.capacity,
        "made": made,
    }
