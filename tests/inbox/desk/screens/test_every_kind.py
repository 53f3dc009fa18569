"""A page as it stood, and what it was sent since, is the page as it would be loaded now: for every kind of event."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handoff import blocking, merging, queueing, reply, review, sending, snooze
from handoff.attachments import checking
from handoff.clock import now
from handoff.events import changing, record, say
from handoff.models import Attachment, Block, Conversation, Person, Queue, Sending
from handoff.policy.terms import Situation
from handoff.vocabulary import ActorKind, EventKind, FileState, MessageKind, RejectReason, Role, WaitingFor
from inbox.desk import fragments, timeline
from inbox.desk.fragments import Panes
from inbox.desk.opened import find
from tests import factories
from tests.inbox.desk.pages import Page, push

pytestmark = pytest.mark.django_db(transaction=True)

Happens = Callable[[Conversation, Person], object]
PARTS = {"panel-head": "panel_head", "lane": "lane", "draft-slot": "draft", "rail-body": "rail"}


def told(kind: EventKind, actor: ActorKind, **facts: Any) -> Happens:
    """An event alone, where its verb has a test of its own elsewhere and needs a whole story to be reached."""

    def happens(conversation: Conversation, agent: Person) -> None:
        who = agent if actor == ActorKind.AGENT else None
        with changing(conversation.pk) as held:
            record(kind, held, actor=actor, agent=who, **facts)

    return happens


def said(kind: EventKind, message: MessageKind, **facts: Any) -> Happens:
    """A message of the house itself, and the event that tells of it."""

    def happens(conversation: Conversation, agent: Person) -> None:
        with changing(conversation.pk) as held:
            words = say(held, Role.ASSISTANT, message, "You are number 1 in line.")
            record(kind, held, actor=ActorKind.SYSTEM, message=words, **facts)

    return happens


def undone(conversation: Conversation, agent: Person) -> None:
    """She sends, and takes it back."""
    later = timedelta(seconds=60)
    reply.send(conversation.pk, agent=agent, text="Hello", seen=9, delay=later)
    sending.undo(Sending.objects.get(conversation=conversation).pk, agent=agent)


def held_back(conversation: Conversation, agent: Person) -> None:
    """She sends, and the customer is faster."""
    seen = conversation.messages
    reply.send(conversation.pk, agent=agent, text="Hello", seen=seen, delay=timedelta(seconds=60))
    factories.hears("Wait!", conversation=conversation)
    Sending.objects.filter(conversation=conversation).update(due_at=now())
    sending.go_out()


def sends_a_file(conversation: Conversation, agent: Person) -> None:
    one = factories.sends_file(conversation)
    Attachment.objects.filter(pk=one.pk).update(state=FileState.CHECKING)
    checking.settle(one, "")


def waits(conversation: Conversation, agent: Person) -> None:
    snooze.wait(conversation.pk, agent=agent, waiting_for=WaitingFor.CUSTOMER)


def wakes(conversation: Conversation, agent: Person) -> None:
    waits(conversation, agent)
    snooze.wake(conversation.pk, agent=agent)


def resolves(conversation: Conversation, agent: Person) -> None:
    queueing.resolve(conversation.pk, agent=agent)


def hands_back(conversation: Conversation, agent: Person) -> None:
    queueing.hand_back(conversation.pk, agent=agent, note="The poles are on their way.")


def offered(conversation: Conversation, agent: Person) -> None:
    hands_back(conversation, agent)
    factories.escalates(conversation)


def accepted(conversation: Conversation, agent: Person) -> None:
    offered(conversation, agent)
    queueing.accept(conversation.pk, agent=agent)


def transferred(conversation: Conversation, agent: Person) -> None:
    queueing.transfer(conversation.pk, by=agent, queue=Queue.objects.get(name="Orders"))


def approved(conversation: Conversation, agent: Person) -> None:
    factories.proposes(conversation)
    review.approve(factories.open_draft(conversation).pk, agent=agent, text="We do.", seen=9)


def rejected(conversation: Conversation, agent: Person) -> None:
    factories.proposes(conversation)
    review.reject(factories.open_draft(conversation).pk, agent=agent, reason=RejectReason.WRONG_TONE)


def superseded(conversation: Conversation, agent: Person) -> None:
    factories.proposes(conversation)
    factories.proposes(conversation, "We send poles today.")


def blocked(conversation: Conversation, agent: Person) -> None:
    blocking.block(conversation.pk, agent=agent, reason="Threats")


def unblocked(conversation: Conversation, agent: Person) -> None:
    blocked(conversation, agent)
    blocking.unblock(Block.objects.get().pk, by=agent)


def merged(conversation: Conversation, agent: Person) -> None:
    other = factories.assigned(agent, to=conversation.queue)
    Conversation.objects.filter(pk=other.pk).update(customer=conversation.customer)
    merging.merge(conversation.pk, other=other.pk, agent=agent)


def unmerged(conversation: Conversation, agent: Person) -> None:
    merged(conversation, agent)
    merging.unmerge(Conversation.objects.get(merged_into=conversation).pk, agent=agent)


HAPPENS: dict[EventKind, Happens] = {
    EventKind.MESSAGE_ADDED: lambda c, agent: factories.hears("Are you there?", conversation=c),
    EventKind.PROPOSED: lambda c, agent: factories.proposes(c),
    EventKind.HANDOFF_OFFERED: offered,
    EventKind.ESCALATED: told(EventKind.ESCALATED, ActorKind.SYSTEM, rung="supervisor", tier="supervisor"),
    EventKind.HANDOFF_ACCEPTED: accepted,
    EventKind.TRANSFERRED: transferred,
    EventKind.HANDED_BACK: hands_back,
    EventKind.SENDING: lambda c, agent: reply.send(
        c.pk, agent=agent, text="Hello", seen=9, delay=timedelta(seconds=60)
    ),
    EventKind.UNDONE: undone,
    EventKind.HELD_BACK: held_back,
    EventKind.REPLIED: lambda c, agent: reply.send(c.pk, agent=agent, text="Hello", seen=9),
    EventKind.NOTED: lambda c, agent: reply.note(c.pk, agent=agent, text="She leaves on Wednesday."),
    EventKind.DRAFT_APPROVED: approved,
    EventKind.DRAFT_REJECTED: rejected,
    EventKind.DRAFT_ENDED: superseded,
    EventKind.REASSURED: said(EventKind.REASSURED, MessageKind.REASSURANCE, step=1, most=5),
    EventKind.FELL_BACK: said(EventKind.FELL_BACK, MessageKind.FALLBACK, situation=str(Situation.CLOSED)),
    EventKind.WAITING_STARTED: waits,
    EventKind.WOKEN: wakes,
    EventKind.RESOLVED: resolves,
    EventKind.REOPENED: told(EventKind.REOPENED, ActorKind.CUSTOMER),
    EventKind.RATED: told(EventKind.RATED, ActorKind.CUSTOMER, score=4, comment="Quick"),
    EventKind.CONTEXT_UPDATED: told(EventKind.CONTEXT_UPDATED, ActorKind.AI),
    EventKind.AUDITED: told(EventKind.AUDITED, ActorKind.AGENT, reason="wrong_tone"),
    EventKind.FILE_CHECKED: sends_a_file,
    EventKind.BLOCKED: blocked,
    EventKind.UNBLOCKED: unblocked,
    EventKind.MERGED: merged,
    EventKind.UNMERGED: unmerged,
}


@pytest.mark.parametrize("kind", EventKind)
def test_what_was_there_and_what_came_is_what_a_fresh_page_shows(
    kind: EventKind, mira: Person, orders: Queue
) -> None:
    conversation = factories.assigned(mira, to=orders)
    conversation.refresh_from_db()
    page = loaded(mira, conversation)
    push([page])
    HAPPENS[kind](conversation, mira)
    assert conversation.events.filter(kind=kind).exists(), "the story does not tell of it"
    push([page], conversation)
    entries, parts = fresh(mira, conversation)
    assert page.entries == entries
    assert {name: page.parts[name] for name in PARTS} == parts
    assert push([page], conversation) == {}, "it has all of it"


def test_a_merge_that_is_undone_folds_up_where_it_is_on_screen(mira: Person, orders: Queue) -> None:
    conversation = factories.assigned(mira, to=orders)
    merged(conversation, mira)
    conversation.refresh_from_db()
    page = loaded(mira, conversation)
    told = str(page.entries)
    merging.unmerge(Conversation.objects.get(merged_into=conversation).pk, agent=mira)
    push([page], conversation)
    assert page.entries == fresh(mira, conversation)[0]
    assert str(page.entries) != told, "what was said in the other one is gone from this one"
    assert "<details" in told
    assert "<details" not in str(page.entries)


def loaded(person: Person, conversation: Conversation) -> Page:
    """A page as it is when it was just loaded."""
    page = Page(person, "mine", conversation, after=conversation.version)
    page.entries, parts = fresh(person, conversation)
    page.parts |= parts
    return page


def fresh(person: Person, conversation: Conversation) -> tuple[dict[str, str], dict[str, str]]:
    """What a page would show that is loaded now: its entries and its parts."""
    opened = find(person, conversation.pk)
    found, panes = opened.conversation, Panes(person, opened)
    entries: dict[str, str] = {one.id: fragments.entry(one) for one in timeline.newest(found, person).entries}
    return entries, {name: panes.part(part) for name, part in PARTS.items()}
