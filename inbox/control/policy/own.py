"""Topics and sources with a line of their own: what differs from everywhere else."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.policy import Document, Line
from handoff.policy.document import DEFAULTS, SCORED, Own
from handoff.tongue import say
from handoff.vocabulary import TriggerName
from inbox.control.policy import items
from inbox.control.policy.forms import Data, PartForm, Problems, Unit
from inbox.control.policy.items import ItemForm
from inbox.control.policy.triggers import LIMITS
from inbox.control.policy.words import TRIGGERS

SWITCH = [("", _("as everywhere")), ("on", _("on")), ("off", _("off"))]


class OwnForm(ItemForm):
    """Empty is as everywhere. A trigger’s limit counts where it is switched on here."""

    topic = forms.CharField(required=False, max_length=128, label=_("Topic"))
    source = forms.CharField(required=False, max_length=128, label=_("Source"))
    hold_from = Unit(required=False, label=_("Hold from"))
    send_from = Unit(required=False, label=_("Send from"))
    confirm = forms.CharField(required=False, max_length=80, label=_("Type to confirm"))

    def __init__(
        self, data: Data | None = None, *, path: str, problems: Problems = (), **options: Any
    ) -> None:
        super().__init__(data, path=path, problems=problems, **options)
        for name, label in TRIGGERS.items():
            self.fields[f"on_{name}"] = forms.ChoiceField(choices=SWITCH, required=False, label=label)
            if name in SCORED:
                self.fields[f"at_{name}"] = Unit(required=False, label=_("from"))
            elif name in LIMITS:
                unit = LIMITS[name][0].lower()
                self.fields[f"at_{name}"] = forms.FloatField(required=False, label=unit, min_value=0)

    def item(self, before: Own | None) -> Own:
        """The line."""
        told = self.cleaned()
        settings = {name: self._setting(name, told, before) for name in TRIGGERS if told[f"on_{name}"]}
        values = {name: told[name] for name in ("topic", "source", "hold_from", "send_from")}
        return self.made(Own, values | {"triggers": settings})

    def _setting(self, name: TriggerName, told: dict[str, Any], before: Own | None) -> dict[str, Any]:
        at, was = told.get(f"at_{name}"), before.triggers.get(name) if before else None
        kept = {"mode": was.mode, "rise": was.rise} if was else {"mode": DEFAULTS[name].mode}
        if at is not None and name in LIMITS:
            at *= LIMITS[name][1]
        return kept | {"on": told[f"on_{name}"] == "on", "at": at}

    @property
    def switches(self) -> list[tuple[Any, Any]]:
        """For each trigger its switch and its limit, None where it has none."""
        return [
            (self[f"on_{name}"], self[f"at_{name}"] if f"at_{name}" in self.fields else None)
            for name in TRIGGERS
        ]


@dataclass(frozen=True)
class Row:
    """A line of its own, as the table shows it: `differs` are its triggers in words."""

    own: Own
    line: Line
    differs: list[str]
    form: PartForm


def initial(own: Own) -> dict[str, Any]:
    """A line as the form’s values."""
    told: dict[str, Any] = {
        name: getattr(own, name) for name in ("topic", "source", "hold_from", "send_from")
    }
    for name, setting in own.triggers.items():
        at = setting.at
        if at is not None and name in LIMITS:
            at = at / LIMITS[name][1]
        told |= {f"on_{name}": "on" if setting.on else "off", f"at_{name}": at}
    return told


def differs(own: Own) -> list[str]:
    """The triggers that are set otherwise, in words."""
    return [
        f"{label} {say('on') if own.triggers[name].on else say('off')}"
        for name, label in TRIGGERS.items()
        if name in own.triggers
    ]


def edit(document: Document, data: Data) -> tuple[Document, PartForm]:
    """One line saved or removed. Raises Refused."""
    return items.edit(document, data, name="own", form=lambda data, path: OwnForm(data, path=path))
