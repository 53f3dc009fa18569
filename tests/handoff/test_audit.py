"""One in twenty answers that nobody saw is shown to Sofie: chance decides, once, and she says right or wrong."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from handoff import audit, flow
from handoff.audit import judge
from handoff.errors import Invalid, NotYours, WrongState
from handoff.models import Audit, Conversation, Event, Person, Verdict
from handoff.vocabulary import EventKind, Finding, RejectReason
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def every_one(settings: Any) -> None:
    settings.AUDIT_PERCENT = 100


def sent(confidence: float = 0.95) -> Conversation:
    """An answer that goes out on high confidence, unseen."""
    conversation = factories.proposes(factories.hears(), confidence=confidence)
    factories.settle()
    return conversation


def test_chance_picks_about_its_share_and_the_same_ones_each_time() -> None:
    lots = [audit._lot(number) for number in range(20_000)]
    assert lots == [audit._lot(number) for number in range(20_000)]
    assert sum(lot < 0.05 for lot in lots) == pytest.approx(1_000, abs=120)
    assert all(0 <= lot < 1 for lot in lots)


def test_what_is_sent_is_marked_once_whatever_is_repeated(every_one: None) -> None:
    conversation = sent()
    event = Event.objects.get(kind=EventKind.PROPOSED)
    flow.settle(event)
    (marked,) = Audit.objects.all()
    assert (marked.message_id, marked.decision_id) == (event.message_id, event.decision_id)
    assert (marked.share, marked.finding, marked.message.conversation) == (1.0, "", conversation)


def test_a_draft_that_a_human_sees_anyway_is_not_marked(every_one: None) -> None:
    factories.held()
    factories.settle()
    assert not Audit.objects.exists()


def test_no_share_marks_nothing_and_leaves_nothing_to_do(settings: Any) -> None:
    settings.AUDIT_PERCENT = 0
    sent()
    assert not Audit.objects.exists()
    assert Event.objects.get(kind=EventKind.PROPOSED).settled_at is not None


def test_sofie_finds_one_right_and_one_wrong(settings: Any, sofie: Person) -> None:
    settings.AUDIT_PERCENT = 100
    sent(), sent()
    Audit.objects.update(share=0.05)
    right, wrong = Audit.objects.all()
    judge(right.pk, by=sofie, finding=Finding.RIGHT)
    judge(
        wrong.pk,
        by=sofie,
        finding=Finding.WRONG,
        reason=RejectReason.WRONG_FACT,
        remark="Poles are sold out.",
    )
    assert audit.waiting() == 0
    assert audit.next_one() is None
    assert list(Verdict.objects.values_list("audit", "finding", "raw", "share")) == [
        (right.pk, "right", 0.95, 0.05),
        (wrong.pk, "wrong", 0.95, 0.05),
    ]
    wrong.refresh_from_db()
    assert (wrong.judged_by, wrong.reason, wrong.remark) == (sofie, "wrong_fact", "Poles are sold out.")
    told = Event.objects.filter(kind=EventKind.AUDITED).order_by("pk").values_list("facts", flat=True)
    assert list(told) == [{"finding": "right", "reason": ""}, {"finding": "wrong", "reason": "wrong_fact"}]


def test_the_slower_of_two_is_told_so(every_one: None, sofie: Person) -> None:
    sent()
    marked = Audit.objects.get()
    judge(marked.pk, by=sofie, finding=Finding.RIGHT)
    with pytest.raises(WrongState, match="judged already"):
        judge(marked.pk, by=sofie, finding=Finding.WRONG, reason=RejectReason.OTHER)
    assert Verdict.objects.get().finding == Finding.RIGHT


def test_an_agent_judges_no_audits(every_one: None, mira: Person) -> None:
    sent()
    with pytest.raises(NotYours):
        judge(Audit.objects.get().pk, by=mira, finding=Finding.RIGHT)
    assert audit.waiting() == 1


@pytest.mark.parametrize(
    ("finding", "reason", "field"),
    [
        (Finding.WRONG, None, "reason"),
        (Finding.RIGHT, RejectReason.OTHER, "reason"),
        (Finding.PARTLY, None, "finding"),
    ],
)
def test_what_makes_no_sense_is_refused(
    every_one: None, sofie: Person, finding: Finding, reason: RejectReason | None, field: str
) -> None:
    sent()
    with pytest.raises(Invalid) as refused:
        judge(Audit.objects.get().pk, by=sofie, finding=finding, reason=reason)
    assert refused.value.facts["field"] == field


def test_the_database_itself_keeps_wrong_without_a_reason_out(every_one: None, sofie: Person) -> None:
    sent()
    with pytest.raises(IntegrityError), transaction.atomic():
        Audit.objects.update(finding=Finding.WRONG, judged_by=sofie, judged_at=Audit.objects.get().at)
