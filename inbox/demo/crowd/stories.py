"""The stories of the crowd: how conversations go, each told of several subjects. Texts are the project's own."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from handoff.protocol.fields import Closing
from handoff.vocabulary import Mode, Priority, RejectReason, WaitingFor
from inbox.demo import script
from inbox.demo.script import AnyStep, Script

ORDER = "777777"
"""The digits of the order number that stand in the subjects."""
CUSTOMER, ADDRESS, KNOWN_AS = "Kari Nordlys", "kari.nordlys@example.com", "customer-of-a-pattern"
DAY = 24 * 60


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a conversation is about: what the customer wants, two answers of an AI, and what a human does."""

    topic: str
    wants: str
    answer: str
    more: str
    then: str
    human: str


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A queue of the crowd's house."""

    name: str
    topics: list[str]
    default: bool = False


class House(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The house that the crowd writes to, the names of people, and the subjects."""

    queues: list[Line]
    sources: list[str]
    given: list[str]
    family: list[str]
    subjects: list[Subject]


@lru_cache(maxsize=1)
def house() -> House:
    """As it is written down."""
    return msgspec.json.decode((Path(__file__).parent / "subjects.json").read_bytes(), type=House)


Steps = Callable[[Subject, str], list[AnyStep]]


def _asks(one: Subject, ago: float) -> AnyStep:
    return script.Said(minutes_ago=ago, role="customer", text=one.wants, language="en")


def _says(text: str, ago: float) -> AnyStep:
    return script.Said(minutes_ago=ago, role="customer", text=text)


def _proposes(one: Subject, ago: float, confidence: float, *, then: bool = False) -> AnyStep:
    text = one.then if then else one.answer
    return script.Proposed(minutes_ago=ago, text=text, confidence=confidence, topic=one.topic)


def _escalates(one: Subject, ago: float, priority: Priority, mode: Mode = Mode.HARD) -> AnyStep:
    return script.Escalated(
        minutes_ago=ago,
        reason="The customer asks again",
        mode=mode,
        topic=one.topic,
        summary=one.wants,
        priority=priority,
        draft=script.Draft(text=one.then, confidence=0.66),
    )


def _closes(ago: float, outcome: Closing = "resolved") -> AnyStep:
    return script.Closed(minutes_ago=ago, by="customer", outcome=outcome)


def _person(one: Subject, ago: float) -> list[AnyStep]:
    """The AI tries, and the customer asks for a person."""
    wish = _says(f"{one.more} Can I talk to a human, please?", ago)
    return [_asks(one, ago + 3), _proposes(one, ago + 2.9, 0.91), wish]


def _taken(one: Subject, who: str, ago: float) -> list[AnyStep]:
    """A person takes it and answers."""
    accepted = script.Accepted(minutes_ago=ago, agent=who)
    return [*_person(one, ago + 2), accepted, script.Replied(minutes_ago=ago - 2, agent=who, text=one.human)]


RESOLVED: dict[str, Steps] = {
    "answered": lambda one, who: [_asks(one, 9), _proposes(one, 8.9, 0.93), _closes(5)],
    "answered-rated": lambda one, who: [
        _asks(one, 9),
        _proposes(one, 8.9, 0.95),
        _closes(6),
        script.Rated(minutes_ago=5, score=5),
    ],
    "answered-twice": lambda one, who: [
        _asks(one, 14),
        _proposes(one, 13.9, 0.9),
        _says(one.more, 11),
        _proposes(one, 10.9, 0.92, then=True),
        _closes(7),
    ],
    "approved": lambda one, who: [
        _asks(one, 15),
        _proposes(one, 14.9, 0.72),
        script.Approved(minutes_ago=13, agent=who),
        _closes(6),
    ],
    "edited": lambda one, who: [
        _asks(one, 15),
        _proposes(one, 14.9, 0.7),
        script.Approved(minutes_ago=12, agent=who, text=f"{one.answer} {one.human}"),
        _closes(6),
    ],
    "taken": lambda one, who: [
        *_taken(one, who, 12),
        script.Noted(minutes_ago=9, agent=who, text="Asked a colleague, who says the same."),
        _says("Thank you, that is all.", 7),
        script.Resolved(minutes_ago=5, agent=who),
    ],
    "rejected": lambda one, who: [
        _asks(one, 20),
        _proposes(one, 19.9, 0.71),
        script.Rejected(minutes_ago=18, agent=who, reason=RejectReason.NOT_ASKED),
        script.Accepted(minutes_ago=16, agent=who),
        script.Replied(minutes_ago=14, agent=who, text=one.human),
        script.Resolved(minutes_ago=10, agent=who),
    ],
    "left": lambda one, who: [
        _asks(one, 20),
        _escalates(one, 19.9, Priority.NORMAL),
        _closes(12, "abandoned"),
    ],
}
OPEN: dict[str, Steps] = {
    "asked": lambda one, who: [_asks(one, 4), _proposes(one, 3.9, 0.94)],
    "in-talk": lambda one, who: [
        _asks(one, 9),
        _proposes(one, 8.9, 0.9),
        _says(one.more, 4),
        _proposes(one, 3.9, 0.91, then=True),
    ],
    "held": lambda one, who: [_asks(one, 4), _proposes(one, 3.9, 0.73)],
    "held-later": lambda one, who: [
        _asks(one, 9),
        _proposes(one, 8.9, 0.92),
        _says(one.more, 4),
        _proposes(one, 3.9, 0.64, then=True),
    ],
    "wants-person": lambda one, who: _person(one, 6),
    "escalated": lambda one, who: [_asks(one, 5), _escalates(one, 4.9, Priority.NORMAL)],
    "urgent": lambda one, who: [_asks(one, 5), _escalates(one, 4.9, Priority.URGENT)],
    "soft": lambda one, who: [_asks(one, 5), _escalates(one, 4.9, Priority.LOW, Mode.SOFT)],
    "in-hands": lambda one, who: [*_taken(one, who, 8), _says("And when will that be?", 3)],
    "with-draft": lambda one, who: [
        *_taken(one, who, 8),
        _says("And when will that be?", 3),
        _proposes(one, 2.9, 0.75, then=True),
    ],
    "waiting": lambda one, who: [
        *_taken(one, who, 8),
        script.Waited(minutes_ago=4, agent=who, waiting_for=WaitingFor.CUSTOMER),
    ],
    "third-party": lambda one, who: [
        *_taken(one, who, 8),
        script.Waited(minutes_ago=4, agent=who, waiting_for=WaitingFor.THIRD_PARTY, for_minutes=3 * DAY),
    ],
}
OFTEN = {"answered": 8, "answered-rated": 3, "answered-twice": 4, "asked": 2, "held": 3, "escalated": 2}
"""How much more often than the others a story happens."""


def told(stories: dict[str, Steps], who: str, subjects: int) -> Iterator[tuple[int, Script]]:
    """Each story of so many subjects, as a script in which `who` is the person, with how often it happens."""
    known = house()
    for place, (name, steps) in enumerate(stories.items()):
        for number in range(subjects):
            one = known.subjects[(place * 5 + number) % len(known.subjects)]
            source = known.sources[(place + number) % len(known.sources)]
            yield OFTEN.get(name, 1), _script(f"pattern-of-{name}-{number}", source, steps(one, who))


def _script(name: str, source: str, steps: list[AnyStep]) -> Script:
    customer: dict[str, Any] = {"id": KNOWN_AS, "name": CUSTOMER, "email": ADDRESS, "locale": "en"}
    context = {"order": f"FC-{ORDER}", "page": "Help"}
    return Script(id=name, source=source, customer=customer, context=context, steps=steps, ends="")
