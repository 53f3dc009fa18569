"""A day in a tree of all kinds of rungs, on a clock turned by hand; of 2,000 conversations where THOROUGH is set."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import F, Q
from django.utils import timezone

from handoff import answering, climb, flow, overruns, queueing
from handoff.assist.engine import Proposal
from handoff.clock import now, shifted
from handoff.events import changing
from handoff.knowledge import answers
from handoff.models import Conversation, Customer, Event, Hop, Message, Person, Queue, Source, Timer
from handoff.policy.document import Branch, Question, Rung
from handoff.policy.terms import FieldKind, Overrun, RungKind
from handoff.results import Result
from handoff.vocabulary import EventKind, HopEnd, Mode, Role, Speaker, State, TriggerName
from tests import factories, required
from tests.handoff import crowd
from tests.handoff.test_climb import rung
from tests.handoff.test_races import at_once

ASKED = (
    Question(name="order", label="Your order number?", kind=FieldKind.ORDER),
    Question(name="e-mail", label="Your e-mail?", kind=FieldKind.EMAIL),
)
FORM = Rung(kind=RungKind.FORM, timer_s=300, questions=ASKED)
DAY_TREE = (
    Branch(
        name="Money",
        topics=("refund",),
        rungs=(FORM, rung(queue="Payments", timer_s=1200, then=Overrun.SUPERVISOR)),
    ),
    Branch(
        name="Gold",
        languages=("nb",),
        rungs=(rung(RungKind.SENIOR_AI, timer_s=30), rung(timer_s=600), rung(RungKind.SUPERVISOR, Overrun.CALL_BACK)),
    ),
    Branch(name="Soft", topics=("sizes",), rungs=(rung(mode=Mode.SOFT, timer_s=900, then=Overrun.QUEUE, to="Orders"),)),
    Branch(name="All", rungs=(rung(timer_s=1800, then=Overrun.SUPERVISOR), rung(RungKind.SUPERVISOR, Overrun.EMAIL))),
)  # fmt: skip
COUNT = required.size(120, 2000)
TICK = 1.0
"""Seconds between two sweeps."""


class Day:
    """A day whose clock stands still but where it is turned, and what happens in it."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.start = timezone.now()
        self.at = 0.0

    @contextmanager
    def time(self) -> Iterator[None]:
        with shifted(timedelta(seconds=self.at)):
            yield

    def until(self, seconds: float) -> None:
        """Let time pass: a sweep each second, of which those that have nothing to do are passed over."""
        while True:
            due = Hop.objects.filter(left_at=None).exclude(due_at=None).order_by("due_at")
            first = due.values_list("due_at", flat=True).first()
            wait = TICK * -(-(first - self.start).total_seconds() // TICK) if first else seconds
            if wait >= seconds:
                break
            self.at = max(self.at, wait)
            with self.time():
                overruns.run_out()
        self.at = seconds

    def some(self, share: float, **where: Any) -> list[int]:
        """The keys of so many of the conversations that are like that."""
        found = list(Conversation.objects.filter(**where).order_by("pk").values_list("pk", flat=True))
        return self.dice.sample(found, round(len(found) * share))


def escalate(day: Day, pks: list[int]) -> None:
    for pk in pks:
        with changing(pk) as held:
            climb.begin(held, decision=None, reason="A day")


def answer(day: Day) -> None:
    """Some customers answer their forms, some halfway."""
    for pk in day.some(0.4, rung=RungKind.FORM):
        text = day.dice.choice(["FJ-48213, a@b.no", "FJ-48213", "no idea", "a human please"])
        with changing(pk) as row:
            climb.take_answers(row, text, None)


def think(day: Day) -> None:
    """A second AI finds something, or nothing, or is silent."""
    for pk in day.some(0.7, rung=RungKind.SENIOR_AI):
        with changing(pk) as row:
            hop = Hop.objects.get(conversation=row, left_at=None)
            if day.dice.random() < 0.5:
                climb.back_to_ai(row, hop, lambda: None)
            else:
                climb.give_up(row, hop)


def work(day: Day, agents: list[Person], queue: Queue) -> None:
    """Agents take some, and are done with, give back or pass on some of what they have."""
    for pk in day.some(0.08, state=State.QUEUED):
        queueing.accept(pk, agent=day.dice.choice(agents))
    for agent in agents:
        for pk in day.some(0.5, assignee=agent):
            verb = day.dice.choice(["resolve", "hand_back", "resolve", "transfer"])
            if verb == "transfer":
                queueing.transfer(pk, by=agent, queue=queue)
            else:
                getattr(queueing, verb)(pk, agent=agent)


def talks(count: int, chat: Source, orders: Queue, dice: random.Random) -> list[int]:
    customers = Customer.objects.bulk_create(Customer(source=chat, name=f"C{n}") for n in range(count))
    made = Conversation.objects.bulk_create(
        Conversation(
            source=chat,
            external_id=f"d{n}",
            customer=customer,
            queue=orders,
            topic=dice.choice(["refund", "sizes", "", "orders"]),
            language=dice.choice(["nb-NO", "en", "de"]),
            messages=1,
            last_customer=1,
            created_at=now(),
            last_at=now(),
        )
        for n, customer in enumerate(customers)
    )
    Message.objects.bulk_create(
        Message(conversation=one, number=1, role=Role.CUSTOMER, kind="heard", text="Hm?", at=now())
        for one in made
    )
    return [one.pk for one in made]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.django_db
def test_a_day_leaves_nobody_behind(
    monkeypatch: pytest.MonkeyPatch, chat: Source, orders: Queue, payments: Queue, mira: Person, jonas: Person
) -> None:
    day = Day(seed=17)
    monkeypatch.setattr("handoff.clock.timezone.now", lambda: day.start)
    factories.policy(tree=DAY_TREE)
    pks = talks(COUNT, chat, orders, day.dice)
    slots = [sorted(pks[place::24]) for place in range(24)]
    for place, slot in enumerate(slots):
        day.until(place * 3600 + day.dice.randrange(900))
        with day.time():
            escalate(day, slot)
        day.at += day.dice.randrange(1, 25)
        with day.time():
            think(day)
            answer(day)
            work(day, [mira, jonas], payments)
    day.until(24 * 3600)
    with day.time():
        overruns.run_out()
        check(now())
    assert {kind for (kind,) in Hop.objects.values_list("kind").distinct()} == {
        "form",
        "senior_ai",
        "human",
        "supervisor",
    }
    assert set(Hop.objects.values_list("end", flat=True)) == {"", *HopEnd} - {"moved", "ended"}


def check(at: datetime) -> None:
    """No overstay, no orphan; every hop has cause, actor and timer, or nothing comes after it."""
    late = Q(left_at__gt=F("due_at") + timedelta(seconds=5)) | Q(left_at=None, due_at__lt=at)
    assert not Hop.objects.filter(late).exists()
    assert not Hop.objects.filter(Q(cause="") | Q(actor="")).exists()
    rests = Hop.objects.filter(due_at=None)
    assert not rests.exclude(kind__in=("human", "supervisor")).exists()
    assert not rests.exclude(via__in=("email", "call_back", "supervisor")).exists()
    standing = Hop.objects.filter(left_at=None).values("conversation")
    escalated = Conversation.objects.filter(hops__isnull=False).exclude(state__in=(State.RESOLVED, State.AI))
    assert escalated.exists()
    assert not escalated.filter(assignee=None).exclude(pk__in=standing).exists()
    assert not Conversation.objects.exclude(rung="").exclude(pk__in=standing).exists()
    assert not Conversation.objects.filter(rung="", pk__in=standing).exists()
    assert not Hop.objects.filter(left_at=None).exclude(conversation__rung=F("kind")).exists()


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_two_sweeps_lead_each_on_once(self, chat: Source, orders: Queue) -> None:
        crowd.waiting(120, source=chat, queue=orders, due_at=now())
        done = at_once(overruns.run_out, overruns.run_out, overruns.run_out)
        assert sum(done) == 120
        assert Event.objects.filter(kind=EventKind.ESCALATED).count() == 120
        assert Hop.objects.filter(end=HopEnd.OVERRUN).count() == 120

    def test_a_claim_and_an_overrun_at_once_leave_a_human_or_a_rung(
        self, chat: Source, orders: Queue, mira: Person
    ) -> None:
        talks = crowd.waiting(10, source=chat, queue=orders, due_at=now())
        for held in talks:
            at_once(partial(queueing.accept, held.pk, agent=mira), overruns.run_out)
        assert not Hop.objects.filter(left_at=None).exists()
        assert set(Conversation.objects.values_list("rung", "state")) == {("", State.ASSIGNED)}

    def test_a_crash_in_the_middle_leaves_all_due(
        self, chat: Source, orders: Queue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        crowd.waiting(60, source=chat, queue=orders, due_at=now())
        seen: list[int] = []

        def dies(held: Conversation) -> bool:
            seen.append(held.pk)
            if len(seen) == 55:
                raise KeyboardInterrupt
            return run(held)

        run = overruns._run_out
        monkeypatch.setattr(overruns, "_run_out", dies)
        with pytest.raises(KeyboardInterrupt):
            overruns.run_out()
        monkeypatch.undo()
        assert overruns.run_out() == 10, "the first fifty were committed together, the rest not at all"
        assert Hop.objects.filter(end=HopEnd.OVERRUN).count() == 60


@pytest.mark.slow
@pytest.mark.django_db
def test_all_that_are_due_at_once_are_led_on_by_one_sweep(chat: Source, orders: Queue) -> None:
    crowd.waiting(COUNT, source=chat, queue=orders, due_at=now())
    assert flow.sweep()["rungs"] == COUNT
    assert set(Conversation.objects.values_list("rung", flat=True)) == {"supervisor"}


@pytest.mark.slow
@pytest.mark.django_db
def test_a_second_ai_that_finds_something_pulls_nobody_in(
    frame: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_ring", lambda pk: None)
    monkeypatch.setattr(answers, "propose", lambda *_: Proposal("It is on its way.", 0.95))
    senior = rung(RungKind.SENIOR_AI)
    factories.policy(
        tree=(
            Branch(name="Unsure", triggers=(TriggerName.LOW_CONFIDENCE,), rungs=(senior, rung())),
            Branch(name="All", rungs=(rung(then=Overrun.EMAIL),)),
        )
    )
    for cycle in range(required.size(5, 20)):
        frame("message", text="How long does it take?")
        frame("propose", text="Hm.", confidence=0.1)
        answering.answer(Timer.objects.select_related("cause").get(kind="answer", fired_at=None))
        assert (stays := Hop.objects.count()) == cycle + 1
        asked = frame("message", text="And when do you open tomorrow?")
        sure = frame("propose", text="At nine.", confidence=0.97)
        assert (asked.decision.action, sure.decision.action) == ("none", "send"), cycle  # type: ignore[union-attr]
        assert not asked.decision.triggers + sure.decision.triggers  # type: ignore[union-attr]
        assert Hop.objects.count() == stays
        held = Conversation.objects.get()
        assert (held.state, held.speaker, held.rung) == (State.AI, Speaker.AI, "")
