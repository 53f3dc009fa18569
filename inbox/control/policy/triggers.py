"""What always pulls a human in: each trigger with its switch and settings, and the grave matters one by one."""

from dataclasses import dataclass
from typing import Any

import msgspec
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from handoff import tally
from handoff.assist.risks import NAMES
from handoff.assist.rules.compiling import compiled
from handoff.policy import Document
from handoff.policy.document import DEFAULTS, SCORED, Described, Risks, Setting
from handoff.policy.rule import Rule
from handoff.suggesting import suggested
from handoff.tally import Fired
from handoff.tongue import say, say_many
from handoff.vocabulary import Mode, TriggerName
from inbox.control.policy.forms import Data, PartForm, Phrases, Problems, Unit
from inbox.control.policy.words import MODES, TRIGGERS, risk
from inbox.templatetags.baton import hundredths

LIMITS = {
    TriggerName.SLA: (_("Minutes before"), 60),
    TriggerName.FAILED_ATTEMPTS: (_("Attempts"), 1),
    TriggerName.UNANSWERED: (_("Seconds"), 1),
}
"""What `at` is called where it is no score, and how much of it one of that is."""


class TriggerForm(PartForm):
    """The settings of the trigger that the path names. Fields that it has no use for are not there."""

    on = forms.BooleanField(required=False, label=_("On"))
    at = forms.FloatField(required=False, label=_("At"))
    rise = Unit(required=False, label=_("or grown by"), help_text=_("1 is never."))
    mode = forms.ChoiceField(choices=list(MODES.items()), label=_("How it pulls"))
    confirm = forms.CharField(required=False, label=_("Type to confirm"), max_length=80)

    def __init__(
        self, data: Data | None = None, *, name: TriggerName, problems: Problems = (), **options: Any
    ) -> None:
        super().__init__(data, path=f"triggers.{name}", **options)
        self.name = name
        self.fields["on"].label = TRIGGERS[name]
        if name in SCORED:
            self.fields["at"] = Unit(label=_("From"))
        elif name in LIMITS:
            self.fields["at"] = forms.FloatField(label=LIMITS[name][0], min_value=0)
        else:
            del self.fields["at"]
        if name != TriggerName.ANGER:
            del self.fields["rise"]
        del self.fields["mode" if name == TriggerName.HUMAN_REQUEST else "confirm"]
        self.tell(problems)


class RisksForm(PartForm):
    """Which of the built-in grave matters count."""

    on = forms.MultipleChoiceField(
        choices=lambda: [(name, capfirst(risk(name))) for name in NAMES],
        required=False,
        label=_("Grave matters"),
        widget=forms.CheckboxSelectMultiple,
    )


class RiskForm(PartForm):
    """A grave matter of the house’s own: described in a sentence, by phrases, or both."""

    name = forms.CharField(max_length=80, label=_("Name"))
    sentence = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("What it is about, in your own words"),
    )
    phrases = Phrases(label=_("Phrases that always tell of it, one a line"))
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> None:
        """Something must tell of it, and a sentence that leaves something open is asked about."""
        told = self.cleaned_data
        if not (told.get("sentence") or told.get("phrases") or self.errors):
            self.add_error("sentence", _("Say what it is about, or name phrases."))
        if told.get("sentence"):
            self.rule = compiled(told["sentence"])
            for question in self.rule.questions:
                self.add_error("sentence", question.told)
            if not (self.rule.alternatives or self.rule.questions):
                self.add_error(
                    "sentence", _("Nothing was understood. Say it in other words, or name phrases.")
                )

    def described(self, before: Described | None) -> Described | None:
        """The sentence with what was understood of it; what `before` holds of the same sentence stays. May wait."""
        told = self.cleaned()
        if not told["sentence"]:
            return None
        if before is not None and before.sentence == told["sentence"]:
            return before
        return Described(told["sentence"], msgspec.to_builtins(suggested(self.rule)))


def initial_risk(risks: Risks, name: str) -> dict[str, Any]:
    """A grave matter of the house’s own as the form’s values."""
    one = risks.described.get(name)
    told = {"name": name, "was": name, "phrases": risks.added.get(name, ())}
    return told | ({"sentence": one.sentence, "understood": _understood(one)} if one else {})


def _understood(one: Described) -> str:
    """What was understood of a description; empty where nothing is kept, or what is kept cannot be read."""
    try:
        return msgspec.convert(one.rule, Rule).understood if one.rule else ""
    except msgspec.ValidationError:
        return ""


@dataclass(frozen=True)
class Row:
    """One trigger as the page shows it: `said` and `was` are its limit in words, here and live."""

    name: TriggerName
    label: str
    setting: Setting
    said: str
    was: str
    fired: Fired
    form: TriggerForm


