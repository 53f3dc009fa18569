"""What the database itself refuses, whoever asks: the last wall behind the verbs."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from handoff.clock import now
from handoff.models import (
    Assignment,
    Conversation,
    Customer,
    Draft,
    Event,
    Handoff,
    Message,
    Person,
    PolicyVersion,
    Queue,
    Source,
    Timer,
)
from handoff.policy.terms import Status
from handoff.vocabulary import ActorKind, DraftOrigin, EventKind, MessageKind, Mode, Role, State, TimerKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(chat: Source, orders: Queue) -> Conversation:
    customer = Customer.objects.create(source=chat, name="Ingrid Solheim")
    return Conversation.objects.create(
        source=chat,
        external_id="c1",
        customer=customer,
        queue=orders,
        created_at=now(),
        last_at=now(),
        messages=1,
    )


def refused(model: Any, **values: Any) -> bool:
    """Whether the database refuses a row."""
    try:
        with transaction.atomic():
            model.objects.create(**values)
    except IntegrityError:
        return True
    return False


def test_assigned_if_and_only_if_somebody_has_it(talk: Conversation, mira: Person) -> None:
    rows = Conversation.objects.filter(pk=talk.pk)
    for change in (
        {"state": State.ASSIGNED, "speaker": "agent"},
        {"assignee": mira},
        {"state": State.ASSIGNED, "assignee": mira},
        {"state": State.WAITING, "assignee": mira, "speaker": "agent"},
        {"state": "limbo"},
        {"boundary": 2},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    assert rows.update(state=State.ASSIGNED, assignee=mira, speaker="agent") == 1


def test_one_open_handoff_assignment_and_draft(talk: Conversation, mira: Person) -> None:
    handoff = {"conversation": talk, "mode": Mode.HARD, "offered_at": now()}
    assert not refused(Handoff, **handoff)
    assert refused(Handoff, **handoff)
    held = {"conversation": talk, "agent": mira, "by": mira, "cause": "claimed", "since": now()}
    assert not refused(Assignment, **held)
    assert refused(Assignment, **held)
    draft = {"conversation": talk, "origin": DraftOrigin.HELD, "text": "x", "answers": 1, "created_at": now()}
    assert not refused(Draft, **draft)
    assert refused(Draft, **draft)


def test_numbers_and_ids_are_given_once(talk: Conversation) -> None:
    said = {"conversation": talk, "role": Role.CUSTOMER, "kind": MessageKind.HEARD, "text": "Hi", "at": now()}
    assert not refused(Message, number=1, external_id="a", **said)
    assert refused(Message, number=1, **said)
    assert refused(Message, number=2, external_id="a", **said)
    assert refused(Message, number=0, **said)
    assert refused(Message, number=3, **{**said, "text": ""})
    event = {
        "conversation": talk,
        "number": 1,
        "kind": EventKind.RATED,
        "actor": ActorKind.CUSTOMER,
        "at": now(),
    }
    assert not refused(Event, **event)
    assert refused(Event, **event)
    assert refused(
        Conversation, source=talk.source, external_id="c1", customer=talk.customer, queue=talk.queue
    )


def test_a_timer_is_set_once_and_never_both_fired_and_cancelled(talk: Conversation) -> None:
    cause = Event.objects.create(
        conversation=talk, number=1, kind=EventKind.HANDOFF_OFFERED, actor=ActorKind.AI, at=now()
    )
    timer = {"conversation": talk, "cause": cause, "kind": TimerKind.REASSURANCE, "due_at": now()}
    assert not refused(Timer, **timer)
    assert refused(Timer, **timer)
    assert refused(Timer, step=2, fired_at=now(), cancelled_at=now(), **timer)


def test_a_policy_version_is_never_changed() -> None:
    stamps = {"at": now(), "saved_at": now()}
    version = PolicyVersion.objects.create(document={"hold_from": 0.5}, **stamps)
    version.document = {}
    with pytest.raises(TypeError, match="drafting"):
        version.save()
    assert refused(PolicyVersion, status="half", **stamps)
    assert refused(PolicyVersion, status=Status.PUBLISHED, publish_at=now(), **stamps)
