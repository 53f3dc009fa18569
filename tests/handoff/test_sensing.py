"""What is heard in a customer's words reaches the decision, its evidence and the card; what is over fires no more."""

from collections.abc import Callable

import pytest

from handoff import decide, queueing
from handoff.models import Decision, Person
from handoff.policy.document import Risks, Setting
from handoff.results import Result
from handoff.vocabulary import Action, State, TriggerName
from tests import factories

pytestmark = pytest.mark.django_db


def triggers(result: Result) -> list[str]:
    assert result.decision is not None
    return [trigger["trigger"] for trigger in result.decision.triggers]


def test_an_angry_customer_gets_a_human(frame: Callable[..., Result]) -> None:
    frame("message", text="Where is my Rondane 3?")
    angry = frame("message", text="Fourth message and no answer. You are a disgrace!")
    assert triggers(angry) == [TriggerName.ANGER]
    assert angry.decision is not None
    assert angry.decision.action == Action.HANDOFF
    assert angry.decision.triggers[0]["message"] == 2
    assert angry.decision.triggers[0]["threshold"] == 0.7


def test_a_grave_matter_gets_a_human_and_a_question_about_it_does_not(frame: Callable[..., Result]) -> None:
    assert triggers(frame("message", text="What is your refund policy?")) == []
    grave = frame("message", text="My lawyer will contact you, and I want my money back.")
    assert triggers(grave) == [TriggerName.HIGH_RISK, TriggerName.HIGH_RISK]
    assert grave.conversation.state == State.QUEUED


def test_a_proposal_is_decided_with_what_was_heard_before_it(frame: Callable[..., Result]) -> None:
    factories.policy(triggers=factories.triggers(anger=Setting(on=False), high_risk=Setting(on=False)))
    heard = frame("message", text="This is ridiculous, I want my money back!")
    assert triggers(heard) == []
    unsure = frame("propose", text="We are sorry.", confidence=0.2)
    assert unsure.decision is not None
    assert triggers(unsure) == [TriggerName.LOW_CONFIDENCE]
    assert unsure.decision.facts["anger"]["message"] == 1
    assert [risk["name"] for risk in unsure.decision.facts["high_risk"]] == ["refund"]
    asked = frame("escalate", reason="Stuck")
    assert asked.decision is not None
    assert asked.decision.facts["anger"] == unsure.decision.facts["anger"]
    for decision in Decision.objects.all():
        assert decide.again(decision).action == decision.action


def test_what_was_dealt_with_before_a_hand_back_is_over(frame: Callable[..., Result], mira: Person) -> None:
    pk = frame("message", text="You are useless! I want my money back!").conversation.pk
    queueing.accept(pk, agent=mira)
    queueing.hand_back(pk, agent=mira)
    calm = frame("propose", text="Is there anything else?", confidence=0.95)
    assert triggers(calm) == []
    assert calm.decision is not None
    assert calm.decision.action == Action.SEND
    assert "anger" not in calm.decision.facts


def test_a_deployments_own_grave_matter(frame: Callable[..., Result]) -> None:
    factories.policy(risks=Risks(added={"allergy": ("nut allergy",)}))
    told = frame("message", text="My son has a nut allergy, what is in the bars?")
    assert triggers(told) == [TriggerName.HIGH_RISK]
    assert told.decision is not None
    assert told.decision.triggers[0]["name"] == "allergy"


def test_a_language_is_sensed_where_none_is_stated(frame: Callable[..., Result]) -> None:
    assert frame("message", text="Hi!").conversation.language == ""
    assert frame("message", text="Hvor er pakken min nå?").conversation.language == "no"
    assert frame("message", text="It is urgent for me", language="nn").conversation.language == "nn"
    assert frame("message", text="Where is my parcel now?").conversation.language == "nn"