def rows(document: Document, live: Document, bound: PartForm | None, problems: Problems) -> list[Row]:
    """All triggers that have settings, in the order in which the page shows them."""
    fired = tally.fired()
    return [_row(name, document, live, fired.get(name, Fired()), bound, problems) for name in TRIGGERS]


def _row(
    name: TriggerName,
    document: Document,
    live: Document,
    fired: Fired,
    bound: PartForm | None,
    problems: Problems,
) -> Row:
    setting, was = filled(document, name), filled(live, name)
    form = TriggerForm(name=name, initial=_initial(name, setting), problems=problems)
    if isinstance(bound, TriggerForm) and bound.name == name:
        form = bound
    told, before = _said(name, setting, document), _said(name, was, live)
    return Row(name, str(TRIGGERS[name]), setting, told, before if before != told else "", fired, form)


def filled(document: Document, name: TriggerName) -> Setting:
    """A trigger’s setting with nothing left open."""
    setting, usual = document.trigger(name), DEFAULTS[name]
    at = usual.at if setting.at is None else setting.at
    rise = usual.rise if setting.rise is None else setting.rise
    return Setting(on=setting.on, at=at, mode=setting.mode, rise=rise)


def _initial(name: TriggerName, setting: Setting) -> dict[str, Any]:
    at = setting.at
    if at is not None and name in LIMITS:
        at = at / LIMITS[name][1]
        at = int(at) if at == int(at) else at
    return {"on": setting.on, "at": at, "rise": setting.rise, "mode": setting.mode}


def _said(name: TriggerName, setting: Setting, document: Document) -> str:
    """The limit in words; it ends in how it pulls where that is not the usual way."""
    at = setting.at or 0
    said = {
        TriggerName.LOW_CONFIDENCE: say("below {limit}", limit=hundredths(document.hold_from)),
        TriggerName.SLA: say("{n} min before", n=f"{at / 60:g}"),
        TriggerName.FAILED_ATTEMPTS: say_many("after {count} attempt", "after {count} attempts", int(at)),
        TriggerName.UNANSWERED: say("for {n} s", n=f"{at:g}"),
    }.get(name, say("from {limit}", limit=hundredths(at)))
    if name == TriggerName.ANGER and setting.rise is not None and setting.rise < 1:
        said += say(", or grown by {rise}", rise=hundredths(setting.rise))
    return say("{said}, soft", said=said) if setting.mode == Mode.SOFT else said


def edit(document: Document, data: Data) -> tuple[Document, PartForm]:
    """One trigger’s switch and settings. Raises Refused; KeyError for a trigger that has none."""
    name = TriggerName(data["trigger"]) if data.get("trigger") in [*DEFAULTS] else None
    if name is None:
        raise KeyError("trigger")
    form = TriggerForm(data, name=name)
    told = form.cleaned()
    at = told.get("at")
    if at is not None and name in LIMITS:
        at *= LIMITS[name][1]
    setting = {"on": told["on"], "at": at, "rise": told.get("rise"), "mode": told.get("mode", Mode.HARD)}
    made = form.made(Setting, setting)
    return msgspec.structs.replace(document, triggers=document.triggers | {name: made}), form


def edit_risks(document: Document, data: Data) -> tuple[Document, PartForm]:
    """Which built-in grave matters count. Raises Refused."""
    form = RisksForm(data, path="risks")
    on = form.cleaned()["on"]
    kept = [name for name in document.risks.off if name not in NAMES]
    off = (*kept, *(name for name in NAMES if name not in on))
    return msgspec.structs.replace(document, risks=msgspec.structs.replace(document.risks, off=off)), form


def edit_risk(document: Document, data: Data) -> tuple[Document, PartForm]:
    """A grave matter of the house’s own: its name, its sentence and phrases, or its removal. Raises Refused."""
    risks, was = document.risks, str(data.get("was", ""))
    form = RiskForm(data, path=f"risk.{was}")
    added = {name: phrases for name, phrases in risks.added.items() if name != was}
    described = {name: one for name, one in risks.described.items() if name != was}
    if data.get("verb") != "remove":
        told = form.cleaned()
        if told["name"] != was and told["name"] in {*risks.own, *NAMES}:
            raise form.refuse("name", say("There is “{name}” already.", name=told["name"]))
        if told["phrases"]:
            added[told["name"]] = told["phrases"]
        if (one := form.described(risks.described.get(was))) is not None:
            described[told["name"]] = one
    plain = {"off": risks.off, "added": added, "described": msgspec.to_builtins(described)}
    return msgspec.structs.replace(document, risks=form.made(Risks, plain)), form
