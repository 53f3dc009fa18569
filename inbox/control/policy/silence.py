"""What becomes of a conversation whose agent leaves its customer without an answer."""

from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.policy import Document
from handoff.policy.document import Silence
from handoff.policy.prose import UNMINDED, silence
from handoff.policy.terms import Overrun
from handoff.tongue import say
from inbox.control.policy.forms import Data, PartForm

LONGEST = 30 * 24 * 60
WAYS = {Overrun.QUEUE: _("back to its queue"), Overrun.SUPERVISOR: _("to a supervisor")}


class SilenceForm(PartForm):
    on = forms.BooleanField(
        required=False,
        label=_("It goes on to somebody else"),
        widget=forms.CheckboxInput(attrs={"class": "switch"}),
    )
    answer = forms.FloatField(
        required=False,
        min_value=1 / 60,
        max_value=LONGEST,
        label=_("Without an answer for (minutes)"),
        help_text=_("Empty: as long as the rung lasts from which it was taken."),
    )
    away = forms.FloatField(
        required=False,
        min_value=1,
        max_value=LONGEST,
        label=_("Or away from the desk for (minutes)"),
        help_text=_("Empty: however long."),
    )
    then = forms.ChoiceField(choices=list(WAYS.items()), label=_("Where it goes"))


def initial(rule: Silence | None) -> dict[str, Any]:
    """A rule as the form’s values; what is proposed where there is none."""
    told = rule or Silence(away_s=10 * 60)
    return {
        "on": rule is not None,
        "answer": _minutes(told.answer_s),
        "away": _minutes(told.away_s),
        "then": told.then,
    }


def said(rule: Silence | None) -> str:
    """A rule in a sentence."""
    return silence(rule) if rule else say(UNMINDED)


def edit(document: Document, data: Data) -> tuple[Document, PartForm]:
    """Whether such a conversation goes on, after how long, and where to. Raises Refused."""
    form = SilenceForm(data, path="silence")
    told = form.cleaned()
    values = {
        "answer_s": _seconds(told["answer"]),
        "away_s": _seconds(told["away"]),
        "then": told["then"],
    }
    rule = form.made(Silence, values) if told["on"] else None
    return msgspec.structs.replace(document, silence=rule), form


def _minutes(seconds: int | None) -> float | None:
    if seconds is None:
        return None
    return seconds // 60 if seconds % 60 == 0 else round(seconds / 60, 2)


def _seconds(minutes: float | None) -> int | None:
    return None if minutes is None else max(1, round(minutes * 60))
