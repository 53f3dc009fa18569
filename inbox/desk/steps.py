"""What a step in the escalation tree says in plain words: why it was taken, and where it leads."""

from collections.abc import Mapping
from typing import Any

from handoff.policy.terms import Overrun, RungKind
from handoff.tongue import noted, say
from handoff.vocabulary import HopCause, Tier
from inbox.desk import words

SILENT = {
    RungKind.HUMAN: noted("nobody took it"),
    RungKind.SUPERVISOR: noted("no supervisor took it"),
    RungKind.SENIOR_AI: noted("the second AI gave no answer"),
    RungKind.SOURCE: noted("the other AI gave no answer"),
    RungKind.FORM: noted("the customer did not answer the questions"),
}
FAILED = {
    RungKind.SENIOR_AI: noted("the second AI may not answer this"),
    RungKind.SOURCE: noted("the other AI gave it up"),
    RungKind.FORM: noted("the customer did not answer all questions"),
}
PROMISED = {
    Overrun.CALL_BACK: noted("the customer is promised a call"),
    Overrun.EMAIL: noted("the customer is promised an e-mail"),
}


def why(facts: Mapping[str, Any]) -> str:
    """Why it was taken; empty for the first step, which the decision explains."""
    was = RungKind(facts["was"]) if facts.get("was") else None
    if was is None:
        return ""
    match facts.get("cause"):
        case HopCause.OVERRUN:
            time = words.stretch(facts.get("stayed_s") or 0)
            return say("{silent} in {time}", silent=say(SILENT[was]), time=time)
        case HopCause.ANSWERED:
            return say("the customer answered the questions")
        case HopCause.FAILED:
            return say(FAILED[was]) if was in FAILED else ""
    return ""


def passed(facts: Mapping[str, Any]) -> str:
    """Which sources were not asked, as there are none of that name; a sentence each, empty where all were."""
    told = (
        say("“{name}” was not asked: no other source is called that.", name=name)
        for name in facts.get("passed", ())
    )
    return "".join(f"{sentence} " for sentence in told)


def where(facts: Mapping[str, Any]) -> str:
    """Where it leads."""
    via = facts.get("via")
    if via in PROMISED:
        return say(PROMISED[Overrun(via)])
    match facts.get("rung"):
        case RungKind.SUPERVISOR:
            return say("to the supervisors")
        case RungKind.SENIOR_AI:
            return say("a second AI is asked")
        case RungKind.SOURCE:
            return say("“{source}” is asked", source=facts.get("source", ""))
        case RungKind.FORM:
            return say("the customer is asked for what a human will need")
    return say("to {queue}", queue=facts["queue"]) if facts.get("queue") else say("to a human")


def taken_away(facts: Mapping[str, Any]) -> str:
    """Why a conversation left the agent who had it, and where it is now."""
    who, time = facts.get("giver") or say("An agent"), words.stretch(facts.get("timer_s") or 0)
    away = facts.get("cause") == HopCause.AWAY
    said = noted("{who} was away for {time}") if away else noted("{who} did not answer in {time}")
    why = say(said, who=who, time=time)
    if facts.get("tier") == Tier.SUPERVISOR:
        return f"{why}: {say('to the supervisors')}."
    return say("{why}: back in the line of {queue}.", why=why, queue=facts.get("taker", ""))
