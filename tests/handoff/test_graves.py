"""A house describes a matter that is too grave for an AI: it is heard in the customer's words, and says by which."""

from collections.abc import Callable

import pytest

from handoff import decide, drafting, graves, policies
from handoff.errors import Invalid
from handoff.models import Decision, Message, Person
from handoff.policy.document import Described, Risks
from handoff.results import Result
from handoff.vocabulary import PersonRole, TriggerName
from tests import factories

pytestmark = pytest.mark.django_db

RECALLS = Risks(described={"recall": Described("anything about recalled stoves")})


@pytest.fixture
def henrik() -> Person:
    return factories.person("Henrik Vik", role=PersonRole.ADMIN)


def fired(result: Result) -> Decision:
    assert result.decision is not None
    return result.decision


def test_what_is_described_is_heard_with_the_words_that_show_it(frame: Callable[..., Result]) -> None:
    factories.policy(risks=RECALLS)
    assert fired(frame("message", text="Where is my tent?")).triggers == []
    text = "Is my stove one of the recalled ones?"
    (trigger,) = fired(frame("message", text=text)).triggers
    assert (trigger["trigger"], trigger["name"], trigger["message"]) == (TriggerName.HIGH_RISK, "recall", 2)
    assert text[trigger["start"] : trigger["end"]] == trigger["span"] == "recalled"


def test_what_is_said_not_to_be_so_weighs_little(frame: Callable[..., Result]) -> None:
    factories.policy(risks=Risks(described={"allergy": Described("nut allergies")}))
    decision = fired(frame("message", text="We do not have any nut allergies, what is in the bars?"))
    assert decision.triggers == []
    assert [(one["name"], one["score"]) for one in decision.facts["high_risk"]] == [("allergy", 0.1)]


def test_a_phrase_and_a_description_are_one_matter(frame: Callable[..., Result]) -> None:
    both = Risks(added={"recall": ("do not light it",)}, described=dict(RECALLS.described))
    factories.policy(risks=both)
    by_phrase = fired(frame("message", text="The note said: do not light it!"))
    assert [one["name"] for one in by_phrase.triggers] == ["recall"]
    by_both = fired(frame("message", text="A recalled stove, do not light it"))
    (heard,) = by_both.facts["high_risk"]
    assert (heard["name"], heard["span"]) == ("recall", "recalled"), "the surer of the two"


def test_what_is_known_of_the_customer_counts(frame: Callable[..., Result]) -> None:
    factories.policy(risks=Risks(described={"gold": Described("gold members who complain")}))
    rope = "I want to complain about the rope"
    assert fired(frame("message", text=rope, customer={"id": "ola", "tier": "silver"})).triggers == []
    (trigger,) = fired(frame("message", text=rope, customer={"id": "ola", "tier": "gold"})).triggers
    assert trigger["name"] == "gold"


def test_another_version_hears_what_it_describes_in_words_of_before(frame: Callable[..., Result]) -> None:
    decision = fired(frame("message", text="Is my stove one of the recalled ones?"))
    assert decision.triggers == []
    version = factories.policy(risks=RECALLS)
    assert graves.differ(Risks(), RECALLS)
    (trigger,) = decide.under(decision, version).triggers
    assert (trigger.trigger, trigger.signal and trigger.signal.name) == (TriggerName.HIGH_RISK, "recall")
    assert decide.again(decision).triggers == ()


def test_it_is_switched_off_by_its_name(frame: Callable[..., Result]) -> None:
    factories.policy(risks=Risks(off=("recall",), described=dict(RECALLS.described)))
    decision = fired(frame("message", text="Is my stove one of the recalled ones?"))
    assert decision.triggers == []
    assert [one["name"] for one in decision.facts["high_risk"]] == ["recall"]


def test_a_description_that_leaves_something_open_does_not_go_live(henrik: Person) -> None:
    document = policies.live().content
    draft = drafting.begin(by=henrik)
    open_ended = Risks(described={"big": Described("orders over 100")})
    changed = drafting.change(
        draft.pk, revision=draft.revision, by=henrik, document=type(document)(risks=open_ended)
    )
    with pytest.raises(Invalid) as refused:
        drafting.publish(changed.pk, revision=changed.revision, by=henrik, why="Big orders")
    assert refused.value.facts["field"] == "risks.described.big.sentence"


def test_nothing_is_described_and_nothing_is_asked(frame: Callable[..., Result]) -> None:
    message = Message.objects.get(conversation=frame("message", text="I want my money back").conversation)
    heard = graves.heard(policies.live(), message.conversation, message)
    assert [signal.name for signal in heard] == ["refund"]
