"""Colleagues whom a note names by `@username`: who may be, and what of it they have not read yet."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db.models import Q, QuerySet

from handoff.clock import now
from handoff.errors import Invalid
from handoff.models import Conversation, Mention, Message, Person
from handoff.tongue import say
from handoff.vocabulary import PersonRole

NAMED: Final = re.compile(r"(?<![\w@.+-])@([\w.@+-]+)")
MOST: Final = 20
"""Colleagues that one note may name."""
_BEHIND: Final = ".+-@"
"""What may end a user name, but rather ends a sentence."""


class Unread(NamedTuple):
    """A conversation in which somebody is named and has not read it, and where it stands."""

    person: int
    conversation: int
    queue: int
    assignee: int | None


def may_see(conversation: Conversation) -> QuerySet[Person]:
    """Who of the house may see a conversation."""
    rows = Person.objects.filter(is_active=True)
    overseers = Q(role__in=(PersonRole.SUPERVISOR, PersonRole.ADMIN))
    own = Q(pk__in=conversation.queue.people.values("pk"))
    return rows.filter(overseers | own | Q(pk=conversation.assignee_id))


def named(held: Conversation, text: str, *, by: Person) -> list[Person]:
    """The colleagues whom `text` names. Raises Invalid where one of them may not see the conversation."""
    names = {name.casefold() for name in _names(text)}
    if not names:
        return []
    people = [one for one in Person.objects.filter(is_active=True) if one.username.casefold() in names]
    people = [one for one in people if one != by]
    if len(people) > MOST:
        raise Invalid(say("A note can name at most {most} colleagues.", most=MOST), field="text")
    seeing = set(may_see(held).filter(pk__in=[one.pk for one in people]).values_list("pk", flat=True))
    blind = [str(one) for one in people if one.pk not in seeing]
    if blind:
        raise Invalid(
            say(
                "{names} cannot see this conversation, so a note here cannot reach them.",
                names=", ".join(blind),
            ),
            field="text",
        )
    return people


def keep(message: Message, people: Sequence[Person]) -> None:
    """A row for each colleague whom a note names."""
    Mention.objects.bulk_create(
        Mention(message=message, conversation=message.conversation, person=one, at=message.at)
        for one in people
    )


def read(person: Person, conversation_id: int, upto: int) -> bool:
    """`person` had the notes up to message number `upto` on screen; whether one of them named them."""
    rows = Mention.objects.filter(person=person, conversation=conversation_id, read_at__isnull=True)
    return bool(rows.filter(message__number__lte=upto).update(read_at=now()))


def unread(person: Person | None = None) -> list[Unread]:
    """Where people are named and have not read it yet; of all, or of one."""
    rows = Mention.objects.filter(read_at__isnull=True).order_by().distinct()
    if person is not None:
        rows = rows.filter(person=person)
    columns = ("person", "conversation", "conversation__queue", "conversation__assignee")
    return [Unread(*row) for row in rows.values_list(*columns)]


def spans(text: str, usernames: Sequence[str]) -> list[tuple[int, int]]:
    """Where `text` names these people."""
    known = {name.casefold() for name in usernames}
    found = ((match.start(), _ends(match[1], known)) for match in NAMED.finditer(text))
    return [(start, start + 1 + length) for start, length in found if length]


def _ends(name: str, known: set[str]) -> int:
    """How long the user name is with which `name` begins; 0 where it is nobody's."""
    return next((len(one) for one in (name, name.rstrip(_BEHIND)) if one.casefold() in known), 0)


def _names(text: str) -> list[str]:
    found = NAMED.findall(text)
    return [*found, *(name.rstrip(_BEHIND) for name in found)]
