"""Ingrid misses her tent poles: the whole way of a conversation through the domain."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handoff import care, flow, queueing, reply, review, snooze
from handoff.clock import now, shifted
from handoff.decide import again
from handoff.errors import AlreadyAssigned, DraftGone, NotYours, Unseen, WrongState
from handoff.models import (
    Conversation,
    Decision,
    Delivery,
    Draft,
    Event,
    Feedback,
    Handoff,
    Message,
    Person,
    Timer,
)
from handoff.results import Result
from handoff.vocabulary import (
    Action,
    DraftStatus,
    EventKind,
    MessageKind,
    RejectReason,
    Speaker,
    State,
    TimerKind,
    TriggerName,
    WaitingFor,
)

Frame = Callable[..., Result]
pytestmark = pytest.mark.django_db


@pytest.fixture
def act(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., Any]:
    """Call a verb and run what follows its commit."""

    def call(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return verb(*args, **kwargs)

    return call


def deliveries(kind: str) -> list[dict[str, Any]]:
    return [d.payload for d in Delivery.objects.filter(type=kind).order_by("seq")]


def triggers(decision: Decision | None) -> list[str]:
    assert decision is not None
    return [t["trigger"] for t in decision.triggers]


def test_a_confident_answer_is_sent_and_stored(frame: Frame) -> None:
    heard = frame("message", text="Hi, how long does express take to Tromsø?")
    assert heard.decision is not None
    assert heard.decision.action == Action.NONE
    told = frame("propose", text="Next working day by noon.", confidence=0.93)
    assert told.decision is not None
    assert told.decision.action == Action.SEND
    assert list(Message.objects.values_list("number", "role", "kind")) == [
        (1, "customer", "heard"),
        (2, "assistant", "sent"),
    ]
    assert told.conversation.state == State.AI
    assert not Delivery.objects.exists(), "the front end says it itself"


def test_a_held_draft_is_edited_and_reaches_the_customer(frame: Frame, act: Any, mira: Person) -> None:
    frame("message", text="Do you send pole sets alone?")
    held = frame("propose", text="We can send poles. Delivery takes 5–7 working days.", confidence=0.72)
    assert held.conversation.state == State.REVIEW
    draft = Draft.objects.get()
    review.opened(draft.pk)
    act(review.approve, draft.pk, agent=mira, text="We send poles today. You have them on Monday.", seen=1)
    assert deliveries("message")[0]["text"] == "We send poles today. You have them on Monday."
    assert deliveries("message")[0]["kind"] == "ai"
    assert [s["state"] for s in deliveries("status")] == ["review", "ai"]
    feedback = Feedback.objects.get()
    assert feedback.outcome == DraftStatus.EDITED
    assert feedback.distance is not None
    assert 0.3 < feedback.distance < 0.9
    assert feedback.facts_changed["numbers"]["removed"] == ["5", "7"]
    assert feedback.facts_changed["dates"]["added"] == ["monday", "today"]
    assert "".join(old for _, old, _ in feedback.difference) == draft.text


def test_asking_for_a_human_queues_at_once_and_silences_the_ai(frame: Frame, act: Any, mira: Person) -> None:
    frame("message", text="My order FJ-48213 came without poles.")
    asked = frame("message", text="Can I talk to a human please?")
    assert asked.decision is not None
    assert asked.decision.action == Action.HANDOFF
    assert triggers(asked.decision) == [TriggerName.HUMAN_REQUEST]
    assert asked.decision.triggers[0]["span"].startswith("talk to a human")
    assert asked.conversation.speaker == Speaker.NOBODY
    with pytest.raises(WrongState):
        frame("message", role="assistant", text="Let me just say …")
    late = frame("propose", text="Would a return label help?", confidence=0.99)
    assert late.decision is not None
    assert late.decision.action == Action.HANDOFF
    assert Draft.objects.get().text == "Would a return label help?"
    act(queueing.accept, late.conversation.pk, agent=mira)
    statuses = deliveries("status")
    assert [s["state"] for s in statuses] == ["queued", "assigned"]
    assert statuses[0]["position"] == 1
    assert statuses[1]["agent"] == {"name": "Mira Dahl"}


def test_the_slower_of_two_agents_is_told_who_won(
    frame: Frame, act: Any, mira: Person, jonas: Person
) -> None:
    pk = frame("escalate", reason="Stuck").conversation.pk
    act(queueing.accept, pk, agent=mira)
    with pytest.raises(AlreadyAssigned, match="Mira Dahl") as lost:
        queueing.accept(pk, agent=jonas)
    assert lost.value.facts["assignee"] == "Mira Dahl"
    act(queueing.accept, pk, agent=mira)
    assert Event.objects.filter(kind=EventKind.HANDOFF_ACCEPTED).count() == 1
    assert frame("escalate", reason="Still stuck").place == (None, None), "nobody waits in line any more"


def test_nobody_answers_what_they_have_not_seen(frame: Frame, act: Any, mira: Person, jonas: Person) -> None:
    pk = frame("message", text="I want a human").conversation.pk
    act(queueing.accept, pk, agent=mira)
    frame("message", text="Forget it, the poles were under the seat!")
    with pytest.raises(Unseen) as stale:
        reply.send(pk, agent=mira, text="We send poles.", seen=1)
    assert stale.value.facts["newest"] == 2
    with pytest.raises(NotYours, match="Mira Dahl"):
        reply.send(pk, agent=jonas, text="Hi", seen=2)
    act(reply.send, pk, agent=mira, text="Glad to hear!", seen=2, key="k1")
    act(reply.send, pk, agent=mira, text="Glad to hear!", seen=2, key="k1")
    assert [m["text"] for m in deliveries("message")] == ["Glad to hear!"]
    assert deliveries("message")[0]["author"] == {"name": "Mira Dahl"}


def test_low_confidence_goes_to_a_human_with_the_text_as_a_draft(frame: Frame) -> None:
    frame("message", text="Which crampons fit the Besseggen boot?")
    low = frame("propose", text="Any.", confidence=0.41, topic="delivery")
    assert triggers(low.decision) == [TriggerName.LOW_CONFIDENCE]
    assert low.decision is not None
    assert low.decision.triggers[0]["detail"] == "0.41 is below 0.60"
    assert low.conversation.state == State.QUEUED
    assert Draft.objects.get().text == "Any."
    assert Handoff.objects.get().decision == low.decision


def test_three_answers_that_do_not_help_bring_a_human(frame: Frame) -> None:
    frame("message", text="The app does not find my order FJ-1")
    for text in ("That didn't help.", "It still does not work", "I already tried that!"):
        frame("propose", text="Try again.", confidence=0.95)
        last = frame("message", text=text)
    assert triggers(last.decision) == [TriggerName.FAILED_ATTEMPTS]
    assert last.conversation.state == State.QUEUED


def test_a_soft_escalation_lets_the_ai_go_on_until_a_human_takes_it(
    frame: Frame, act: Any, mira: Person
) -> None:
    soft = frame("escalate", mode="soft", reason="Perhaps a person knows better")
    assert soft.decision is not None
    assert soft.decision.action == Action.NONE
    assert soft.place == (1, None)
    assert soft.conversation.state == State.QUEUED
    sent = frame("propose", text="Meanwhile: we are open until eight.", confidence=0.95)
    assert sent.decision is not None
    assert sent.decision.action == Action.SEND
    act(queueing.accept, soft.conversation.pk, agent=mira)
    after = frame("propose", text="And from eight.", confidence=0.95)
    assert after.decision is not None
    assert after.decision.action == Action.HANDOFF


def test_after_handing_back_old_cues_escalate_no_more(frame: Frame, act: Any, mira: Person) -> None:
    pk = frame("message", text="I want to speak to a human").conversation.pk
    act(queueing.accept, pk, agent=mira)
    act(queueing.hand_back, pk, agent=mira, note="She is a club member.")
    assert deliveries("handback")[0]["note"] == "She is a club member."
    again_asked = frame("message", text="And what does resoling cost?")
    assert again_asked.decision is not None
    assert again_asked.decision.action == Action.NONE
    assert again_asked.conversation.state == State.AI


def test_a_rejected_draft_leaves_nobody_without_an_answer(frame: Frame, act: Any, mira: Person) -> None:
    frame("message", text="Can my boots be resoled?")
    frame("propose", text="No.", confidence=0.7)
    draft = Draft.objects.get()
    act(review.reject, draft.pk, agent=mira, reason=RejectReason.WRONG_FACT)
    conversation = Conversation.objects.get()
    assert conversation.state == State.QUEUED
    assert Feedback.objects.get().outcome == DraftStatus.REJECTED
    with pytest.raises(DraftGone, match="rejected by Mira Dahl"):
        review.approve(draft.pk, agent=mira, text="No.", seen=1)


def test_a_transcript_is_stored_once(frame: Frame) -> None:
    frame("message", text="Hi", message="a1")
    transcript = [
        {"role": "customer", "text": "Hi", "message": "a1"},
        {"role": "assistant", "text": "Hello!"},
        {"role": "customer", "text": "No poles"},
    ]
    frame("escalate", transcript=transcript)
    frame("escalate", transcript=transcript)
    assert list(Message.objects.values_list("number", "text")) == [(1, "Hi"), (2, "Hello!"), (3, "No poles")]
    assert Handoff.objects.count() == 1


def test_a_waiting_customer_is_kept_warm_until_a_human_writes(frame: Frame, act: Any, mira: Person) -> None:
    pk = frame("message", text="Human please").conversation.pk
    assert Timer.objects.get().kind == TimerKind.REASSURANCE
    for minutes in (1, 2.5, 2.6, 5.5, 16, 46, 76, 106, 500):
        with shifted(timedelta(minutes=minutes)):
            act(flow.sweep)
    assert [m["kind"] for m in deliveries("message")] == ["reassurance"] * 5 + ["fallback"]
    assert "next in line" in deliveries("message")[0]["text"]
    act(queueing.accept, pk, agent=mira)


def test_a_reassurance_is_never_said_after_a_human_has_it(frame: Frame, act: Any, mira: Person) -> None:
    pk = frame("message", text="Human please").conversation.pk
    act(queueing.accept, pk, agent=mira)
    with shifted(timedelta(hours=3)):
        act(flow.sweep)
        act(care.reassure, Timer.objects.get())
    assert not deliveries("message")
    assert Timer.objects.get().cancelled_at is not None


def test_waiting_for_a_third_party_reassures_and_wakes_on_time(frame: Frame, act: Any, mira: Person) -> None:
    pk = frame("message", text="Human please").conversation.pk
    act(queueing.accept, pk, agent=mira)
    act(snooze.wait, pk, agent=mira, waiting_for=WaitingFor.THIRD_PARTY, until=now() + timedelta(minutes=10))
    for minutes in (3, 6, 11, 20):
        with shifted(timedelta(minutes=minutes)):
            act(flow.sweep)
    assert len(deliveries("message")) == 2
    assert Conversation.objects.get().state == State.ASSIGNED


def test_a_new_message_opens_a_resolved_conversation_again(frame: Frame, act: Any, mira: Person) -> None:
    pk = frame("message", text="I need a human agent").conversation.pk
    act(queueing.accept, pk, agent=mira)
    act(queueing.resolve, pk, agent=mira)
    with pytest.raises(WrongState):
        frame("propose", text="Bye", confidence=0.99)
    opened = frame("message", text="One more thing: do you rent kayaks?")
    assert opened.conversation.state == State.AI
    assert opened.decision is not None
    assert opened.decision.action == Action.NONE
    assert deliveries("status")[-1]["state"] == "ai"


def test_numbers_have_no_gaps_and_every_decision_can_be_decided_again(
    frame: Frame, act: Any, mira: Person
) -> None:
    test_a_held_draft_is_edited_and_reaches_the_customer(frame, act, mira)
    frame("message", text="I want to talk to a person")
    frame("propose", text="Sure?", confidence=0.3)
    frame("close", outcome="abandoned")
    conversation = Conversation.objects.get()
    assert list(Message.objects.values_list("number", flat=True)) == list(range(1, conversation.messages + 1))
    assert list(Event.objects.values_list("number", flat=True)) == list(range(1, conversation.version + 1))
    assert [d.seq for d in Delivery.objects.order_by("seq")] == list(range(1, Delivery.objects.count() + 1))
    for decision in Decision.objects.select_related("policy"):
        outcome = again(decision)
        assert (outcome.action, outcome.band) == (decision.action, decision.band)
        assert [t.as_dict() for t in outcome.triggers] == decision.triggers


def test_the_sweep_does_what_a_crash_left_undone(frame: Frame, mira: Person, chat: Any) -> None:
    frame("message", text="Hello")
    conversation = Conversation.objects.get()
    queueing.accept(conversation.pk, agent=mira)  # no commit callback runs: as if killed right after commit
    assert not deliveries("status")
    with shifted(timedelta(seconds=10)):
        assert flow.sweep()["events"] == 1
        assert flow.sweep()["events"] == 0
    assert deliveries("status")[0]["state"] == "assigned"
    assert Message.objects.filter(kind=MessageKind.HEARD).count() == 1


def test_an_escalation_opens_a_resolved_conversation_again(frame: Frame, act: Any, mira: Person) -> None:
    frame("message", text="Thanks")
    frame("close", outcome="abandoned")
    opened = frame("escalate", reason="They called back")
    assert (opened.conversation.state, opened.conversation.outcome) == (State.QUEUED, "")
    act(queueing.accept, opened.conversation.pk, agent=mira)
