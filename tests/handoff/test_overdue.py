"""Ingrid waits for the AI: where it stays silent, or a promised time runs out, a human comes; never twice."""

from datetime import timedelta

import pytest

from handoff import clock, flow
from handoff.models import Conversation, Decision, Handoff, Message, Timer
from handoff.policy.document import Own, Promise, Setting
from handoff.vocabulary import Action, MessageKind, State, TimerKind, TriggerName
from tests import factories

pytestmark = pytest.mark.django_db


def silent_after(seconds: int) -> None:
    factories.policy(triggers=factories.triggers(unanswered=Setting(on=True, at=seconds)))


def state(conversation: Conversation) -> str:
    return Conversation.objects.values_list("state", flat=True).get(pk=conversation.pk)


def later(seconds: float) -> None:
    """Time passes, and the sweep runs in each second as it does in life."""
    with clock.shifted(timedelta(seconds=seconds)):
        flow.sweep()
        flow.sweep()


def test_an_ai_that_stays_silent_is_replaced_in_time() -> None:
    silent_after(45)
    conversation = factories.hears()
    factories.settle()
    later(44)
    assert state(conversation) == State.AI
    later(46)
    assert state(conversation) == State.QUEUED
    decision = Decision.objects.latest("pk")
    assert [trigger["trigger"] for trigger in decision.triggers] == [TriggerName.UNANSWERED]
    factories.settle()
    assert Message.objects.filter(kind=MessageKind.FALLBACK, text__contains="Sorry").count() == 1
    assert Handoff.objects.count() == 1


def test_an_answer_in_time_leaves_nothing_to_do() -> None:
    silent_after(45)
    conversation = factories.hears()
    factories.settle()
    factories.proposes(conversation, confidence=0.95)
    later(60)
    assert state(conversation) == State.AI
    assert Timer.objects.get(kind=TimerKind.OVERDUE).cancelled_at is not None


def test_who_writes_twice_waits_since_the_first_time() -> None:
    silent_after(45)
    conversation = factories.hears()
    factories.settle()
    with clock.shifted(timedelta(seconds=40)):
        factories.hears("Hello?", conversation=conversation)
        factories.settle()
    assert Timer.objects.filter(kind=TimerKind.OVERDUE).count() == 1
    later(46)
    assert state(conversation) == State.QUEUED


def test_a_promise_is_kept_by_asking_a_human_before_it_breaks() -> None:
    factories.policy(promises=(Promise(answer_s=600),))
    conversation = factories.proposes(factories.hears(), confidence=0.7)
    assert conversation.state == State.REVIEW
    factories.settle()
    later(470)
    assert state(conversation) == State.REVIEW
    later(485)
    decision = Decision.objects.latest("pk")
    assert (decision.action, decision.triggers[0]["trigger"]) == (Action.HANDOFF, TriggerName.SLA)
    assert decision.triggers[0]["detail"] == "2 minutes left to answer"
    assert state(conversation) == State.QUEUED


def test_a_policy_without_limits_sets_no_timer() -> None:
    factories.hears()
    factories.settle()
    assert not Timer.objects.filter(kind=TimerKind.OVERDUE).exists()


def test_a_limit_that_was_raised_meanwhile_holds() -> None:
    silent_after(45)
    conversation = factories.hears()
    factories.settle()
    silent_after(90)
    later(60)
    assert state(conversation) == State.AI
    later(91)
    assert state(conversation) == State.QUEUED


def test_a_source_may_have_a_limit_of_its_own() -> None:
    own = Own(source="Web chat", triggers=factories.triggers(unanswered=Setting(on=True, at=20)))
    factories.policy(own=(own,))
    conversation = factories.hears()
    factories.settle()
    later(21)
    assert state(conversation) == State.QUEUED
