"""Ingrid's conversation climbs the tree while nobody takes it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from handoff import climb, flow, queueing
from handoff.clock import now, shifted
from handoff.models import Conversation, Event, Handoff, Hop, Person, Queue
from handoff.policy.document import Branch, Rung, Setting
from handoff.policy.terms import Overrun, RungKind
from handoff.results import Result
from handoff.vocabulary import (
    ActorKind,
    EventKind,
    HopCause,
    Mode,
    Priority,
    Speaker,
    State,
    Tier,
    TriggerName,
)
from tests import factories

Frame = Callable[..., Result]
pytestmark = pytest.mark.django_db


def rung(kind: RungKind = RungKind.HUMAN, then: Overrun = Overrun.NEXT, **more: Any) -> Rung:
    return Rung(kind=kind, then=then, **{"timer_s": 60} | more)


def tree(*rungs: Rung, **conditions: Any) -> tuple[Branch, ...]:
    """A tree of these rungs; with conditions it is a branch beside one for everything else."""
    rest = Branch(name="Everything else", rungs=(rung(then=Overrun.EMAIL),))
    if not conditions:
        return (Branch(name="All", rungs=rungs),)
    return (Branch(name="Special", rungs=rungs, **conditions), rest)


def sweep(seconds: float) -> dict[str, int]:
    """What the sweep does so many seconds from now."""
    with shifted(timedelta(seconds=seconds)):
        return flow.sweep()


def held() -> Conversation:
    return Conversation.objects.get()


def hops() -> list[tuple[str, str, str, str]]:
    """Each hop: kind, what stands in for it, why it was entered, how it was left."""
    return list(Hop.objects.values_list("kind", "via", "cause", "end"))


def test_who_waits_stands_on_a_rung_with_cause_timer_and_actor(frame: Frame) -> None:
    frame("message", text="Let me talk to a human")
    hop = Hop.objects.get()
    assert (hop.kind, hop.cause, hop.actor, hop.mode) == ("human", HopCause.TRIGGER, ActorKind.AI, Mode.HARD)
    assert hop.decision is not None
    assert hop.decision.triggers[0]["trigger"] == TriggerName.HUMAN_REQUEST
    assert hop.due_at == hop.entered_at + timedelta(minutes=30)
    assert hop.event.kind == EventKind.HANDOFF_OFFERED
    assert held().rung == "human"


def test_nobody_takes_it_and_it_climbs_to_the_supervisors_and_ends_with_a_promise(frame: Frame) -> None:
    frame("escalate")
    assert sweep(30 * 60 - 1)["rungs"] == 0
    assert sweep(30 * 60 + 1)["rungs"] == 1
    assert sweep(30 * 60 + 1)["rungs"] == 0
    handoff = Handoff.objects.get()
    assert (handoff.tier, handoff.priority, held().rung) == (Tier.SUPERVISOR, Priority.HIGH, "supervisor")
    assert sweep(3 * 3600)["rungs"] == 1
    assert sweep(30 * 24 * 3600)["rungs"] == 0, "nothing comes after the last rung"
    assert Handoff.objects.get().promise == Overrun.EMAIL
    assert (
        held()
        .thread.get(kind="fallback")
        .text.startswith("This takes longer than it should. We answer you by")
    )
    assert hops() == [
        ("human", "", "trigger", "overrun"),
        ("supervisor", "", "overrun", "overrun"),
        ("supervisor", "email", "overrun", ""),
    ]
    lines = Event.objects.filter(kind=EventKind.ESCALATED).order_by("number")
    assert [(e.actor, e.facts["was"], e.facts["rung"], e.facts["stayed_s"]) for e in lines] == [
        ("system", "human", "supervisor", 1800),
        ("system", "supervisor", "supervisor", 7200),
    ]


def test_who_takes_it_ends_the_stay_and_its_timer(frame: Frame, mira: Person) -> None:
    frame("escalate")
    queueing.accept(held().pk, agent=mira)
    assert hops() == [("human", "", "trigger", "accepted")]
    assert held().rung == ""
    assert sweep(24 * 3600)["rungs"] == 0
    assert held().assignee == mira


@pytest.mark.parametrize("leave", ["close", "resolve", "hand_back"])
def test_it_ends_with_the_conversation_and_with_handing_back(frame: Frame, mira: Person, leave: str) -> None:
    frame("escalate")
    if leave == "close":
        frame("close")
    else:
        queueing.accept(held().pk, agent=mira)
        getattr(queueing, leave)(held().pk, agent=mira)
    assert not Hop.objects.filter(left_at=None).exists()
    assert sweep(24 * 3600)["rungs"] == 0


def test_the_first_branch_that_fits_is_taken_and_its_queue_and_skills(frame: Frame, payments: Queue) -> None:
    factories.policy(tree=tree(rung(queue="payments", skills=("fraud",)), topics=("Cards",)))
    frame("escalate", topic="cards", skills=["visa"])
    assert (held().queue, Hop.objects.get().branch) == (payments, "Special")
    assert Handoff.objects.get().skills == ["visa", "fraud"]


def test_the_rung_stays_what_it_was_when_it_was_entered(frame: Frame) -> None:
    first = factories.policy(tree=tree(rung(timer_s=60, then=Overrun.SUPERVISOR)))
    frame("escalate")
    factories.policy(tree=tree(rung(timer_s=5, then=Overrun.CALL_BACK)))
    sweep(61)
    last = Hop.objects.get(left_at=None)
    assert (last.kind, last.policy, last.branch) == ("supervisor", first, "All")


def test_the_time_over_it_waits_in_another_line_as_a_new_handoff(frame: Frame, payments: Queue) -> None:
    factories.policy(tree=tree(rung(then=Overrun.QUEUE, to="Payments"), rung(then=Overrun.EMAIL)))
    frame("escalate", reason="Card was charged")
    sweep(61)
    old, new = Handoff.objects.order_by("pk")
    assert (held().queue, old.outcome, new.reason) == (payments, "transferred", "Card was charged")
    sweep(122)
    assert [end for *_, end in hops()] == ["overrun", "overrun", ""]


def test_a_soft_rung_offers_a_human_while_the_ai_goes_on_and_a_hard_one_after_it_does_not(
    frame: Frame,
) -> None:
    factories.policy(tree=tree(rung(mode=Mode.SOFT), rung(RungKind.SUPERVISOR, Overrun.EMAIL)))
    frame("escalate", mode="hard")
    assert (held().state, held().speaker) == (State.QUEUED, Speaker.AI)
    sweep(61)
    assert (held().state, held().speaker) == (State.QUEUED, Speaker.NOBODY)
    assert Handoff.objects.get().mode == Mode.HARD


def test_a_soft_wish_made_hard_stays_on_its_rung_and_keeps_its_timer(frame: Frame) -> None:
    frame("escalate", mode="soft")
    soft = Hop.objects.get()
    with shifted(timedelta(minutes=10)):
        frame("message", text="Give me a human now")
    hard = Hop.objects.get(left_at=None)
    assert (hard.pk != soft.pk, hard.due_at, hard.mode) == (True, soft.due_at, Mode.HARD)
    assert held().speaker == Speaker.NOBODY


def test_a_soft_trigger_offers_a_human_and_silences_nobody(frame: Frame) -> None:
    factories.policy(triggers=factories.triggers(anger=Setting(at=0.3, mode=Mode.SOFT)))
    told = frame("message", text="This is a disgrace, you are useless!!! I am furious!")
    assert told.decision is not None
    assert told.decision.action == "none"
    assert (held().state, held().speaker) == (State.QUEUED, Speaker.AI)
    assert Hop.objects.get().mode == Mode.SOFT


def test_a_front_end_may_ask_for_supervisors_at_once(frame: Frame) -> None:
    frame("escalate", tier="supervisor")
    assert Handoff.objects.get().tier == Tier.SUPERVISOR
    assert (held().rung, Hop.objects.get().rung) == ("supervisor", 1)


def test_put_into_a_line_by_an_agent_it_stands_on_a_rung_again(
    frame: Frame, mira: Person, payments: Queue
) -> None:
    frame("escalate")
    queueing.accept(held().pk, agent=mira)
    queueing.transfer(held().pk, by=mira, queue=payments)
    hop = Hop.objects.get(left_at=None)
    assert (hop.kind, hop.cause, hop.actor, hop.agent) == ("human", "agent", "agent", mira)
    assert hop.event.kind == EventKind.TRANSFERRED


def test_a_tree_that_fails_for_one_holds_up_no_other(frame: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("c1", "c2", "c3"):
        frame("escalate", conversation=name)
    broken = Conversation.objects.get(external_id="c2").pk
    lead_on = climb.lead_on

    def fails(held: Conversation, *args: Any) -> None:
        if held.pk == broken:
            raise RuntimeError("broken")
        lead_on(held, *args)

    monkeypatch.setattr(climb, "lead_on", fails)
    assert sweep(1801)["rungs"] == 2
    monkeypatch.undo()
    assert sweep(1802)["rungs"] == 1


def test_the_database_keeps_one_stay_at_a_time(frame: Frame) -> None:
    frame("escalate")
    hop = Hop.objects.get()
    hop.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        hop.save()


def test_frames_that_pull_in_nobody_cost_no_query_more(
    frame: Frame, django_assert_max_num_queries: Any
) -> None:
    frame("message", text="Hi")
    with django_assert_max_num_queries(40) as first:
        frame("message", text="When do you open?")
    assert not [q for q in first.captured_queries if "handoff_hop" in q["sql"]]
    assert now() > held().created_at
