"""The words that people read for the words that the domain has."""

from collections.abc import Mapping
from typing import Any

from handoff.policy.terms import Overrun, RungKind
from handoff.vocabulary import RejectReason, TriggerName, WaitingFor
from inbox.reasons import REJECTIONS

TRIGGERS = {
    TriggerName.HUMAN_REQUEST: "Asks for a human",
    TriggerName.LOW_CONFIDENCE: "Low confidence",
    TriggerName.ANGER: "Anger",
    TriggerName.HIGH_RISK: "High risk",
    TriggerName.SLA: "Time is short",
    TriggerName.FAILED_ATTEMPTS: "Tried and failed",
    TriggerName.EXCLUDED: "Excluded",
    TriggerName.SOURCE: "Asked for by the AI",
    TriggerName.UNANSWERED: "Unanswered",
}
REASONS = {
    TriggerName.LOW_CONFIDENCE: "The AI was not sure enough of its answer.",
    TriggerName.FAILED_ATTEMPTS: "What the AI answered did not help.",
    TriggerName.SLA: "The time to answer runs out.",
    TriggerName.UNANSWERED: "Nobody answered in time.",
}
STANDING = {
    RungKind.SENIOR_AI: "Second AI asked",
    RungKind.SOURCE: "Other AI asked",
    RungKind.FORM: "Customer asked",
    RungKind.SUPERVISOR: "Needs a supervisor",
}
PROMISES = {Overrun.CALL_BACK: "Call promised", Overrun.EMAIL: "E-mail promised"}
WAITS = {WaitingFor.CUSTOMER: "the customer", WaitingFor.THIRD_PARTY: "a third party"}


def trigger(name: str) -> str:
    """A reason for a human, in words."""
    return TRIGGERS[TriggerName(name)] if name in set(TriggerName) else name.replace("_", " ").capitalize()


def trigger_of(told: Mapping[str, Any]) -> str:
    """A decision's trigger in words, with the matter that it names."""
    matter = str(told.get("name", "")).replace("_", " ")
    name = trigger(str(told.get("trigger", "")))
    return f"{name}: {matter}" if matter and told.get("trigger") == TriggerName.HIGH_RISK else name


def reason(name: str) -> str:
    """A reason for a human as a sentence, where no words of the customer are one."""
    return REASONS.get(TriggerName(name), "") if name in set(TriggerName) else ""


def rejection(reason: str) -> str:
    """Why a draft was rejected, in words."""
    return REJECTIONS[RejectReason(reason)] if reason in set(RejectReason) else reason


def standing(rung: str, promise: str | None) -> str:
    """What is special about where a conversation stands in the tree; empty where it just waits for a human."""
    if promise:
        return PROMISES[Overrun(promise)]
    return STANDING.get(RungKind(rung), "") if rung else ""


def waits_for(who: str) -> str:
    """Whom a conversation waits for, in words."""
    return WAITS[WaitingFor(who)] if who in set(WaitingFor) else "somebody"


def stretch(seconds: float) -> str:
    """A stretch of time as one says it: 40 s, 4 min, 2 h, 3 days."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min"
    return f"{seconds // 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds // 86400:.0f} days"
