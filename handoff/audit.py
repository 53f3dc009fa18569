"""Answers that went out unseen, of which a random share is judged by a human: else only doubted ones ever would be."""

from hashlib import sha256

from django.conf import settings
from django.db import transaction

from handoff import calibrations
from handoff.clock import now
from handoff.errors import Invalid, NotYours, WrongState
from handoff.events import changing, record
from handoff.models import Audit, Event, Person
from handoff.tongue import say
from handoff.vocabulary import ActorKind, EventKind, Finding, RejectReason


def drawn(event: Event) -> bool:
    """Whether `event` is an answer sent on high confidence that chance picks: by its number, so always the same."""
    sent = event.kind == EventKind.PROPOSED and event.draft_id is None and event.message_id is not None
    return sent and _lot(event.message_id) < settings.AUDIT_PERCENT / 100


def _lot(message_id: int | None) -> float:
    """A number from 0 to 1, as good as random and the same each time."""
    return int.from_bytes(sha256(f"audit {message_id}".encode()).digest()[:8]) / 2**64


def mark(event: Event) -> None:
    """Mark the answer of `event` for judging. A repetition changes nothing."""
    if event.message_id is not None and event.decision_id is not None:
        Audit.objects.get_or_create(
            message_id=event.message_id,
            defaults={
                "decision_id": event.decision_id,
                "share": settings.AUDIT_PERCENT / 100,
                "at": now(),
            },
        )


def waiting() -> int:
    """How many answers wait to be judged."""
    return Audit.objects.filter(finding="").count()


def next_one() -> Audit | None:
    """The answer that has waited longest to be judged."""
    linked = ("message__conversation__customer", "message__conversation__source", "decision__policy")
    return Audit.objects.filter(finding="").select_related(*linked).first()


def judge(
    audit_id: int, *, by: Person, finding: Finding, reason: RejectReason | None = None, remark: str = ""
) -> Audit:
    """Say whether an audited answer was right, once; the slower of two people gets WrongState.

    Raises NotYours where `by` does not oversee, Invalid unless it is right without or wrong with a `reason`.
    """
    if not by.oversees:
        raise NotYours(say("Answers that went out are judged by supervisors."))
    if finding not in (Finding.RIGHT, Finding.WRONG):
        raise Invalid(say("An answer is right or wrong."), field="finding")
    if (finding == Finding.WRONG) != (reason is not None):
        raise Invalid(say("What is wrong has a reason, what is right has none."), field="reason")
    with transaction.atomic():
        won = Audit.objects.filter(pk=audit_id, finding="").update(
            finding=finding, reason=reason or "", remark=remark[:500], judged_by=by, judged_at=now()
        )
        if not won:
            raise WrongState(say("This answer was judged already."))
        audit = Audit.objects.select_related("message", "decision__conversation").get(pk=audit_id)
        with changing(audit.message.conversation_id) as held:
            record(
                EventKind.AUDITED,
                held,
                actor=ActorKind.AGENT,
                agent=by,
                finding=str(finding),
                reason=str(reason or ""),
            )
        calibrations.on_audit(audit, finding)
        return audit
