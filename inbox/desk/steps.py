"""What a step in the escalation tree says in plain words: why it was taken, and where it leads."""

from collections.abc import Mapping
from typing import Any

from handoff.policy.terms import Overrun, RungKind
from handoff.vocabulary import HopCause, Tier
from inbox.desk import words

SILENT = {
    RungKind.HUMAN: "nobody took it",
    RungKind.SUPERVISOR: "no supervisor took it",
    RungKind.SENIOR_AI: "the second AI gave no answer",
    RungKind.SOURCE: "the other AI gave no answer",
    RungKind.FORM: "the customer did not answer the questions",
}
FAILED = {
    RungKind.SENIOR_AI: "the second AI may not answer this",
    RungKind.SOURCE: "the other AI gave it up",
    RungKind.FORM: "the customer did not answer all questions",
}
PROMISED = {
    Overrun.CALL_BACK: "the customer is promised a call",
    Overrun.EMAIL: "the customer is promised an e-mail",
}


def why(facts: Mapping[str, Any]) -> str:
    """Why it was taken; empty for the first step, which the decision explains."""
    was = RungKind(facts["was"]) if facts.get("was") else None
    if was is None:
        return ""
    match facts.get("cause"):
        case HopCause.OVERRUN:
            return f"{SILENT[was]} in {words.stretch(facts.get('stayed_s') or 0)}"
        case HopCause.ANSWERED:
            return "the customer answered the questions"
        case HopCause.FAILED:
            return FAILED.get(was, "")
    return ""


def passed(facts: Mapping[str, Any]) -> str:
    """Which sources were not asked, as there are none of that name; a sentence each, empty where all were."""
    return "".join(
        f"“{name}” was not asked: no other source is called that. " for name in facts.get("passed", ())
    )


def where(facts: Mapping[str, Any]) -> str:
    """Where it leads."""
    via = facts.get("via")
    if via in PROMISED:
        return PROMISED[Overrun(via)]
    match facts.get("rung"):
        case RungKind.SUPERVISOR:
            return "to the supervisors"
        case RungKind.SENIOR_AI:
            return "a second AI is asked"
        case RungKind.SOURCE:
            return f"“{facts.get('source', '')}” is asked"
        case RungKind.FORM:
            return "the customer is asked for what a human will need"
    return f"to {facts.get('queue', 'a human')}"


def taken_away(facts: Mapping[str, Any]) -> str:
    """Why a conversation left the agent who had it, and where it is now."""
    giver, time = facts.get("giver") or "An agent", words.stretch(facts.get("timer_s") or 0)
    why = "was away for" if facts.get("cause") == HopCause.AWAY else "did not answer in"
    supervisors = facts.get("tier") == Tier.SUPERVISOR
    where = "to the supervisors" if supervisors else f"back in the line of {facts.get('taker', '')}"
    return f"{giver} {why} {time}: {where}."
