"""The queues of the house: made and changed. Exactly one takes what no other wants."""

from collections.abc import Sequence

from django.db import transaction

from handoff import changes, renaming
from handoff.errors import Invalid
from handoff.models import Person, Queue
from handoff.policy.hours import Hours, written
from handoff.tongue import say
from handoff.vocabulary import Noun

MOST_NAME, MOST_TOPICS, MOST_TOPIC = 80, 200, 128


def keep(
    queue: Queue | None,
    *,
    name: str,
    topics: Sequence[str],
    default: bool,
    hours: Hours,
    by: Person | None = None,
    seen: int | None = None,
) -> Queue:
    """Make a queue (None), or change one. The one that becomes the default takes that from the one that was.

    Under a new name the live policy and all drafts name it too.

    Raises Invalid, and changes nothing, for a bad or taken name or topic, or where no default would be left;
    Outdated where it was changed since revision `seen`.
    """
    name, topics = _name(name), _topics(topics)
    with transaction.atomic():
        held = Queue.objects.select_for_update().get(pk=queue.pk) if queue else Queue()
        if queue:
            changes.unchanged(Noun.QUEUE, queue.pk, seen)
        before = _state(held) if queue else {}
        _free(held, name, topics)
        _default(held, default, by)
        old, held.name, held.topics, held.hours = held.name, name, topics, written(hours)
        if queue and old != name:
            held.former_names = [*(one for one in held.former_names if one != name), old]
            renaming.follow(old, name, by=by)
        held.save()
        _keep(held, before, by)
    return held


def remove(queue: Queue, *, by: Person | None = None) -> None:
    """Remove a queue that never had a conversation.

    Raises Invalid for any other, for the default one, and where the policy leads to it.
    """
    with transaction.atomic():
        held = Queue.objects.select_for_update().get(pk=queue.pk)
        if held.default:
            raise Invalid(say("This queue takes the rest: make another one do so first."), field="default")
        if held.conversations.exists():
            raise Invalid(say("There are conversations in it, old or new."), field="name")
        renaming.let_go(held.name)
        changes.keep(Noun.QUEUE, held.pk, held.name, before=_state(held), after={}, by=by)
        held.delete()


def _name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= MOST_NAME or not name.isprintable():
        raise Invalid(
            say("A queue's name is 1 to {most_name} characters on one line.", most_name=MOST_NAME),
            field="name",
        )
    return name


def _topics(topics: Sequence[str]) -> list[str]:
    told = list(dict.fromkeys(topic for told in topics if (topic := " ".join(told.split()))))
    if len(told) > MOST_TOPICS:
        raise Invalid(say("At most {most_topics} topics.", most_topics=MOST_TOPICS), field="topics")
    for topic in told:
        if len(topic) > MOST_TOPIC or not topic.isprintable():
            raise Invalid(
                say("A topic has at most {most_topic} characters.", most_topic=MOST_TOPIC), field="topics"
            )
    return told


def _free(held: Queue, name: str, topics: Sequence[str]) -> None:
    """A name and a topic lead to one queue only."""
    for other in Queue.objects.exclude(pk=held.pk):
        if other.name.casefold() == name.casefold():
            raise Invalid(say("There is a queue “{name}” already.", name=other.name), field="name")
        taken = {topic.casefold() for topic in other.topics}
        if shared := next((topic for topic in topics if topic.casefold() in taken), None):
            raise Invalid(
                say("“{shared}” is a topic of {name} already.", shared=shared, name=other.name),
                field="topics",
            )


def _default(held: Queue, default: bool, by: Person | None) -> None:
    """The first queue is the default, whatever was asked; no other way leads to a house without one."""
    old = Queue.objects.select_for_update().filter(default=True).exclude(pk=held.pk).first()
    if old is None and held.default and not default:
        raise Invalid(
            say("One queue must take the rest: make another one the default instead."), field="default"
        )
    if old is not None and default:
        before = _state(old)
        old.default = False
        old.save(update_fields=["default"])
        _keep(old, before, by)
    held.default = default or old is None


def _keep(queue: Queue, before: changes.State, by: Person | None) -> None:
    changes.keep(Noun.QUEUE, queue.pk, queue.name, before=before, after=_state(queue), by=by)


def _state(queue: Queue) -> changes.State:
    return {
        "name": queue.name,
        "topics": queue.topics,
        "default": queue.default,
        "hours": written(queue.opening),
    }
