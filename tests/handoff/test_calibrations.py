"""Two front ends say .90: one keeps its word, the other boasts. What humans make of their drafts tells them apart."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handoff import calibrations, intake, review
from handoff.calibrations import Whose
from handoff.decide import again
from handoff.models import Calibration, Conversation, Decision, Draft, Person, Source, Verdict
from handoff.protocol import Escalate, Propose
from handoff.protocol.frames import EscalateDraft
from handoff.vocabulary import Action, DraftStatus, Finding, RejectReason
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    calibrations._curve.cache_clear()


@pytest.fixture
def judged(mira: Person, chat: Source) -> Callable[..., None]:
    """So many drafts of a source, each held at `said`, of which every `wrong`-th is rejected, the others approved."""

    def judge(n: int, *, said: float = 0.8, wrong: int = 0, source: Source = chat) -> None:
        conversation = factories.hears()
        conversation.source = source
        decision = Decision.objects.create(
            conversation=conversation,
            action=Action.HOLD,
            raw_confidence=said,
            policy=factories.policy(),
            at=conversation.created_at,
        )
        for number in range(n):
            refused = wrong and number % wrong == 0
            draft = Draft.objects.create(
                conversation=conversation,
                decision=decision,
                origin="held",
                status=DraftStatus.REJECTED if refused else DraftStatus.APPROVED,
                text="We send it.",
                final_text="" if refused else "We send it.",
                raw_confidence=said,
                answers=1,
                created_at=conversation.created_at,
                ended_at=conversation.created_at,
            )
            calibrations.on_draft(draft, Finding.WRONG if refused else Finding.RIGHT)

    return judge


def asks(conversation: Conversation, confidence: float) -> Decision:
    """The front end proposes an answer."""
    frame = Propose(
        id=f"p{conversation.version}",
        conversation=conversation.external_id,
        text="We do.",
        confidence=confidence,
    )
    decision = intake.propose(conversation.source, frame).decision
    assert decision is not None
    return decision


def test_a_new_source_is_taken_at_its_word(chat: Source) -> None:
    decision = asks(factories.hears(), 0.9)
    assert (decision.confidence, decision.raw_confidence, decision.action) == (0.9, 0.9, Action.SEND)
    assert "calibration" not in decision.facts


def test_what_a_boastful_source_says_is_held_once_humans_refused_half_of_it(
    chat: Source, judged: Callable[..., None]
) -> None:
    judged(120, said=0.9, wrong=2)
    assert calibrations.refit() == 1
    version = calibrations.live(Whose(chat.pk))
    assert version is not None
    decision = asks(factories.hears(), 0.9)
    assert decision.raw_confidence == 0.9
    assert decision.confidence == pytest.approx(0.5, abs=0.06)
    assert decision.action == Action.HANDOFF
    assert decision.facts["calibration"] == version.pk
    draft = Draft.objects.get(decision=decision)
    assert (draft.confidence, draft.raw_confidence) == (decision.confidence, 0.9)


def test_each_source_is_known_by_its_own_verdicts(chat: Source, judged: Callable[..., None]) -> None:
    judged(80, said=0.9, wrong=2)
    judged(80, said=0.8, source=factories.source("Phone"))
    assert calibrations.refit() == 2
    boastful, honest = factories.hears(), factories.hears()
    honest.source = factories.source("Phone")
    assert calibrations.weighed(boastful, 0.9).confidence < 0.6
    honest.live_calibration = None
    assert calibrations.weighed(honest, 0.9).confidence > 0.9


def test_a_recorded_decision_stays_what_it_was_when_a_newer_curve_is_live(
    chat: Source, judged: Callable[..., None]
) -> None:
    judged(60, said=0.9, wrong=3)
    calibrations.refit()
    decision = asks(factories.hears(), 0.9)
    judged(60, said=0.9, wrong=1)
    assert calibrations.refit() == 1
    decision.refresh_from_db()
    replayed = again(decision)
    assert (replayed.action, replayed.band) == (decision.action, decision.band)
    assert asks(factories.hears(), 0.9).facts["calibration"] != decision.facts["calibration"]


def test_few_verdicts_never_let_the_ai_speak_where_it_did_not_dare(judged: Callable[..., None]) -> None:
    judged(20, said=0.8)
    calibrations.refit()
    assert asks(factories.hears(), 0.8).action == Action.HOLD
    judged(40, said=0.8)
    calibrations.refit()
    assert asks(factories.hears(), 0.8).action == Action.SEND


def test_nothing_new_makes_no_version_and_two_workers_make_one(
    chat: Source, judged: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(10)
    assert [calibrations.refit(), calibrations.refit()] == [1, 0]
    judged(5)
    monkeypatch.setattr(calibrations, "live", lambda whose: None)  # as both saw it before either had written
    assert [calibrations.refit(), calibrations.refit()] == [1, 0]
    assert Calibration.objects.count() == 2


def test_a_version_is_never_changed(judged: Callable[..., None]) -> None:
    judged(10)
    calibrations.refit()
    version = Calibration.objects.get()
    version.slope = 2.0
    with pytest.raises(TypeError, match="immutable"):
        version.save()


def test_an_engine_of_our_own_is_known_apart_from_the_source_it_speaks_for(
    chat: Source, mira: Person
) -> None:
    conversation = factories.hears()
    for _ in range(60):
        decision = Decision.objects.create(
            conversation=conversation,
            action=Action.HOLD,
            raw_confidence=0.9,
            facts={"engine": "embedded"},
            policy=factories.policy(),
            at=conversation.created_at,
        )
        draft = Draft.objects.create(
            conversation=conversation,
            decision=decision,
            origin="held",
            status=DraftStatus.REJECTED,
            text="No.",
            raw_confidence=0.9,
            answers=1,
            created_at=conversation.created_at,
            ended_at=conversation.created_at,
        )
        calibrations.on_draft(draft, Finding.WRONG)
    calibrations.refit()
    assert calibrations.weighed(conversation, 0.9, engine="embedded").confidence < 0.3
    assert calibrations.weighed(conversation, 0.9, engine="llm") == (0.9, 0.9, None)
    assert calibrations.weighed(conversation, 0.9) == (0.9, 0.9, None)


def test_the_draft_of_an_escalation_is_weighed_too(chat: Source, judged: Callable[..., None]) -> None:
    judged(60, said=0.9, wrong=1)
    calibrations.refit()
    conversation = factories.hears()
    intake.escalate(
        conversation.source,
        Escalate(
            id="e1",
            conversation=conversation.external_id,
            reason="Unsure",
            draft=EscalateDraft(text="We send poles.", confidence=0.9),
        ),
    )
    draft = factories.open_draft(conversation)
    assert draft.raw_confidence == 0.9
    assert draft.confidence is not None
    assert draft.confidence < 0.3


def test_verdicts_come_from_what_humans_do_and_only_from_that(mira: Person, orders: Any) -> None:
    approved, polished, rewritten, refused, passed_over = (factories.held(to=orders) for _ in range(5))
    review.approve(approved.pk, agent=mira, text=approved.text, seen=9)
    review.approve(polished.pk, agent=mira, text=f"Hi Ingrid,\n{polished.text}\n\nBest regards\nMira", seen=9)
    review.approve(rewritten.pk, agent=mira, text="Poles are sold in shops.", seen=9)
    review.reject(refused.pk, agent=mira, reason=RejectReason.WRONG_FACT)
    factories.proposes(passed_over.conversation, "Another answer.")
    factories.settle()
    factories.settle()
    assert list(Verdict.objects.values_list("draft", "finding", "raw")) == [
        (approved.pk, "right", 0.72),
        (polished.pk, "right", 0.72),
        (rewritten.pk, "wrong", 0.72),
        (refused.pk, "wrong", 0.72),
    ]


def test_a_curve_costs_a_frame_no_statement(chat: Source, judged: Callable[..., None]) -> None:
    conversation = factories.hears()
    asks(conversation, 0.7)
    with CaptureQueriesContext(connection) as before:
        asks(conversation, 0.71)
    judged(60, wrong=3)
    calibrations.refit()
    asks(conversation, 0.9)
    with CaptureQueriesContext(connection) as after:
        decision = asks(conversation, 0.91)
    assert "calibration" in decision.facts
    assert decision.action == Action.HOLD
    assert len(after) == len(before)
