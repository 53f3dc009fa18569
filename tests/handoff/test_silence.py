"""Mira has Ingrid's conversation and does not answer: it goes on, once, and Ingrid is not told twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handoff import care, flow, people, queueing, reply, silence, snooze
from handoff.clock import now, shifted
from handoff.models import Conversation, Event, Hop, Message, Person, Queue
from handoff.policy.document import Branch, Care, Document, Rung, Silence
from handoff.policy.terms import Overrun, RungKind
from handoff.policy.whole import problems
from handoff.vocabulary import (
    ActorKind,
    EventKind,
    HandoffOutcome,
    HopCause,
    HopEnd,
    MessageKind,
    Priority,
    Speaker,
    State,
    Tier,
    WaitingFor,
)
from tests import factories

pytestmark = pytest.mark.django_db
TREE = (
    Branch(
        name="All",
        rungs=(
            Rung(RungKind.HUMAN, timer_s=600, then=Overrun.NEXT),
            Rung(RungKind.SUPERVISOR, timer_s=900, then=Overrun.EMAIL),
        ),
    ),
)


@pytest.fixture
def mira(orders: Queue) -> Person:
    return factories.person("Mira Dahl", queues=(orders,))


@pytest.fixture
def has(mira: Person) -> Callable[..., Conversation]:
    """A conversation that Mira took under a policy with this rule."""

    def take(**rule: Any) -> Conversation:
        factories.policy(tree=TREE, silence=Silence(**rule), care=Care(after=(2, 5), every=30, most=3))
        return factories.assigned(mira)

    return take


def after(seconds: float) -> int:
    """How many the sweep gives on so many seconds from now."""
    with shifted(timedelta(seconds=seconds)):
        return silence.give_on()


def hop(conversation: Conversation) -> Hop:
    return Hop.objects.get(conversation=conversation, left_at__isnull=True)


def test_after_the_rungs_own_time_it_is_back_in_its_line(has: Callable[..., Conversation]) -> None:
    held = has()
    assert after(590) == 0
    assert after(605) == 1
    held.refresh_from_db()
    assert (held.state, held.assignee, held.speaker) == (State.QUEUED, None, Speaker.NOBODY)
    back = hop(held)
    assert (back.kind, back.cause, back.actor, back.agent) == (
        RungKind.HUMAN,
        HopCause.SILENT,
        ActorKind.SYSTEM,
        None,
    )
    assert back.due_at == back.entered_at + timedelta(seconds=600)
    event = back.event
    assert (event.kind, event.actor) == (EventKind.TRANSFERRED, ActorKind.SYSTEM)
    told = {name: event.facts[name] for name in ("giver", "taker", "cause", "timer_s", "tier")}
    assert told == {
        "giver": "Mira Dahl",
        "taker": "Orders",
        "cause": "silent",
        "timer_s": 600,
        "tier": "human",
    }
    assert list(held.handoffs.order_by("pk").values_list("outcome", flat=True)) == [
        HandoffOutcome.TRANSFERRED,
        "",
    ]
    assert not held.assignments.filter(until__isnull=True).exists()
    assert after(606) == 0, "once"


def test_or_with_the_supervisors(has: Callable[..., Conversation]) -> None:
    held = has(answer_s=120, then=Overrun.SUPERVISOR)
    assert after(130) == 1
    handoff = held.handoffs.get(ended_at__isnull=True)
    assert (handoff.tier, handoff.priority) == (Tier.SUPERVISOR, Priority.HIGH)
    assert (hop(held).kind, hop(held).cause) == (RungKind.SUPERVISOR, HopCause.SILENT)


def test_who_answers_keeps_it(has: Callable[..., Conversation], mira: Person) -> None:
    held = has(answer_s=120)
    reply.send(held.pk, agent=mira, text="I look into it.", seen=held.messages, key="k1")
    assert after(3600) == 0, "nobody waits for her"
    factories.hears("And?", conversation=held)
    assert (after(60), after(130)) == (0, 1)


def test_who_took_it_late_has_the_whole_time(has: Callable[..., Conversation]) -> None:
    held = has(answer_s=120)
    Conversation.objects.filter(pk=held.pk).update(waiting_since=now() - timedelta(hours=2))
    assert (after(60), after(130)) == (0, 1)


def test_who_left_the_desk_loses_it_sooner(has: Callable[..., Conversation], mira: Person) -> None:
    held = has(answer_s=3600, away_s=300)
    with shifted(timedelta(seconds=200)):
        people.seen({mira.pk})
    assert after(400) == 0, "she was here 200 s ago"
    assert after(505) == 1
    assert (hop(held).cause, hop(held).event.facts["timer_s"]) == (HopCause.AWAY, 300)


def test_a_policy_without_the_rule_leaves_it_where_it_is(mira: Person) -> None:
    factories.assigned(mira)
    assert after(30 * 24 * 3600) == 0


def test_a_wait_for_others_is_no_silence(has: Callable[..., Conversation], mira: Person) -> None:
    held = has(answer_s=60)
    snooze.wait(held.pk, agent=mira, waiting_for=WaitingFor.THIRD_PARTY)
    assert after(3600) == 0


def test_the_customer_is_not_told_twice_what_they_heard_in_this_wait(
    has: Callable[..., Conversation], mira: Person
) -> None:
    held = has(answer_s=60)
    queueing.transfer(held.pk, by=mira, queue=held.queue)
    factories.settle()
    with shifted(timedelta(minutes=2, seconds=1)):
        for timer in held.timers.filter(kind="reassurance", fired_at__isnull=True):
            care.reassure(timer)
        queueing.accept(held.pk, agent=mira)
    assert after(190) == 1
    with shifted(timedelta(seconds=190)):
        factories.settle()
        factories.settle()
    back = Event.objects.filter(conversation=held, kind=EventKind.TRANSFERRED, actor=ActorKind.SYSTEM).get()
    assert [timer.step for timer in held.timers.filter(cause=back)] == [2], "it goes on where it was"
    said = Message.objects.filter(conversation=held, kind=MessageKind.REASSURANCE)
    assert said.count() == 1


def test_the_sweep_does_it_and_the_supervisors_get_what_nobody_takes(
    has: Callable[..., Conversation],
) -> None:
    held = has(answer_s=60)
    for seconds, kind in ((70, RungKind.HUMAN), (680, RungKind.SUPERVISOR)):
        with shifted(timedelta(seconds=seconds)):
            flow.sweep()
        assert hop(held).kind == kind
    ends = Hop.objects.filter(conversation=held).order_by("pk").values_list("end", flat=True)
    assert list(ends) == [HopEnd.ACCEPTED, HopEnd.OVERRUN, ""]


def test_it_goes_nowhere_else() -> None:
    (problem,) = problems(Document(silence=Silence(then=Overrun.EMAIL)))
    assert problem.path == "silence.then"


@pytest.mark.parametrize("tier", [Tier.HUMAN, Tier.SUPERVISOR])
def test_who_waited_before_there_were_rungs_stands_on_one(orders: Queue, tier: Tier) -> None:
    """As rows of an older release are: queued, with a handoff, and no hop."""
    held = factories.queued()
    held.handoffs.update(tier=tier)
    Hop.objects.filter(conversation=held).delete()
    Conversation.objects.filter(pk=held.pk).update(rung="")
    flow.sweep()
    flow.sweep()
    stands = hop(held)
    held.refresh_from_db()
    assert (held.rung, stands.kind) == (stands.kind, RungKind(str(tier)))
    assert (stands.cause, stands.actor) == (HopCause.FOUND, ActorKind.SYSTEM)
    assert stands.due_at is not None
