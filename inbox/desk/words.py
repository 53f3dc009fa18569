"""The words that people read for the words that the domain has."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from handoff.policy.terms import Overrun, RungKind
from handoff.tongue import noted, say
from handoff.vocabulary import RejectReason, TriggerName, WaitingFor, Woken
from inbox import reasons
from inbox.reasons import REJECTIONS

TRIGGERS = {
    TriggerName.HUMAN_REQUEST: noted("Asks for a human"),
    TriggerName.LOW_CONFIDENCE: noted("Low confidence"),
    TriggerName.ANGER: noted("Anger"),
    TriggerName.HIGH_RISK: noted("High risk"),
    TriggerName.SLA: noted("Time is short"),
    TriggerName.FAILED_ATTEMPTS: noted("Tried and failed"),
    TriggerName.EXCLUDED: noted("Excluded"),
    TriggerName.SOURCE: noted("Asked for by the AI"),
    TriggerName.UNANSWERED: noted("Unanswered"),
}
REASONS = {
    TriggerName.LOW_CONFIDENCE: noted("The AI was not sure enough of its answer."),
    TriggerName.FAILED_ATTEMPTS: noted("What the AI answered did not help."),
    TriggerName.SLA: noted("The time to answer runs out."),
    TriggerName.UNANSWERED: noted("Nobody answered in time."),
}
STANDING = {
    RungKind.SENIOR_AI: noted("Second AI asked"),
    RungKind.SOURCE: noted("Other AI asked"),
    RungKind.FORM: noted("Customer asked"),
    RungKind.SUPERVISOR: noted("Needs a supervisor"),
}
PROMISES = {Overrun.CALL_BACK: noted("Call promised"), Overrun.EMAIL: noted("E-mail promised")}
ASKED_FOR = "The front end asked for a human"
WAITS = {WaitingFor.CUSTOMER: noted("the customer"), WaitingFor.THIRD_PARTY: noted("a third party")}
WOKEN = {Woken.TIME: noted("Back: the time is up"), Woken.CUSTOMER: noted("Back: the customer wrote")}


def trigger(name: str) -> str:
    """A reason for a human, in words."""
    return (
        say(TRIGGERS[TriggerName(name)]) if name in set(TriggerName) else name.replace("_", " ").capitalize()
    )


def trigger_of(told: Mapping[str, Any]) -> str:
    """A decision's trigger in words, with the matter that it names."""
    matter = reasons.matter(str(told.get("name", "")))
    name = trigger(str(told.get("trigger", "")))
    return f"{name}: {matter}" if matter and told.get("trigger") == TriggerName.HIGH_RISK else name


def detail(told: Mapping[str, Any]) -> str:
    """What a trigger that has no place on a scale was fired by; what a front end gave as its reason, as it is."""
    kept, score = str(told.get("detail", "")), told.get("score")
    if told.get("trigger") == TriggerName.EXCLUDED:
        by_words = kept.endswith("by its words alone")
        rule = told.get("name", "")
        return (
            say("matches “{rule}”, by its words alone", rule=rule)
            if by_words
            else say("matches “{rule}”", rule=rule)
        )
    if told.get("trigger") == TriggerName.SLA and score is not None:
        return say("{time} left to answer", time=stretch(max(score, 0)))
    if told.get("trigger") == TriggerName.UNANSWERED and score is not None:
        return say("no answer for {time}", time=stretch(score))
    return say("The front end asked for a human") if kept == ASKED_FOR else kept


def reason(name: str) -> str:
    """A reason for a human as a sentence, where no words of the customer are one."""
    found = REASONS.get(TriggerName(name)) if name in set(TriggerName) else None
    return say(found) if found else ""


def rejection(reason: str) -> str:
    """Why a draft was rejected, in words."""
    return say(REJECTIONS[RejectReason(reason)]) if reason in set(RejectReason) else reason


def standing(rung: str, promise: str | None) -> str:
    """What is special about where a conversation stands in the tree; empty where it just waits for a human."""
    if promise:
        return say(PROMISES[Overrun(promise)])
    found = STANDING.get(RungKind(rung)) if rung else None
    return say(found) if found else ""


def in_a_sentence(said: str) -> str:
    """A label within a sentence: in small letters, but where its language writes nouns large."""
    return said[:1].lower() + said[1:] if get_language() == settings.LANGUAGE_CODE else said


def waits_for(who: str) -> str:
    """Whom a conversation waits for, in words."""
    return say(WAITS[WaitingFor(who)]) if who in set(WaitingFor) else say("somebody")


def woken(why: str) -> str:
    """Why a conversation waits no more, in words; empty where that is no news."""
    return say(WOKEN[Woken(why)]) if why in set(Woken) else ""


def stretch(seconds: float) -> str:
    """A stretch of time as one says it: 40 s, 4 min, 2 h, 3 days."""
    if seconds < 60:
        return say("{n} s", n=round(seconds))
    if seconds < 3600:
        return say("{n} min", n=int(seconds // 60))
    if seconds < 48 * 3600:
        return say("{n} h", n=int(seconds // 3600))
    return say("{n} days", n=int(seconds // 86400))
