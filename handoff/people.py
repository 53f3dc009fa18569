"""The people of the house: made and changed."""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from handoff import changes
from handoff import queues as lines
from handoff.clock import now
from handoff.errors import Invalid
from handoff.models import Person, Queue
from handoff.policy.hours import Hours, zone
from handoff.tongue import say
from handoff.vocabulary import Noun, PersonRole

MOST_CAPACITY, MOST_WORD, MOST_LISTED = 1000, 120, 50


def keep(
    username: str,
    *,
    role: PersonRole | None = None,
    password: str | None = None,
    queues: Sequence[str] | None = None,
    make_queues: bool = False,
    by: Person | None = None,
    seen: int | None = None,
    **told: Any,
) -> tuple[Person, bool]:
    """The person with this user name, made where new, changed in what is given; and whether they were made.

    `told` are `name`, `skills`, `languages`, `capacity`, `available`, `timezone`, `locale` and `is_active`.
    `queues`, `skills` and `languages` replace what was there. Whom an admin makes (`by`) may have no
    password yet. Raises Invalid, and changes nothing, for what cannot be: a new one without role or password,
    an unknown queue (unless `make_queues`), a weak password, a bad name, an admin who would leave none; Outdated
    where they were changed since revision `seen`.
    """
    if not username.isprintable():
        raise Invalid(say("username: letters, digits and @/./+/-/_ only"), field="username")
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(username=username).first()
        made = person is None
        if person is None:
            person, before = _new(username, role, password, by), {}
        else:
            changes.unchanged(Noun.PERSON, person.pk, seen)
            before = _state(person)
        for field, value in {**told, "role": role}.items():
            if value is not None:
                setattr(person, field, value)
        if password is not None:
            _lock(person, password)
        _check(person)
        person.save()
        if by is not None:
            _leave_an_admin(before)
        if queues is not None:
            person.queues.set([_queue(name, make=make_queues, by=by) for name in queues])
        _keep(person, before, by, password)
        return person, made


def seen(people: Collection[int]) -> None:
    """These people have a page open just now."""
    Person.objects.filter(pk__in=people).update(seen_at=now())


def invited(person: Person, *, by: Person) -> None:
    """Write down that `by` made a link with which this person can set a password."""
    linked = {"password link": "made"}
    changes.keep(Noun.PERSON, person.pk, str(person), before=dict.fromkeys(linked, ""), after=linked, by=by)


def _new(username: str, role: PersonRole | None, password: str | None, by: Person | None) -> Person:
    needed = {"role": role} if by else {"role": role, "password": password}
    for field, value in needed.items():
        if value is None:
            raise Invalid(
                say("“{username}” is new here and needs a {field}.", username=username, field=field),
                field=field,
            )
    person = Person(username=username)
    person.set_unusable_password()
    return person


def _leave_an_admin(before: changes.State) -> None:
    """At a terminal the last admin may go, since there the next one can be made. In a browser nobody could."""
    if before.get("role") != PersonRole.ADMIN:
        return
    admins = Person.objects.select_for_update().order_by("pk").filter(role=PersonRole.ADMIN)
    if not any(admin.is_active for admin in admins):
        raise Invalid(say("This is the last admin: make another one first."), field="role")


def _lock(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise Invalid(" ".join(weak.messages), field="password") from None
    person.set_password(password)


def _check(person: Person) -> None:
    try:
        person.full_clean(exclude=["password"])  # which `_lock` has seen
    except ValidationError as wrong:
        raise Invalid("; ".join(_sentences(wrong)), field=next(iter(wrong.message_dict))) from None
    if not 1 <= person.capacity <= MOST_CAPACITY:
        raise Invalid(
            say("The capacity must be from 1 to {most_capacity}.", most_capacity=MOST_CAPACITY),
            field="capacity",
        )
    if not _plain(person.name or "-"):
        raise Invalid(say("A name is plain words on one line."), field="name")
    for field in ("skills", "languages"):
        listed = getattr(person, field)
        if len(listed) > MOST_LISTED or not all(map(_plain, listed)):
            raise Invalid(
                say(
                    "At most {most_listed} {field}, each plain words on one line.",
                    most_listed=MOST_LISTED,
                    field=field,
                ),
                field=field,
            )
    if person.timezone and zone(person.timezone) is None:
        raise Invalid(say("There is no such time zone. One is Europe/Oslo."), field="timezone")
    if person.locale and person.locale not in dict(settings.LANGUAGES):
        raise Invalid(
            say("Choose one of these: {codes}.", codes=", ".join(dict(settings.LANGUAGES))), field="locale"
        )


def _plain(word: str) -> bool:
    return 0 < len(word) <= MOST_WORD and word.isprintable() and word == word.strip()


def _sentences(wrong: ValidationError) -> list[str]:
    return [f"{field}: {' '.join(said)}" for field, said in wrong.message_dict.items()]


def _queue(name: str, *, make: bool, by: Person | None) -> Queue:
    """The queue of that name, made where it is new and may be."""
    if found := Queue.objects.filter(name=name).first():
        return found
    if not make:
        known = ", ".join(Queue.objects.values_list("name", flat=True)) or "there is none yet"
        raise Invalid(
            say("There is no queue “{name}”. Known: {known}.", name=name, known=known), field="queue"
        )
    try:
        return lines.keep(None, name=name, topics=(), default=False, hours=Hours(), by=by)
    except Invalid as wrong:
        raise Invalid(wrong.message, field="queue") from None


def _keep(person: Person, before: changes.State, by: Person | None, password: str | None) -> None:
    after = _state(person)
    if password is not None and before:
        before, after = {**before, "password": "the old one"}, {**after, "password": "a new one"}
    changes.keep(Noun.PERSON, person.pk, str(person), before=before, after=after, by=by)


def _state(person: Person) -> changes.State:
    columns = (
        "username",
        "name",
        "role",
        "skills",
        "languages",
        "capacity",
        "available",
        "timezone",
        "locale",
    )
    state = {column: getattr(person, column) for column in columns}
    listed = person.queues.order_by("name").values_list("name", flat=True)
    return state | {"active": person.is_active, "queues": list(listed)}
