"""What came of decisions: whether agents agreed with what pulled them in, and what another policy would do."""

from datetime import timedelta

import pytest

from handoff import clock, queueing, tally
from handoff.models import Person
from handoff.policy import Document, policy_of
from handoff.tally import Fired, Shares
from handoff.vocabulary import TriggerName
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def mira() -> Person:
    return factories.person()


def fired(name: TriggerName) -> Fired:
    return tally.fired().get(name, Fired())


def test_a_handoff_that_nobody_took_was_judged_by_nobody() -> None:
    factories.hears("I want to speak to a human")
    assert fired(TriggerName.HUMAN_REQUEST) == Fired(times=1)
    assert fired(TriggerName.HUMAN_REQUEST).share is None


def test_an_agent_agrees_who_keeps_the_conversation(mira: Person) -> None:
    taken = queueing.accept(factories.hears("I want to speak to a human").pk, agent=mira)
    assert fired(TriggerName.HUMAN_REQUEST).judged == 0, "it is too early to tell"
    queueing.resolve(taken.pk, agent=mira)
    assert fired(TriggerName.HUMAN_REQUEST) == Fired(times=1, judged=1, agreed=1)


@pytest.mark.parametrize(("minutes", "agreed"), [(1, 0), (20, 1)])
def test_an_agent_disagrees_who_hands_back_at_once(mira: Person, minutes: int, agreed: int) -> None:
    taken = queueing.accept(factories.hears("I want to speak to a human").pk, agent=mira)
    with clock.shifted(timedelta(minutes=minutes)):
        queueing.hand_back(taken.pk, agent=mira)
        assert fired(TriggerName.HUMAN_REQUEST) == Fired(times=1, judged=1, agreed=agreed)


def test_proposals_are_decided_again_under_another_policy() -> None:
    for confidence in (0.5, 0.7, 0.9):
        factories.proposes(factories.hears(), confidence=confidence)
    rows = tally.past()
    assert tally.shares(rows, policy_of(Document(), 0)) == Shares(1 / 3, 1 / 3, 1 / 3)
    assert tally.shares(rows, policy_of(Document(hold_from=0.4, send_from=0.6), 0)) == Shares(0, 1 / 3, 2 / 3)
    assert tally.shares([], policy_of(Document(), 0)) is None
