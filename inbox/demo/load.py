"""Puts Fjell & Co into a database: its people, its knowledge, its policy, and the day's conversations."""

from typing import TypeVar

import msgspec
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from handoff import deadlines, drafting, policies, sources
from handoff.models import Article, Conversation, Person, PolicyVersion, Queue
from handoff.policy.document import Branch, Exclusion, Promise
from handoff.vocabulary import PersonRole
from inbox.demo.articles import articles, macros
from inbox.demo.play import play
from inbox.demo.script import HERE, Script, read

T = TypeVar("T")
CHAT = "Web chat"
"""The front end that the chat page speaks for."""
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


class Tree(msgspec.Struct, forbid_unknown_fields=True):
    """The escalation tree of the shop, why it has one, and within which time it promises to answer."""

    why: str
    promises: tuple[Promise, ...]
    branches: tuple[Branch, ...]


class Rules(msgspec.Struct, forbid_unknown_fields=True):
    """What the shop's AI never touches, and who is asked instead, as `policy.json` tells."""

    why: str
    author: str
    exclusions: tuple[Exclusion, ...]
    tree: Tree


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
    if missing:  # or else whatever fell due meanwhile would happen
        play(missing)
    rules = _told("policy", Rules)
    told = {"tree": rules.tree.branches, "promises": rules.tree.promises}
    _publish(rules.author, rules.tree.why, **told)  # for the customers to come
    deadlines.renew()
    return len(missing)


def _set_up_house() -> None:
    for line in _told("queues", list[Line]):
        _queue(line)
    _people(_told("people", list[Member]))
    _knowledge()
    rules = _told("policy", Rules)
    _publish(rules.author, rules.why, exclusions=rules.exclusions)
    for name in {one.source for one in read(timezone.localdate())}:
        made = sources.create(name)
        if name == CHAT:
            sources.open_chat_page(made)


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


def _publish(author: str, why: str, **parts: object) -> None:
    """A version of the policy with these parts, unless it is there already."""
    if PolicyVersion.objects.filter(why=why).exists():
        return
    admin = Person.objects.get(username=author)
    draft = drafting.begin(by=admin, document=msgspec.structs.replace(policies.live().content, **parts))
    drafting.publish(draft.pk, revision=draft.revision, by=admin, why=why)


def _known(one: Script) -> bool:
    return Conversation.objects.filter(source__name=one.source, external_id=one.id).exists()
