"""The people of the house: made and changed."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from handoff.errors import Invalid
from handoff.models import Person, Queue
from handoff.vocabulary import PersonRole

MOST_CAPACITY, MOST_WORD, MOST_QUEUE = 1000, 120, 80


def keep(
    username: str,
    *,
    role: PersonRole | None = None,
    password: str | None = None,
    queues: Sequence[str] | None = None,
    make_queues: bool = False,
    **told: Any,
) -> tuple[Person, bool]:
    """The person with this user name, made where new, changed in what is given; and whether they were made.

    `told` are `name`, `skills` and `capacity`. `queues` and `skills` replace what was there. Raises Invalid, and
    changes nothing, for what cannot be: a new one without role or password, an unknown queue (unless
    `make_queues`), a weak password, a bad name.
    """
    if not username.isprintable():
        raise Invalid("username: letters, digits and @/./+/-/_ only", field="username")
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(username=username).first()
        made = person is None
        if person is None:
            person = _new(username, role, password)
        for field, value in {**told, "role": role}.items():
            if value is not None:
                setattr(person, field, value)
        if password is not None:
            _lock(person, password)
        _check(person)
        person.save()
        if queues is not None:
            person.queues.set([_queue(name, make=make_queues) for name in queues])
        return person, made


def _new(username: str, role: PersonRole | None, password: str | None) -> Person:
    for field, value in (("role", role), ("password", password)):
        if value is None:
            raise Invalid(f"“{username}” is new here and needs a {field}.", field=field)
    return Person(username=username)


def _lock(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise Invalid(" ".join(weak.messages), field="password") from None
    person.set_password(password)


def _check(person: Person) -> None:
    try:
        person.full_clean()
    except ValidationError as wrong:
        raise Invalid("; ".join(_sentences(wrong)), field=next(iter(wrong.message_dict))) from None
    if not 1 <= person.capacity <= MOST_CAPACITY:
        raise Invalid(f"The capacity must be from 1 to {MOST_CAPACITY}.", field="capacity")
    if not all(map(_plain, (person.name or "-", *person.skills))):
        raise Invalid("Names and skills are plain words on one line.", field="name")


def _plain(word: str) -> bool:
    return 0 < len(word) <= MOST_WORD and word.isprintable() and word == word.strip()


def _sentences(wrong: ValidationError) -> list[str]:
    return [f"{field}: {' '.join(said)}" for field, said in wrong.message_dict.items()]


def _queue(name: str, *, make: bool) -> Queue:
    """The queue of that name. Where none takes what no other wants yet, the first one made does."""
    if found := Queue.objects.filter(name=name).first():
        return found
    if not make:
        known = ", ".join(Queue.objects.values_list("name", flat=True)) or "there is none yet"
        raise Invalid(f"There is no queue “{name}”. Known: {known}.", field="queue")
    if not _plain(name) or len(name) > MOST_QUEUE:
        raise Invalid(f"A queue's name is 1 to {MOST_QUEUE} characters on one line.", field="queue")
    first = not Queue.objects.filter(default=True).exists()
    return Queue.objects.create(name=name, default=first)
