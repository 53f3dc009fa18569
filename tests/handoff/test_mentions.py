"""Notes that name colleagues: who is told, who cannot be, and when it counts as read."""

import pytest

from handoff import mentions, reply
from handoff.errors import Invalid
from handoff.models import Conversation, Mention, Person, Queue
from tests import factories


@pytest.fixture
def held(mira: Person, orders: Queue) -> Conversation:
    return factories.assigned(mira, to=orders)


@pytest.fixture
def aylin(payments: Queue) -> Person:
    return factories.person("Aylin Kaya", queues=(payments,))


def told(held: Conversation) -> list[str]:
    """Who was named in it, in the order of the notes."""
    rows = Mention.objects.filter(conversation=held).order_by("message__number", "person__username")
    return list(rows.values_list("person__username", flat=True))


def test_everybody_named_is_told_once(held: Conversation, mira: Person, jonas: Person, sofie: Person) -> None:
    text = "@jonas, @Sofie. and @jonas again; @mira is me, a@jonas no one, @nobody neither"
    for _ in range(2):
        reply.note(held.pk, agent=mira, text=text, key="k1")
    assert told(held) == ["jonas", "sofie"]
    event = held.events.get(kind="noted")
    assert sorted(event.facts["mentioned"]) == ["jonas", "sofie"]
    marked = [text[start:end] for start, end in mentions.spans(text, event.facts["mentioned"])]
    assert marked == ["@jonas", "@Sofie", "@jonas"]


def test_who_cannot_see_the_conversation_cannot_be_named(
    held: Conversation, mira: Person, jonas: Person, aylin: Person
) -> None:
    before = factories.texts(held)
    with pytest.raises(Invalid, match="Aylin Kaya cannot see this conversation"):
        reply.note(held.pk, agent=mira, text="@aylin and @jonas: look")
    assert (told(held), factories.texts(held)) == ([], before)
    jonas.is_active = False
    jonas.save()
    reply.note(held.pk, agent=mira, text="@jonas left us")
    assert told(held) == []


def test_whoever_has_it_can_be_named_from_elsewhere(held: Conversation, jonas: Person, mira: Person) -> None:
    mira.queues.clear()
    reply.note(held.pk, agent=jonas, text="@mira: 6 sets")
    assert told(held) == ["mira"]


def test_it_is_read_when_it_was_on_screen(held: Conversation, mira: Person, jonas: Person) -> None:
    reply.note(held.pk, agent=mira, text="@jonas one")
    reply.note(held.pk, agent=mira, text="@jonas two")
    newest = Conversation.objects.get(pk=held.pk).messages
    place = mentions.Unread(jonas.pk, held.pk, held.queue_id, mira.pk)
    assert mentions.unread() == mentions.unread(jonas) == [place]
    assert mentions.read(jonas, held.pk, newest - 1)
    assert mentions.unread(jonas) == [place]
    assert mentions.read(jonas, held.pk, newest)
    assert not mentions.read(jonas, held.pk, newest)
    assert mentions.unread() == []
