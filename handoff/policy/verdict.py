"""A decision said in a sentence or two."""

from collections.abc import Iterable

from handoff.policy.decide import Facts, Outcome, Trigger
from handoff.tongue import noted, say
from handoff.vocabulary import Action, Band, Mode, TriggerName

OUTCOMES = {
    Action.SEND: noted("sent"),
    Action.HOLD: noted("held as a draft"),
    Action.HANDOFF: noted("handed off"),
    Action.NONE: noted("left to the AI"),
}
REASONS = {
    TriggerName.HUMAN_REQUEST: noted("the customer asks for a human"),
    TriggerName.HIGH_RISK: noted("the matter is grave"),
    TriggerName.EXCLUDED: noted("a rule keeps the AI away from it"),
    TriggerName.ANGER: noted("the customer is angry"),
    TriggerName.FAILED_ATTEMPTS: noted("what the AI answered did not help"),
    TriggerName.SOURCE: noted("the AI asked for a human"),
    TriggerName.SLA: noted("the time to answer runs out"),
    TriggerName.UNANSWERED: noted("the AI did not answer in time"),
    TriggerName.LOW_CONFIDENCE: noted("the AI was not sure"),
}
_HEADS = {
    Action.SEND: noted("Sent as the AI proposed it"),
    Action.HOLD: noted("Held as a draft for a human"),
    Action.HANDOFF: noted("Handed off to a human"),
    Action.NONE: noted("Left to the AI"),
}


def verdict(facts: Facts, outcome: Outcome) -> str:
    """What was decided and why: "Handed off to a human, because the AI was not sure and the customer is angry."."""
    why = reasons(outcome.triggers)
    if outcome.action == Action.HANDOFF and not any(one.mode == Mode.HARD for one in outcome.triggers):
        why = say("a human has the conversation")
    elif outcome.action != Action.HANDOFF and outcome.triggers:
        return say("{head}, and a human offered, because {why}.", head=say(_HEADS[outcome.action]), why=why)
    why = why or _sureness(facts, outcome)
    return say("{head}, because {why}.", head=say(_HEADS[outcome.action]), why=why)


def enough(outcome: Outcome) -> str:
    """Whether one of the reasons would have done, in a sentence; empty where there is only one."""
    hard = sum(one.mode == Mode.HARD for one in outcome.triggers)
    if hard < 2:
        return ""
    if hard == 2:
        return say("Either reason alone would have been enough.")
    return say("Each reason alone would have been enough.")


def reasons(triggers: Iterable[Trigger]) -> str:
    """Why a human is needed, each reason once: the strongest first."""
    said = list(dict.fromkeys(say(REASONS[one.trigger]) for one in triggers))
    return say(" and ").join(filter(None, (", ".join(said[:-1]), *said[-1:])))


def _sureness(facts: Facts, outcome: Outcome) -> str:
    if facts.confidence is None:
        return say("nothing in it calls for a human")
    if outcome.band == Band.HIGH:
        return say("the AI was sure and nothing calls for a human")
    if outcome.band == Band.MEDIUM:
        return say("the AI was only fairly sure")
    return say("the AI was not sure, and that alone brings no human")
