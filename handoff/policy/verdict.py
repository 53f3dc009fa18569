"""A decision said in a sentence or two."""

from collections.abc import Iterable

from handoff.policy.decide import Facts, Outcome, Trigger
from handoff.vocabulary import Action, Band, Mode, TriggerName

OUTCOMES = {
    Action.SEND: "sent",
    Action.HOLD: "held as a draft",
    Action.HANDOFF: "handed off",
    Action.NONE: "left to the AI",
}
REASONS = {
    TriggerName.HUMAN_REQUEST: "the customer asks for a human",
    TriggerName.HIGH_RISK: "the matter is grave",
    TriggerName.EXCLUDED: "a rule keeps the AI away from it",
    TriggerName.ANGER: "the customer is angry",
    TriggerName.FAILED_ATTEMPTS: "what the AI answered did not help",
    TriggerName.SOURCE: "the AI asked for a human",
    TriggerName.SLA: "the time to answer runs out",
    TriggerName.UNANSWERED: "the AI did not answer in time",
    TriggerName.LOW_CONFIDENCE: "the AI was not sure",
}
_HEADS = {
    Action.SEND: "Sent as the AI proposed it",
    Action.HOLD: "Held as a draft for a human",
    Action.HANDOFF: "Handed off to a human",
    Action.NONE: "Left to the AI",
}


def verdict(facts: Facts, outcome: Outcome) -> str:
    """What was decided and why: "Handed off to a human, because the AI was not sure and the customer is angry."."""
    why = reasons(outcome.triggers)
    if outcome.action == Action.HANDOFF and not any(one.mode == Mode.HARD for one in outcome.triggers):
        why = "a human has the conversation"
    elif outcome.action != Action.HANDOFF and outcome.triggers:
        return f"{_HEADS[outcome.action]}, and a human offered, because {why}."
    return f"{_HEADS[outcome.action]}, because {why or _sureness(facts, outcome)}."


def enough(outcome: Outcome) -> str:
    """Whether one of the reasons would have done, in a sentence; empty where there is only one."""
    hard = sum(one.mode == Mode.HARD for one in outcome.triggers)
    if hard < 2:
        return ""
    return f"{'Either' if hard == 2 else 'Each'} reason alone would have been enough."


def reasons(triggers: Iterable[Trigger]) -> str:
    """Why a human is needed, each reason once: the strongest first."""
    said = list(dict.fromkeys(REASONS[one.trigger] for one in triggers))
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))


def _sureness(facts: Facts, outcome: Outcome) -> str:
    if facts.confidence is None:
        return "nothing in it calls for a human"
    return {
        Band.HIGH: "the AI was sure and nothing calls for a human",
        Band.MEDIUM: "the AI was only fairly sure",
    }.get(outcome.band or Band.LOW, "the AI was not sure, and that alone brings no human")
