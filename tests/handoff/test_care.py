"""Customers who wait are kept warm as the policy says, in their language."""

from datetime import timedelta

import pytest

from handoff import clock, flow
from handoff.policy.document import Care
from handoff.vocabulary import MessageKind
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_policy_says_when_and_how_often() -> None:
    factories.policy(care=Care(after=(1,), every=5, most=2))
    conversation = factories.queued()
    factories.settle()
    for minutes in (1, 6, 11, 16):
        with clock.shifted(timedelta(minutes=minutes, seconds=1)):
            flow.sweep()
    said = conversation.thread.filter(kind=MessageKind.REASSURANCE)
    assert said.count() == 2


def test_a_german_customer_is_kept_warm_in_german() -> None:
    conversation = factories.queued(text="Wo ist denn meine Bestellung geblieben?")
    factories.settle()
    with clock.shifted(timedelta(minutes=3)):
        flow.sweep()
    said = conversation.thread.get(kind=MessageKind.REASSURANCE)
    assert said.text.endswith("Sie sind als Nächstes dran.")
