"""Finding and making the conversation that a frame or a person speaks of."""

from typing import Any

from django.db import IntegrityError, transaction

from handoff import deadlines, flight, hops
from handoff.attempt import current, must_hold
from handoff.clock import now
from handoff.errors import UnknownConversation
from handoff.events import columns, save_changed
from handoff.models import (
    Conversation,
    Customer,
    Decision,
    Draft,
    Event,
    Handoff,
    Message,
    Person,
    Queue,
    Source,
)
from handoff.models.conversation import UNRANKED
from handoff.quick import insert
from handoff.reads import foresee, lock
from handoff.vocabulary import HandoffOutcome, HopEnd, Speaker, State

LIVE = (
    ("live_policy", "(SELECT version_id FROM handoff_publication ORDER BY id DESC LIMIT 1)"),
    (
        "live_calibration",
        "COALESCE((SELECT MAX(id) FROM handoff_calibration WHERE source_id = held.source_id), 0)",
    ),
    (
        "sensed",
        "(SELECT facts FROM handoff_decision WHERE conversation_id = held.id ORDER BY id DESC LIMIT 1)",
    ),
    (
        "blocked",
        "EXISTS (SELECT 1 FROM handoff_block b WHERE b.customer_id = held.customer_id"  # noqa: ISC004 - one expression
        " AND b.lifted_at IS NULL AND (b.until IS NULL OR b.until > CURRENT_TIMESTAMP))",
    ),
    ("answering", "(SELECT answering FROM handoff_source WHERE id = held.source_id)"),
)
"""Read along with a frame's conversation, since decisions need them: a round trip less for each."""
WRITTEN = (Message, Decision, Event, Event, Draft)
"""The rows that a frame may write: their keys are taken along, and some left unused, for no round trip."""
OPENED = (Customer, Conversation)
"""What is written before them where the conversation is new."""
CUSTOMER_FIELDS = ("name", "email", "phone", "locale", "timezone", "tier")


def find(source: Source, external_id: str) -> Conversation:
    """The held conversation of a source, inside the caller's transaction. Raises UnknownConversation."""
    held = _held(source, external_id)
    if held is None:
        raise UnknownConversation(f"There is no conversation “{external_id}”.")
    return held


def find_or_open(source: Source, external_id: str) -> tuple[Conversation, bool]:
    """The held conversation of a source, made where it is new; and whether it was.

    Where writes are gathered, one that somebody else makes in the same moment is found at their end: IntegrityError.
    """
    held = _held(source, external_id)
    if held is not None:
        return held, False
    if attempt := current():
        attempt.opened = True
    if flight.current():
        return _open(source, external_id), True
    try:
        with transaction.atomic():
            return _open(source, external_id), True
    except IntegrityError:
        return find(source, external_id), False


def _held(source: Source, external_id: str) -> Conversation | None:
    named = held = lock(Conversation, beside=LIVE, then=WRITTEN, source_id=source.pk, external_id=external_id)
    while held is not None and held.merged_into_id is not None:
        must_hold()
        held = lock(Conversation, beside=LIVE, then=WRITTEN, id=held.merged_into_id)
    if held is not None:
        held.via = named if named is not held else None
        held.source = source
        if attempt := current():
            attempt.watch(held, held.version)
    return held


def _open(source: Source, external_id: str) -> Conversation:
    made = Conversation(
        source=source, external_id=external_id, queue=route(""), created_at=now(), last_at=now()
    )
    foresee(made, LIVE, (*OPENED, *WRITTEN), source_id=source.pk, customer_id=0)
    made.customer = insert(Customer(source=source))
    return insert(made)


def route(topic: str) -> Queue:
    """The queue that takes a topic, else the default one; a house without queues gets its first here."""
    queues = list(Queue.objects.all())
    wanted = topic.casefold()
    for queue in queues:
        if wanted and wanted in (str(t).casefold() for t in queue.topics):
            return queue
    default = next((q for q in queues if q.default), None)
    return default or Queue.objects.get_or_create(name="Support", defaults={"default": True})[0]


def know_customer(conversation: Conversation, told: dict[str, Any]) -> None:
    """Take over what a front end tells of the customer; an `id` joins conversations of the same customer."""
    external_id = told.get("id")
    customer = conversation.customer
    if external_id and customer.external_id != external_id:
        customer = _identify(conversation, external_id)
    before = columns(customer)
    for name in CUSTOMER_FIELDS:
        if told.get(name):
            setattr(customer, name, told[name])
    if told.get("attributes"):
        customer.attributes = {**customer.attributes, **told["attributes"]}
    save_changed(customer, before)
    if customer.tier != before["tier"]:
        deadlines.forget(Conversation.objects.filter(customer=customer))


def _identify(conversation: Conversation, external_id: str) -> Customer:
    known = Customer.objects.filter(source=conversation.source_id, external_id=external_id).first()
    if known is None and conversation.customer.external_id is None:
        known = conversation.customer
        known.external_id = external_id
        known.save(update_fields=["external_id"])
    elif known is None:
        known = Customer.objects.get_or_create(source_id=conversation.source_id, external_id=external_id)[0]
    conversation.customer = known
    return known


def give_to(
    conversation: Conversation, state: State, speaker: Speaker, assignee: Person | None = None
) -> None:
    """Move a held conversation to a state, and the right to speak with it; the fence tells old holders."""
    if speaker != conversation.speaker or assignee != conversation.assignee:
        conversation.fence += 1
    conversation.state, conversation.speaker, conversation.assignee = state, speaker, assignee
    if state != State.QUEUED:
        conversation.rank = UNRANKED
    conversation.woken = ""
    if state != State.WAITING:
        conversation.waiting_for, conversation.waiting_until = "", None
    if state != State.RESOLVED:
        conversation.outcome, conversation.resolved_at = "", None


def open_handoff(conversation: Conversation) -> Handoff | None:
    """The handoff that is under way, offered or accepted."""
    rows = Handoff.objects.filter(conversation=conversation, ended_at__isnull=True)
    return conversation.offered or rows.first()


def end_handoff(conversation: Conversation, outcome: HandoffOutcome) -> None:
    """End the open handoff, the open assignment and the stay on a rung, if there are any."""
    hops.leave(conversation, HopEnd.MOVED if outcome == HandoffOutcome.TRANSFERRED else HopEnd.ENDED)
    conversation.offered, conversation.rank = None, UNRANKED
    Handoff.objects.filter(conversation=conversation, ended_at__isnull=True).update(
        ended_at=now(), outcome=outcome
    )
    conversation.assignments.filter(until__isnull=True).update(until=now())


def mark_seen(conversation_id: int, number: int) -> bool:
    """A human had messages up to `number` on screen. Whether that is new; never goes back or beyond what exists."""
    unseen = Conversation.objects.filter(pk=conversation_id, seen__lt=number, messages__gte=number)
    return bool(unseen.update(seen=number))


def known_of(conversation: Conversation) -> dict[str, Any]:
    """What is known of a conversation's customer, by name: what a rule may ask about."""
    customer = conversation.customer
    told = {"language": conversation.language, "locale": customer.locale, "tier": customer.tier}
    return {name: value for name, value in told.items() if value} | {
        **conversation.context,
        **customer.attributes,
    }
