"""The words that admins read for the words that a policy has."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from handoff.policy.terms import FieldKind, Overrun, RungKind, Situation
from handoff.vocabulary import Answering, Mode, TriggerName
from inbox.reasons import matter

TRIGGERS: Final = {
    TriggerName.HUMAN_REQUEST: _("Asks for a human"),
    TriggerName.LOW_CONFIDENCE: _("Confidence low"),
    TriggerName.ANGER: _("Anger"),
    TriggerName.HIGH_RISK: _("High risk"),
    TriggerName.FAILED_ATTEMPTS: _("Tried and failed"),
    TriggerName.SLA: _("SLA about to breach"),
    TriggerName.UNANSWERED: _("Unanswered"),
}
ALL_TRIGGERS: Final = TRIGGERS | {
    TriggerName.EXCLUDED: _("Excluded"),
    TriggerName.SOURCE: _("Asked for by the AI"),
}
MODES: Final = {
    Mode.HARD: _("hard: the AI is silent at once"),
    Mode.SOFT: _("soft: a human is offered, the AI goes on"),
}
SITUATIONS: Final = {
    Situation.UNSURE: _("The AI is not sure"),
    Situation.NOBODY_FREE: _("Nobody is free"),
    Situation.CLOSED: _("Outside business hours"),
    Situation.SILENT: _("The AI is silent"),
    Situation.FORM: _("Before a form"),
    Situation.FORM_AGAIN: _("A form’s answer does not fit"),
    Situation.CALL_BACK: _("A call back is promised"),
    Situation.EMAIL: _("An e-mail is promised"),
}
RUNGS: Final = {
    RungKind.SENIOR_AI: _("A senior AI"),
    RungKind.SOURCE: _("Another source"),
    RungKind.FORM: _("A form"),
    RungKind.HUMAN: _("A human"),
    RungKind.SUPERVISOR: _("A supervisor"),
}
OVERRUNS: Final = {
    Overrun.NEXT: _("the next rung"),
    Overrun.QUEUE: _("another queue"),
    Overrun.SUPERVISOR: _("a supervisor"),
    Overrun.CALL_BACK: _("a call back"),
    Overrun.EMAIL: _("an e-mail"),
}
ENGINES: Final = {
    Answering.EMBEDDED: _("the embedded engine"),
    Answering.MODEL: _("a language model"),
    Answering.NONE: _("none"),
}
FIELDS: Final = {
    FieldKind.TEXT: _("text"),
    FieldKind.ORDER: _("an order number"),
    FieldKind.EMAIL: _("an e-mail address"),
    FieldKind.PHONE: _("a phone number"),
    FieldKind.NUMBER: _("a number"),
    FieldKind.DATE: _("a date"),
}


def risk(name: str) -> str:
    """A grave matter as people read it."""
    return matter(name)
