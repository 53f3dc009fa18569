"""Ingrid writes when nobody is there, or when the AI knows no answer: she is told, once, in her language."""

from datetime import timedelta
from typing import Any

import pytest

from handoff import clock, flow, queueing
from handoff.models import Conversation, Event, Message, Person
from handoff.vocabulary import EventKind, MessageKind
from tests import factories

pytestmark = pytest.mark.django_db

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def shut() -> dict[str, Any]:
    """Hours that begin in three days, whatever day it is."""
    day = DAYS[(clock.now() + timedelta(days=3)).weekday()]
    return {"timezone": "Europe/Oslo", "slots": [{"days": [day], "start": "08:00", "end": "08:01"}]}


@pytest.fixture
def mira() -> Person:
    return factories.person(queues=(factories.queue(default=True),))


def told(conversation: Conversation) -> list[str]:
    factories.settle()
    said = Message.objects.filter(conversation=conversation, kind=MessageKind.FALLBACK)
    return list(said.order_by("number").values_list("text", flat=True))


def unsure(text: str = "Is the Rondane 3 loud in the wind?") -> Conversation:
    return factories.proposes(factories.hears(text), confidence=0.1)


def test_who_gets_no_answer_from_the_ai_is_told_once_that_a_human_comes(mira: Person) -> None:
    conversation = unsure()
    (said,) = told(conversation)
    assert "rather not guess" in said
    factories.hears("Hello?", conversation=conversation)
    assert len(told(conversation)) == 1
    event = Event.objects.get(conversation=conversation, kind=EventKind.FELL_BACK)
    assert event.facts["situation"] == "unsure"
    assert event.outward


def test_where_nobody_is_free_that_is_said_with_the_place_in_line(mira: Person) -> None:
    mira.available = False
    mira.save()
    (said,) = told(unsure())
    assert "number 1 in line" in said
    assert "about" not in said


def test_an_agent_whose_hands_are_full_is_not_free(mira: Person) -> None:
    mira.capacity = 1
    mira.save()
    factories.assigned(mira)
    (said,) = told(factories.queued())
    assert "is free just now" in said


def test_outside_business_hours_it_says_when_they_are_back(mira: Person) -> None:
    queue = factories.queue()
    queue.hours = shut()
    queue.save()
    (said,) = told(unsure())
    assert "They are back 20" in said
    assert "08:00" in said


def test_who_asked_for_a_human_and_gets_one_hears_no_machine(mira: Person) -> None:
    assert told(factories.hears("Let me talk to a person")) == []


def test_a_human_who_was_faster_is_not_talked_over(mira: Person) -> None:
    conversation = unsure()
    queueing.accept(conversation.pk, agent=mira)
    assert told(conversation) == []


def test_a_german_customer_reads_german(mira: Person) -> None:
    (said,) = told(unsure("Wie laut ist das Zelt bei Wind, bitte?"))
    assert "nicht raten" in said


def test_a_new_wait_after_an_answer_is_told_of_again(mira: Person) -> None:
    conversation = unsure()
    assert len(told(conversation)) == 1
    queueing.accept(conversation.pk, agent=mira)
    queueing.hand_back(conversation.pk, agent=mira)
    with clock.shifted(timedelta(minutes=1)):
        factories.hears("And the Jotun 2?", conversation=conversation)
        factories.proposes(conversation, confidence=0.1)
    assert len(told(conversation)) == 2
    assert flow.sweep()["events"] == 0
