"""Why a decision fell as it did, and what would have changed it."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from handoff import drafting, explain, intake, policies, queueing
from handoff.explain import Explanation
from handoff.models import Conversation, Decision, Event, Person, Queue
from handoff.policy import Facts, Outcome, Policy, Signal, decide
from handoff.policy.document import Exclusion, Own, Setting
from handoff.policy.verdict import enough, verdict
from handoff.policy.whatif import other_facts, other_lines
from handoff.protocol import Customer
from handoff.protocol import Message as Said
from handoff.vocabulary import Action, EventKind, Mode, PersonRole, TriggerName
from tests import factories

pytestmark = pytest.mark.django_db
ANGRY = "You are useless. I have had enough of this, it is a disgrace!"


@pytest.fixture(autouse=True)
def line(orders: Queue) -> Queue:
    return orders


def newest(conversation: Conversation) -> Decision:
    found = Decision.objects.filter(conversation=conversation).order_by("-pk").first()
    assert found is not None
    return found


def told(conversation: Conversation, *against: int) -> Explanation:
    return Explanation(newest(conversation), against)


def test_every_trigger_tells_what_it_saw_and_its_rule() -> None:
    ingrid = factories.proposes(factories.hears(ANGRY), confidence=0.41)
    found = told(ingrid)
    checks = {check.trigger: check for check in found.checks}
    assert list(checks) == [
        TriggerName.LOW_CONFIDENCE,
        TriggerName.HUMAN_REQUEST,
        TriggerName.ANGER,
        TriggerName.HIGH_RISK,
        TriggerName.EXCLUDED,
        TriggerName.FAILED_ATTEMPTS,
        TriggerName.SLA,
        TriggerName.UNANSWERED,
        TriggerName.SOURCE,
    ]
    sure, anger, human = (
        checks[name] for name in (TriggerName.LOW_CONFIDENCE, TriggerName.ANGER, TriggerName.HUMAN_REQUEST)
    )
    assert (sure.fired, sure.score, sure.threshold, sure.rule) == (True, 0.41, 0.6, "hand off below .60")
    assert anger.fired
    assert anger.signal is not None
    assert anger.signal.span in anger.saw
    assert (human.fired, human.rule, human.score) == (False, "from .50", None)
    assert found.same


def test_what_a_switched_off_trigger_would_have_seen_is_told_too() -> None:
    factories.policy(
        triggers=factories.triggers(anger=Setting(on=False)), own=(Own(source="Web chat", hold_from=0.3),)
    )
    found = told(factories.proposes(factories.hears(ANGRY), confidence=0.41))
    anger = next(check for check in found.checks if check.trigger == TriggerName.ANGER)
    assert (anger.fired, anger.rule, anger.threshold) == (False, "off", None)
    assert anger.score is not None
    assert found.own_line
    assert found.checks[0].rule == "hand off below .30"


def test_another_version_is_asked_the_same() -> None:
    first = policies.live()
    calmer = factories.policy(triggers=factories.triggers(anger=Setting(at=1, rise=1)))
    ingrid = factories.hears(ANGRY)
    assert newest(ingrid).action == Action.NONE
    factories.policy(hold_from=0.5)
    found = {one.standing: one for one in told(ingrid).elsewhere}
    assert (found["before"].version, found["before"].outcome.action) == (first, Action.HANDOFF)
    assert (found["live"].same, found["before"].same) == (True, False)
    assert newest(ingrid).policy == calmer


def test_its_rules_are_matched_anew_on_what_was_said() -> None:
    """A version that excludes what the customer or the AI spoke of would have handed it off."""
    henrik = factories.person("Henrik Vik", role=PersonRole.ADMIN)
    ingrid = factories.proposes(
        factories.hears("Which stove is it?"), "The Primus was recalled.", confidence=0.9
    )
    document = msgspec.structs.replace(
        policies.live().content, exclusions=factories.excluding("recalled", "stove")
    )
    draft = drafting.begin(by=henrik, document=document)
    (other,) = told(ingrid).elsewhere
    assert (other.version, other.standing, other.outcome.action) == (draft, "draft", Action.HANDOFF)
    spans = [trigger.signal.span for trigger in other.outcome.triggers if trigger.signal]
    assert spans == ["recalled", "stove"]
    excluded = factories.policy(exclusions=factories.excluding("stove"))
    handed_off = factories.hears("My stove leaks")
    assert newest(handed_off).policy == excluded
    before = next(one for one in told(handed_off).elsewhere if one.standing == "before")
    assert before.outcome.action == Action.NONE


def test_its_rules_know_the_customer_as_the_live_one_s_do() -> None:
    plain = factories.policy()
    factories.policy(exclusions=(Exclusion(key="gold", sentence="returns for gold customers"),))
    frame = Said(
        id="f-gold",
        conversation="c-gold",
        role="customer",
        text="I want to return my boots",
        customer=Customer(name="Ingrid Solheim", attributes={"tier": "gold"}),
    )
    ingrid = intake.hear(factories.source(), frame).conversation
    assert newest(ingrid).action == Action.HANDOFF
    found = {one.standing: one.outcome.action for one in told(ingrid).elsewhere}
    assert found == {"before": Action.NONE}
    later = factories.policy(exclusions=(Exclusion(key="gold", sentence="any return for gold customers"),))
    assert [one.outcome.action for one in told(ingrid).elsewhere if one.version == later] == [Action.HANDOFF]
    assert plain.content.exclusions == ()


def test_what_was_asked_and_proposed_stands_beside_it(mira: Person) -> None:
    ingrid = factories.hears("Where are my poles?")
    asked = told(ingrid)
    assert (asked.asked and asked.asked.text, asked.proposal) == ("Where are my poles?", "")
    proposed = told(factories.proposes(ingrid, "They are sent.", confidence=0.7))
    assert (proposed.asked and proposed.asked.text, proposed.proposal) == (
        "Where are my poles?",
        "They are sent.",
    )
    sent = told(factories.proposes(factories.hears("Poles?"), "They are sent.", confidence=0.99))
    assert sent.proposal == "They are sent."


def test_what_followed_ends_with_what_ended_it(mira: Person) -> None:
    ingrid = factories.hears("I want to talk to a human, please.")
    queueing.accept(ingrid.pk, agent=mira)
    queueing.hand_back(ingrid.pk, agent=mira, note="Poles are on their way")
    factories.hears("Thanks!", conversation=ingrid)
    first = Decision.objects.filter(conversation=ingrid).order_by("pk").first()
    assert first is not None
    kinds = [event.kind for event in Explanation(first).followed]
    assert kinds == [EventKind.HANDOFF_OFFERED, EventKind.HANDOFF_ACCEPTED, EventKind.HANDED_BACK]


def test_a_record_that_does_not_agree_is_found() -> None:
    good, bad = factories.hears(ANGRY), factories.hears("Hello")
    assert explain.verify(explain.every()) == (2, [])
    Event.objects.update(decision=None)
    Decision.objects.filter(conversation=bad).update(action=Action.HANDOFF)
    assert explain.verify(explain.every()) == (2, [newest(bad).pk])
    assert not told(bad).same
    assert told(good).same


CUE = Signal(0.78, "Is there anyone who can read?", 5, 0, 29)


def whatif(find: Callable[[Facts, Policy], Any], **facts: Any) -> list[tuple[Action, str]]:
    return [(one.action, " and ".join(one.changes)) for one in find(Facts(**facts), Policy(12))]


def test_the_least_changes_of_the_facts_are_found() -> None:
    assert whatif(other_facts, confidence=0.41, anger=CUE) == [
        (Action.HOLD, "confidence were .60 or more and anger were under .70"),
        (Action.SEND, "confidence were .86 or more and anger were under .70"),
    ]
    assert whatif(other_facts, confidence=0.9) == [
        (Action.HOLD, "confidence were under .86"),
        (Action.HANDOFF, "confidence were under .60"),
    ]
    assert whatif(other_facts, failed_attempts=3, human_holds=True) == [
        (Action.NONE, "only 2 answers had not helped and no human had the conversation")
    ]
    assert whatif(other_facts, requested=Mode.HARD, sla_s=30.0) == [
        (Action.NONE, "the AI had not asked for a human and more than 120 s were left to answer")
    ]
    assert whatif(other_facts) == []


def test_the_least_changes_of_the_thresholds_are_found() -> None:
    assert whatif(other_lines, confidence=0.41) == [
        (Action.SEND, "the AI sent from .41"),
        (Action.HOLD, "drafts were held from .41"),
    ]
    assert whatif(other_lines, anger=CUE, anger_rise=0.6) == [
        (Action.NONE, "anger counted from .79 and its growth counted from .61")
    ]
    assert whatif(other_lines, high_risk=(Signal(1.0, name="legal"),)) == [
        (Action.NONE, "high risk did not count")
    ]
    assert whatif(other_lines, excluded=(CUE,)) == []


def test_each_change_that_is_told_of_does_change_it() -> None:
    """The words say what the fields do: a decision is nowhere computed but by `decide`."""
    facts, policy = Facts(confidence=0.7, anger=CUE, failed_attempts=2), Policy(1)
    actions = {one.action for one in other_facts(facts, policy)}
    assert decide(facts, policy).action not in actions
    assert actions == {Action.HOLD, Action.SEND}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (
            {"confidence": 0.4, "anger": CUE},
            "Handed off to a human, because the customer is angry and the AI was not sure.",
        ),
        (
            {"confidence": 0.9},
            "Sent as the AI proposed it, because the AI was sure and nothing calls for a human.",
        ),
        ({"confidence": 0.7}, "Held as a draft for a human, because the AI was only fairly sure."),
        ({}, "Left to the AI, because nothing in it calls for a human."),
        ({"human_holds": True}, "Handed off to a human, because a human has the conversation."),
        ({"requested": Mode.SOFT}, "Left to the AI, and a human offered, because the AI asked for a human."),
    ],
)
def test_the_verdict_is_a_sentence(facts: dict[str, Any], says: str) -> None:
    outcome: Outcome = decide(Facts(**facts), Policy(1))
    assert verdict(Facts(**facts), outcome) == says
    assert bool(enough(outcome)) == (len(outcome.triggers) > 1)
