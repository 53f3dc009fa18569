"""The words that admins read for the words that a policy has."""

from typing import Final

from handoff.policy.terms import FieldKind, Overrun, RungKind, Situation
from handoff.vocabulary import Answering, Mode, TriggerName

TRIGGERS: Final = {
    TriggerName.HUMAN_REQUEST: "Asks for a human",
    TriggerName.LOW_CONFIDENCE: "Confidence low",
    TriggerName.ANGER: "Anger",
    TriggerName.HIGH_RISK: "High risk",
    TriggerName.FAILED_ATTEMPTS: "Tried and failed",
    TriggerName.SLA: "SLA about to breach",
    TriggerName.UNANSWERED: "Unanswered",
}
ALL_TRIGGERS: Final = TRIGGERS | {
    TriggerName.EXCLUDED: "Excluded",
    TriggerName.SOURCE: "Asked for by the AI",
}
MODES: Final = {
    Mode.HARD: "hard: the AI is silent at once",
    Mode.SOFT: "soft: a human is offered, the AI goes on",
}
SITUATIONS: Final = {
    Situation.UNSURE: "The AI is not sure",
    Situation.NOBODY_FREE: "Nobody is free",
    Situation.CLOSED: "Outside business hours",
    Situation.SILENT: "The AI is silent",
    Situation.FORM: "Before a form",
    Situation.FORM_AGAIN: "A form’s answer does not fit",
    Situation.CALL_BACK: "A call back is promised",
    Situation.EMAIL: "An e-mail is promised",
}
RUNGS: Final = {
    RungKind.SENIOR_AI: "A senior AI",
    RungKind.SOURCE: "Another source",
    RungKind.FORM: "A form",
    RungKind.HUMAN: "A human",
    RungKind.SUPERVISOR: "A supervisor",
}
OVERRUNS: Final = {
    Overrun.NEXT: "the next rung",
    Overrun.QUEUE: "another queue",
    Overrun.SUPERVISOR: "a supervisor",
    Overrun.CALL_BACK: "a call back",
    Overrun.EMAIL: "an e-mail",
}
ENGINES: Final = {
    Answering.EMBEDDED: "the embedded engine",
    Answering.MODEL: "a language model",
    Answering.NONE: "none",
}
FIELDS: Final = {
    FieldKind.TEXT: "text",
    FieldKind.ORDER: "an order number",
    FieldKind.EMAIL: "an e-mail address",
    FieldKind.PHONE: "a phone number",
    FieldKind.NUMBER: "a number",
    FieldKind.DATE: "a date",
}


def risk(name: str) -> str:
    """A grave matter as people read it."""
    return name.replace("_", " ")
