"""What one row of the list says."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from django.urls import reverse

from handoff.deadlines import Deadline, deadline
from handoff.models import Conversation, Draft, Person
from handoff.tongue import say
from handoff.vocabulary import State, WaitingFor
from inbox.desk import lists, words
from inbox.desk.sorting import LAST
from inbox.desk.viewing import View
from inbox.templatetags.baton import soon

CHIPS = 3


@dataclass(frozen=True)
class Chip:
    """One fact that changes a decision."""

    text: str
    icon: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """A conversation as a row of a view, for one person; `named` are those where they have a note to read."""

    conversation: Conversation
    view: View
    person: Person
    named: Collection[int] = ()

    @property
    def url(self) -> str:
        return f"{_stem(self.view.slug)}{self.conversation.pk}/"

    @property
    def unread(self) -> bool:
        """The customer wrote something that no human saw, though one should; or a note names this person."""
        if self.view.slug == lists.MENTIONS:
            return self.conversation.pk in self.named
        return self.conversation.unread and self.conversation.state in lists.HUMANS

    @property
    def order(self) -> str:
        return lists.order_key(self.view, self.conversation)

    @property
    def since(self) -> datetime:
        """The time that it tells: what the view goes by. Where that is the wait, and nobody waits, what was last."""
        waiting: datetime | None = self.conversation.waiting_since
        if waiting is None or self.view.order[0] == LAST:
            return self.conversation.last_at
        return waiting

    @property
    def origin(self) -> str:
        """Where it comes from, and what it is about where that is known."""
        told = (self.conversation.source.name, self.conversation.topic)
        return " · ".join(one for one in told if one)

    @property
    def part(self) -> str:
        """The heading above this row, where the view has parts."""
        return say("Waiting") if self.view.slug == "mine" and self.conversation.state == State.WAITING else ""

    @property
    def draft(self) -> Draft | None:
        found: Draft | None = getattr(self.conversation, "open_draft", None)
        return found

    @property
    def holder(self) -> Person | None:
        """Who else has it."""
        who = self.conversation.assignee
        return who if who != self.person else None

    @cached_property
    def deadline(self) -> Deadline | None:
        """Until when the customer was promised an answer."""
        return deadline(self.conversation)

    @property
    def chips(self) -> list[Chip]:
        return list(self._chips())[: CHIPS - (self.draft is not None) - (self.deadline is not None)]

    def _chips(self) -> Iterator[Chip]:
        state = self.conversation.state
        if state == State.WAITING:
            yield Chip(_wait(self.conversation), icon="moon", tone="line")
        if woken := words.woken(self.conversation.woken):
            yield Chip(woken, icon="clock", tone="warn")
        if state == State.RESOLVED:
            yield Chip(say("Resolved"), tone="line")
        if state == State.AI:
            yield Chip(say("With the AI"), tone="line")
        if standing := words.standing(self.conversation.rung, getattr(self.conversation, "promise", "")):
            yield Chip(standing, tone="dark")
        yield from (Chip(reason) for reason in self._reasons())
        if not self.view.slug.startswith("queue-"):
            yield Chip(self.conversation.queue.name)

    def _reasons(self) -> Iterator[str]:
        triggers = getattr(self.conversation, "triggers", None) or []
        yield from dict.fromkeys(words.trigger_of(trigger) for trigger in triggers)


@lru_cache(maxsize=1024)
def _stem(view: str) -> str:
    """The address of a view's conversations without their number: it is asked for once, not for each row."""
    return reverse("conversation", args=[view, 0]).removesuffix("0/")


def _wait(conversation: Conversation) -> str:
    elsewhere = _elsewhere(conversation)
    if conversation.waiting_until is None:
        return say("For a third party") if elsewhere else say("Until the customer writes")
    time = soon(conversation.waiting_until)
    return say("For a third party until {time}", time=time) if elsewhere else say("Until {time}", time=time)


def _elsewhere(conversation: Conversation) -> bool:
    return bool(conversation.waiting_for == WaitingFor.THIRD_PARTY)
