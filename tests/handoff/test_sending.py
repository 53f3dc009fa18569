"""What is sent can be undone for a while: it goes out once, or comes back to who wrote it."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from handoff import flow, intake, queueing, reply, review, sending, snooze, speaking, typed
from handoff.clock import shifted
from handoff.errors import AlreadyAssigned, DraftGone, NotYours, Unseen, WrongState
from handoff.housekeeping import tidy
from handoff.models import Conversation, Draft, Message, Person, Queue, Sending, Typed
from handoff.vocabulary import (
    DraftStatus,
    EventKind,
    MessageKind,
    RejectReason,
    SendingEnd,
    State,
    WaitingFor,
)
from tests import factories

FIVE = timedelta(seconds=5)
TEXT = "They leave today."


@pytest.fixture
def held(mira: Person, orders: Queue) -> Conversation:
    return factories.assigned(mira, to=orders)


def sends(held: Conversation, agent: Person, text: str = TEXT, **more: Any) -> Conversation:
    seen = Conversation.objects.get(pk=held.pk).messages
    told: dict[str, Any] = {"text": text, "seen": seen, "delay": FIVE}
    return reply.send(held.pk, agent=agent, **told | more)


def approves(draft: Draft, agent: Person, text: str = "") -> Conversation:
    return review.approve(draft.pk, agent=agent, text=text or draft.text, seen=1, delay=FIVE)


def later() -> Any:
    """Six seconds on."""
    return shifted(timedelta(seconds=6))


def said(held: Conversation) -> list[str]:
    kinds = (MessageKind.AGENT, MessageKind.AI)
    return list(Message.objects.filter(conversation=held, kind__in=kinds).values_list("text", flat=True))


def ends(held: Conversation) -> list[str]:
    return list(Sending.objects.filter(conversation=held).order_by("pk").values_list("end", flat=True))


def test_it_waits_and_then_goes_out_once(held: Conversation, mira: Person) -> None:
    typed.keep(mira, held, "reply", TEXT)
    sends(held, mira, key="k1")
    assert (said(held), typed.texts(mira, held.pk)) == ([], {})
    assert flow.sweep()["sent"] == 0
    with later():
        assert [flow.sweep()["sent"], flow.sweep()["sent"]] == [1, 0]
    assert (said(held), ends(held)) == ([TEXT], [SendingEnd.SENT])
    assert Sending.objects.get().message == Message.objects.get(conversation=held, text=TEXT)
    sends(held, mira, key="k1")
    assert said(held) == [TEXT]


def test_sent_twice_by_one_key_is_sent_once(held: Conversation, mira: Person) -> None:
    for _ in range(2):
        sends(held, mira, key="k1")
    assert Sending.objects.count() == 1


def test_undone_it_stands_before_what_was_typed_since(
    held: Conversation, mira: Person, jonas: Person
) -> None:
    sends(held, mira)
    typed.keep(mira, held, "reply", "And the poles?")
    one = Sending.objects.get()
    with pytest.raises(NotYours):
        sending.undo(one.pk, agent=jonas)
    for _ in range(2):
        sending.undo(one.pk, agent=mira)
    assert typed.texts(mira, held.pk) == {"reply": f"{TEXT}\n\nAnd the poles?"}
    with later():
        assert flow.sweep()["sent"] == 0
    assert (said(held), ends(held)) == ([], [SendingEnd.UNDONE])
    sends(held, mira)
    assert len(ends(held)) == 2


def test_what_is_out_cannot_be_undone(held: Conversation, mira: Person) -> None:
    sends(held, mira)
    with later():
        flow.sweep()
    with pytest.raises(WrongState, match="Too late"):
        sending.undo(Sending.objects.get().pk, agent=mira)


def test_what_the_customer_wrote_meanwhile_brings_it_back(held: Conversation, mira: Person) -> None:
    sends(held, mira)
    factories.hears("Never mind!", conversation=held)
    with later():
        flow.sweep()
    assert (said(held), ends(held)) == ([], [SendingEnd.HELD_BACK])
    assert typed.texts(mira, held.pk) == {"reply": TEXT}
    event = held.events.get(kind=EventKind.HELD_BACK)
    assert (event.agent, event.facts["why"]) == (mira, "customer")
    assert Conversation.objects.get(pk=held.pk).waiting_since is not None


def test_a_second_answer_lets_the_first_out_before_it(held: Conversation, mira: Person) -> None:
    sends(held, mira, "One.")
    factories.hears("And?", conversation=held)
    sends(held, mira, "Two.")
    assert said(held) == ["One."]
    sends(held, mira, "Three.", delay=timedelta())
    assert said(held) == ["One.", "Two.", "Three."]


@pytest.mark.parametrize("verb", ["resolve", "hand_back", "transfer", "wait"])
def test_what_its_author_does_next_lets_it_out_first(
    held: Conversation, mira: Person, jonas: Person, verb: str
) -> None:
    sends(held, mira)
    does = {
        "resolve": lambda: queueing.resolve(held.pk, agent=mira),
        "hand_back": lambda: queueing.hand_back(held.pk, agent=mira),
        "transfer": lambda: queueing.transfer(held.pk, by=mira, agent=jonas),
        "wait": lambda: snooze.wait(held.pk, agent=mira, waiting_for=WaitingFor.CUSTOMER),
    }
    does[verb]()
    assert said(held) == [TEXT]
    kinds = list(held.events.order_by("-number").values_list("kind", flat=True)[:2])
    assert kinds[1] == EventKind.REPLIED


def test_nobody_resolves_over_what_the_customer_wrote(held: Conversation, mira: Person) -> None:
    sends(held, mira)
    factories.hears("Never mind!", conversation=held)
    with pytest.raises(Unseen):
        queueing.resolve(held.pk, agent=mira)
    assert Conversation.objects.get(pk=held.pk).state == State.ASSIGNED
    assert ends(held) == [""]


def test_who_takes_it_over_sends_it_back_to_its_author(
    held: Conversation, mira: Person, sofie: Person
) -> None:
    sends(held, mira)
    queueing.transfer(held.pk, by=sofie, agent=sofie)
    assert (said(held), ends(held)) == ([], [SendingEnd.HELD_BACK])
    assert typed.texts(mira, held.pk) == {"reply": TEXT}


def test_a_customer_who_ends_it_hears_no_more(held: Conversation, mira: Person) -> None:
    sends(held, mira)
    from handoff.protocol import Close

    intake.close(held.source, Close(id="end", conversation=held.external_id))
    with later():
        flow.sweep()
    assert (said(held), typed.texts(mira, held.pk)) == ([], {"reply": TEXT})


class TestApproval:
    """The same for a draft of the AI that is approved."""

    @pytest.fixture
    def draft(self, mira: Person, orders: Queue) -> Draft:
        return factories.held(to=orders)

    def test_goes_out_as_edited(self, draft: Draft, mira: Person) -> None:
        approves(draft, mira, "We send two.")
        assert draft.conversation.state == State.REVIEW
        with later():
            flow.sweep()
        draft.refresh_from_db()
        assert (said(draft.conversation), draft.status) == (["We send two."], DraftStatus.EDITED)

    def test_nobody_else_judges_it_meanwhile(self, draft: Draft, mira: Person, jonas: Person) -> None:
        approves(draft, mira)
        for agent in (jonas, mira):
            with pytest.raises(DraftGone, match="Mira Dahl approved this draft"):
                approves(draft, agent)

    def test_undone_it_is_an_edit_again(self, draft: Draft, mira: Person) -> None:
        approves(draft, mira, "We send two.")
        sending.undo(Sending.objects.get().pk, agent=mira)
        assert typed.texts(mira, draft.conversation_id) == {f"draft-{draft.pk}": "We send two."}
        draft.refresh_from_db()
        assert draft.status == DraftStatus.OPEN

    def test_a_newer_draft_brings_it_back_as_words_of_ones_own(self, draft: Draft, mira: Person) -> None:
        approves(draft, mira, "We send two.")
        factories.proposes(draft.conversation, "We send three.")
        with later():
            flow.sweep()
        assert said(draft.conversation) == []
        assert typed.texts(mira, draft.conversation_id) == {"reply": "We send two."}
        assert draft.conversation.events.get(kind=EventKind.HELD_BACK).facts["why"] == "draft"

    def test_who_takes_the_conversation_stops_it(self, draft: Draft, mira: Person, jonas: Person) -> None:
        approves(draft, mira)
        queueing.accept(draft.conversation_id, agent=jonas)
        assert (said(draft.conversation), ends(draft.conversation)) == ([], [SendingEnd.HELD_BACK])


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process ends after the words are written and before their row is."""

    def say_and_die(*args: Any, **more: Any) -> Message:
        speak(*args, **more)
        raise SystemExit

    speak = speaking.reply
    monkeypatch.setattr(speaking, "reply", say_and_die)
    yield
    monkeypatch.undo()


