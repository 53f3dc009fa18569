"""Lists by what one chooses: in which state, queue and hands, from which source, about which topic.

The choice is the address, so that it can be kept.
"""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from handoff.models import Conversation, Person, Queue, Source
from handoff.standing import Stand
from handoff.tongue import noted, say
from handoff.vocabulary import State
from inbox.desk.sorting import DUE, LAST, UNTIL, WAITING, Order
from inbox.desk.viewing import View

ANY, ME, NOBODY = "any", "me", "nobody"
OPEN = tuple(state for state in State if state != State.RESOLVED)
STATES = (
    (ANY, _("Any, but resolved")),
    (State.AI.value, _("With the AI")),
    (State.REVIEW.value, _("Needs review")),
    (State.QUEUED.value, _("Unassigned")),
    (State.ASSIGNED.value, _("With a human")),
    (State.WAITING.value, _("Waiting")),
    (State.RESOLVED.value, _("Resolved")),
)
SORTS = (
    ("longest", _("longest wait first")),
    ("promised", _("answer due soonest first")),
    ("newest", _("newest first")),
    ("soonest", _("end of the wait first")),
)
ORDERS: dict[str, Order] = {
    "longest": (WAITING, LAST),
    "promised": (DUE, WAITING, LAST),
    "newest": (LAST,),
    "soonest": (UNTIL, LAST),
}
NOTHING = noted("Nothing is like that just now.")
_SLUG = re.compile(
    r"by_([a-z]+)_(any|\d{1,9})_(any|me|nobody|\d{1,9})_([a-z]+)(?:_from_(\d{1,9}))?(?:_on_([\w-]{1,700}))?",
    re.ASCII,
)


@dataclass(frozen=True)
class Filter:
    """What is chosen; `holder` is `me`, `nobody`, `any` or the key of a colleague. An empty topic is any."""

    state: str = ANY
    queue: int | None = None
    holder: str = ANY
    sort: str = "longest"
    source: int | None = None
    topic: str = ""

    @property
    def slug(self) -> str:
        """As an address names it; a topic in the letters that an address may hold."""
        told = f"by_{self.state}_{self.queue or ANY}_{self.holder}_{self.sort}"
        told += f"_from_{self.source}" if self.source else ""
        return told + (
            f"_on_{urlsafe_b64encode(self.topic.encode()).decode().rstrip('=')}" if self.topic else ""
        )

    @property
    def states(self) -> tuple[str, ...]:
        """The states that it holds."""
        return OPEN if self.state == ANY else (self.state,)

    def holds(self, person: Person) -> Q:
        """What it holds for `person`."""
        held = Q(state__in=self.states)
        if self.queue is not None:
            held &= Q(queue=self.queue)
        if self.source is not None:
            held &= Q(source=self.source)
        if self.topic:
            held &= Q(topic=self.topic)
        if self.holder == NOBODY:
            return held & Q(assignee__isnull=True)
        return held if self.holder == ANY else held & Q(assignee=self._holder(person))

    @property
    def counted(self) -> bool:
        """Whether where conversations stand tells how many it holds: not of resolved ones."""
        return self.state != State.RESOLVED

    @property
    def fine(self) -> bool:
        """Whether it takes sources and topics to tell what it holds."""
        return self.source is not None or bool(self.topic)

    def counts(self, stand: Stand, person: Person) -> bool:
        """Whether it holds what stands there for `person`; of a fine one, what stands finely."""
        if stand.state not in self.states or self.queue not in (None, stand.queue):
            return False
        if self.source not in (None, stand.source) or self.topic not in ("", stand.topic):
            return False
        if self.holder == NOBODY:
            return stand.assignee is None
        return self.holder == ANY or stand.assignee == self._holder(person)

    def view(self, name: str = "") -> View:
        """As a view of the desk."""
        told = name or say("Filtered")
        sorting = dict(SORTS)[self.sort]
        return View(self.slug, told, self.holds, ORDERS[self.sort], say(NOTHING), sorting, self.holder == ME)

    def _holder(self, person: Person) -> int:
        return int(person.pk) if self.holder == ME else int(self.holder)


def read(slug: str, queues: Sequence[int]) -> Filter | None:
    """The filter that an address names, for somebody who sees these queues; None where it names none."""
    found = _SLUG.fullmatch(slug)
    if not found:
        return None
    state, queue, holder, sort, source, topic = found.groups()
    if state not in dict(STATES) or sort not in ORDERS:
        return None
    if queue != ANY and int(queue) not in queues:
        return None
    about = _topic(topic or "")
    if about is None:
        return None
    number = int(source) if source else None
    return Filter(state, None if queue == ANY else int(queue), holder, _sort(state, sort), number, about)


def _topic(told: str) -> str | None:
    """The topic that an address names; None where it names none."""
    try:
        topic = urlsafe_b64decode(f"{told}==").decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return None if "\x00" in topic else topic


def _sort(state: str, sort: str) -> str:
    """The order, if rows of that state have one: nobody waits in what is over."""
    return "newest" if state == State.RESOLVED else sort


class Choice(forms.Form):
    """The form of a filter, for somebody who sees these queues."""

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    holder = forms.ChoiceField(label=_("Who has it"), required=False)
    source = forms.ModelChoiceField(
        Source.objects.all(), label=_("Source"), required=False, empty_label=_("Any")
    )
    topic = forms.CharField(
        label=_("Topic"),
        required=False,
        max_length=Conversation._meta.get_field("topic").max_length,
        widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off", "dir": "auto"}),
    )
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False)

    def __init__(self, queues: Sequence[Queue], people: Sequence[Person], *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": "by-%s", **more})
        fields: Any = self.fields
        fields["queue"].choices = [(ANY, _("Any")), *((str(queue.pk), queue.name) for queue in queues)]
        hands = [(ANY, _("Anybody or nobody")), (ME, _("Me")), (NOBODY, _("Nobody"))]
        fields["holder"].choices = [*hands, *((str(one.pk), str(one)) for one in people)]

    @property
    def chosen(self) -> Filter:
        """What was chosen, of a form that is valid."""
        told = self.cleaned_data
        queue, state = told["queue"] or ANY, told["state"] or ANY
        return Filter(
            state,
            None if queue == ANY else int(queue),
            told["holder"] or ANY,
            _sort(state, told["sort"] or "longest"),
            told["source"].pk if told["source"] else None,
            told["topic"],
        )


def form(slug: str, queues: Sequence[Queue], people: Sequence[Person]) -> Choice:
    """The form, with what an address names chosen already."""
    now = read(slug, [queue.pk for queue in queues]) or Filter()
    told = {
        "state": now.state,
        "queue": str(now.queue or ANY),
        "holder": now.holder,
        "sort": now.sort,
        "source": now.source,
        "topic": now.topic,
    }
    return Choice(queues, people, initial=told)
