"""Puts Fjell & Co into a database: its people, its knowledge, its policy, and the day's conversations."""

from typing import TypeVar

import msgspec
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from handoff import policies, sources
from handoff.models import Article, Conversation, Person, PolicyVersion, Queue
from handoff.vocabulary import PersonRole
from inbox.demo.articles import articles, macros
from inbox.demo.play import play
from inbox.demo.script import HERE, Script, read

T = TypeVar("T")
PASSWORD = "baton"  # noqa: S105 - everybody in the demo has it, and it is printed


class Member(msgspec.Struct, forbid_unknown_fields=True):
    """One of the people of the shop, as `people.json` tells of them."""

    username: str
    name: str
    role: PersonRole
    queues: list[str]
    skills: list[str]
    languages: list[str]
    capacity: int
    timezone: str


class Line(msgspec.Struct, forbid_unknown_fields=True):
    """One queue, as `queues.json` tells of it."""

    name: str
    topics: list[str]
    default: bool = False


class Rules(msgspec.Struct, forbid_unknown_fields=True):
    """What the shop's AI never touches, as `policy.json` tells."""

    why: str
    author: str
    excluded_topics: list[str]
    excluded_phrases: list[str]


def empty() -> bool:
    """Nobody works here yet, and nobody wrote."""
    return not (Person.objects.exists() or Conversation.objects.exists())


def load(*, force: bool = False) -> int:
    """Load what of the demo is not there yet, and return how many conversations that was.

    Into a database that holds something already it loads only with `force`. What is there stays as it is, so a
    second time changes nothing.
    """
    if not (force or empty()):
        return 0
    with transaction.atomic():
        _set_up_house()
    missing = [one for one in read(timezone.localdate()) if not _known(one)]
    play(missing)
    return len(missing)


def _set_up_house() -> None:
    for line in _told("queues", list[Line]):
        _queue(line)
    _people(_told("people", list[Member]))
    _knowledge()
    _policy(_told("policy", Rules))
    for name in {one.source for one in read(timezone.localdate())}:
        sources.create(name)


def _told(name: str, kind: type[T]) -> T:
    return msgspec.json.decode((HERE / f"{name}.json").read_bytes(), type=kind)


def _queue(line: Line) -> None:
    default = line.default and not Queue.objects.filter(default=True).exists()
    Queue.objects.get_or_create(name=line.name, defaults={"topics": line.topics, "default": default})


def _people(members: list[Member]) -> None:
    password = make_password(PASSWORD)
    for member in members:
        told = msgspec.structs.asdict(member)
        queues = told.pop("queues")
        person, new = Person.objects.get_or_create(
            username=told.pop("username"), defaults={**told, "password": password}
        )
        if new:
            person.queues.set(Queue.objects.filter(name__in=queues))


def _knowledge() -> None:
    for article in articles():
        told = article._asdict()
        Article.objects.get_or_create(key=told.pop("id"), defaults={**told, "kind": Article.ARTICLE})
    for macro in macros():
        told = msgspec.structs.asdict(macro)
        Article.objects.get_or_create(key=f"macro-{told.pop('id')}", defaults={**told, "kind": Article.MACRO})


def _policy(rules: Rules) -> None:
    policies.live()
    if not PolicyVersion.objects.filter(why=rules.why).exists():
        PolicyVersion.objects.create(
            author=Person.objects.get(username=rules.author),
            **{name: value for name, value in msgspec.structs.asdict(rules).items() if name != "author"},
        )


def _known(one: Script) -> bool:
    return Conversation.objects.filter(source__name=one.source, external_id=one.id).exists()