def test_a_kill_in_the_middle_leaves_it_to_the_next_sweep(
    held: Conversation, mira: Person, breaks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sends(held, mira)
    with later():
        with suppress(SystemExit), transaction.atomic():
            sending.go_out()
        assert said(held) == []
        monkeypatch.undo()
        assert sending.go_out() == 1
    assert said(held) == [TEXT]


def test_the_loser_of_a_claim_has_what_was_typed(mira: Person, jonas: Person, orders: Queue) -> None:
    one = factories.queued(to=orders)
    typed.keep(jonas, one, "reply", "Hi Ingrid,")
    queueing.accept(one.pk, agent=mira)
    with pytest.raises(AlreadyAssigned):
        queueing.accept(one.pk, agent=jonas)
    with pytest.raises(NotYours):
        sends(one, jonas, "Hi Ingrid,")
    assert typed.texts(jonas, one.pk) == {"reply": "Hi Ingrid,"}


def test_what_nobody_will_send_any_more_is_forgotten(held: Conversation, mira: Person, orders: Queue) -> None:
    draft = factories.held("We send poles.", to=orders, customer="Even Strøm")
    open_one, resolved = draft.conversation, factories.assigned(mira, to=orders, customer="Ole Moe")
    queueing.resolve(resolved.pk, agent=mira)
    for conversation, kind in ((held, "reply"), (resolved, "note"), (open_one, f"draft-{draft.pk}")):
        typed.keep(mira, conversation, kind, TEXT)
    kept = {timedelta(days=6): 3, timedelta(days=8): 2, timedelta(days=91): 0}
    for age, left in kept.items():
        with shifted(age):
            tidy()
        assert Typed.objects.count() == left, age


def test_the_edit_of_a_draft_that_was_decided_is_forgotten(mira: Person, orders: Queue) -> None:
    draft = factories.held("We send poles.", to=orders)
    typed.keep(mira, draft.conversation, f"draft-{draft.pk}", TEXT)
    review.reject(draft.pk, agent=mira, reason=RejectReason.OTHER)
    typed.keep(mira, draft.conversation, f"draft-{draft.pk}", TEXT)
    with shifted(timedelta(days=8)):
        tidy()
    assert not Typed.objects.exists()
