"""So many conversations at once, as a busy house has them after a year."""

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from handoff import policies, sources, standing
from handoff.clock import now
from handoff.errors import Invalid
from handoff.models import Conversation, Customer, Delivery, Person, Queue, Source, Standing
from handoff.vocabulary import PersonRole
from inbox.demo.crowd import stories, writing
from inbox.demo.crowd.pattern import Pattern, iso_of, moment, played
from inbox.demo.crowd.tables import Row, tables
from inbox.demo.load import PASSWORD, empty

AGENTS: Final = 24
MOST_SUBJECTS: Final = 10
ENOUGH: Final = 200
"""From so many conversations on it is worth while to tell their stories of one subject more."""
AT_ONCE: Final = 2000
MANY: Final = 20_000
"""From so many conversations on it is faster to build the indexes at the end."""
YEAR, LATELY, LEAST = timedelta(days=365), timedelta(days=3), timedelta(minutes=5)
AGAIN = 0.25
"""The share of the conversations whose customer wrote before."""
REMEMBERED: Final = 500
OVERSEERS = (("sofie", "Sofie Lund", PersonRole.SUPERVISOR), ("henrik", "Henrik Vik", PersonRole.ADMIN))


@dataclass
class Wish:
    """How many conversations, and the number from which all chance comes."""

    open: int
    resolved: int
    seed: int = 1
    add: bool = False

    @property
    def count(self) -> int:
        return self.open + self.resolved


def load(wish: Wish, tell: writing.Tell = lambda text: None) -> Iterator[int]:
    """Make them, in one transaction; how many more there are, ever and again. `tell` hears what is at work.

    Raises Invalid where the database holds something and nothing was said of adding.
    """
    if wish.open < 0 or wish.resolved < 0:
        raise Invalid("How many conversations there shall be is a number from 0.", field="open")
    if not (wish.add or empty()):
        raise Invalid("The database is not empty: nothing was made. --add makes them beside what is there.")
    with transaction.atomic():
        writing.be_patient()
        agents = _set_up_house(random.Random(wish.seed))  # noqa: S311 - names, no secrets
        policies.live()
        tell("playing each story once")
        resolved = _patterns(stories.RESOLVED, agents, wish.resolved)
        open_ones = _patterns(stories.OPEN, agents, wish.open)
        crowd = _Crowd(wish, agents)
        with writing.aside(tables(), tell) if wish.count >= MANY else nullcontext():
            yield from crowd.write(resolved, wish.resolved, now() - YEAR, now() - LATELY)
            yield from crowd.write(open_ones, wish.open, now() - LATELY, now() - LEAST)
            crowd.finish()
        standing.compact()
    tell("statistics")
    writing.analyse([*tables(), Standing])


def _set_up_house(chance: random.Random) -> dict[int, list[Person]]:
    """The queues with the agents who serve each; whoever and whatever is there already stays as it is."""
    known, password = stories.house(), make_password(PASSWORD)
    for line in known.queues:
        default = line.default and not Queue.objects.filter(default=True).exists()
        Queue.objects.get_or_create(name=line.name, defaults={"topics": line.topics, "default": default})
    for name in known.sources:
        sources.create(name)
    for username, name, role in OVERSEERS:
        told = {"name": name, "role": role, "password": password}
        Person.objects.get_or_create(username=username, defaults=told)
    lines = [Queue.objects.get(name=line.name) for line in known.queues]
    agents: dict[int, list[Person]] = {line.pk: [] for line in lines}
    for number in range(AGENTS):
        serves = [lines[number % len(lines)], lines[(number + 1 + number // len(lines)) % len(lines)]]
        agents[serves[0].pk].append(_agent(number, chance, password, serves))
    return agents


def _agent(number: int, chance: random.Random, password: str, serves: list[Queue]) -> Person:
    known = stories.house()
    name = f"{chance.choice(known.given)} {chance.choice(known.family)}" if number else "Mira Dahl"
    told = {"name": name, "password": password, "timezone": "Europe/Oslo"}
    person, new = Person.objects.get_or_create(username=f"agent{number}" if number else "mira", defaults=told)
    if new:
        person.queues.set(serves)
    return person


def _patterns(told: dict[str, stories.Steps], agents: dict[int, list[Person]], count: int) -> list[Pattern]:
    """Each story of as many subjects as so many conversations are worth."""
    if not count:
        return []
    who = next(iter(agents.values()))[0]
    subjects = max(1, min(MOST_SUBJECTS, count // ENOUGH))
    return [played(one, who, often) for often, one in stories.told(told, who.username, subjects)]


class _Crowd:
    """Copies patterns; each copy has its own customer, person, order number and moments."""

    def __init__(self, wish: Wish, agents: dict[int, list[Person]]) -> None:
        self.chance = random.Random(wish.seed)  # noqa: S311 - no secrets
        self.agents = agents
        self.sources = {one.pk: one for one in Source.objects.select_for_update(no_key=True)}
        self.keys = writing.next_keys(tables())
        self.first = self.keys[Conversation]
        self.known: dict[int, list[dict[str, Any]]] = defaultdict(list)
        self.kept_since = timezone.now() - timedelta(days=settings.EVENT_RETENTION_DAYS)
        self.texts: dict[Row, list[str]] = {model: [] for model in tables()}

    def write(self, patterns: list[Pattern], count: int, since: datetime, until: datetime) -> Iterator[int]:
        """Write so many, whose ends are spread over that time; how many were written since the last number."""
        weights, writer = [pattern.often for pattern in patterns], writing.Writer()
        for start in range(0, count, AT_ONCE):
            these = min(AT_ONCE, count - start)
            for place, pattern in enumerate(self.chance.choices(patterns, weights, k=these), start=start):
                share = (place + self.chance.random()) / count
                self._copy(pattern, since + (until - since) * share)
            writer.write(self.texts)
            self.texts = {model: [] for model in tables()}
            yield these
        writer.finish()

    def finish(self) -> None:
        """Let sources and keys go on after what was written."""
        for source in self.sources.values():
            source.save(update_fields=["last_seq"])
        writing.number_on(tables())

    def _copy(self, pattern: Pattern, end: datetime) -> None:
        customer, new = self._customer(pattern.source)
        values = customer | self._own(pattern)
        for model, keys in pattern.keys.items():
            if model is not Customer:
                values |= self._numbered(model, keys)
        for key, away, ahead in pattern.moments:
            values[key] = moment((timezone.now() if ahead else end) + away)
        for key, iso in pattern.told:
            values[iso] = iso_of(values[key])
        source = self.sources[pattern.source]
        for name in pattern.seqs:
            source.last_seq += 1
            values[name] = source.last_seq
        for model, text in pattern.texts.items():
            old = model is Delivery and end < self.kept_since
            if text and not old and (new or model is not Customer):
                self.texts[model].append(text % values)

    def _own(self, pattern: Pattern) -> dict[str, Any]:
        who = self.chance.choice(self.agents[pattern.queue])
        return {
            "name": f"crowd-{self.keys[Conversation]}",
            "order": self.chance.randrange(100_000, 1_000_000),
            "agent": who.pk,
            "agent_name": str(who),
        }

    def _numbered(self, model: Row, keys: list[str]) -> dict[str, int]:
        first = self.keys[model]
        self.keys[model] += len(keys)
        return {key: first + place for place, key in enumerate(keys)}

    def _customer(self, source: int) -> tuple[dict[str, Any], bool]:
        """Somebody who wrote before, or somebody new; and whether they are new."""
        known = self.known[source]
        if known and self.chance.random() < AGAIN:
            return self.chance.choice(known), False
        names = stories.house()
        given, family = self.chance.choice(names.given), self.chance.choice(names.family)
        number = self.keys[Customer]
        made = {
            "customer": f"{given} {family}",
            "address": f"{given}.{family}.{number}@example.com".lower(),
            "known_as": f"crowd-customer-{number}",
            **self._numbered(Customer, ["Customer0"]),
        }
        known.append(made)
        if len(known) > REMEMBERED:
            known[self.chance.randrange(REMEMBERED)] = known.pop()
        return made, True
