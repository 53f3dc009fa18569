"""How one wants one's desk, as a form: how long one may undo what one sends, and which key does what."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from handoff.models import Preference
from handoff.vocabulary import NoticeKind
from inbox import keys

UNDO = (
    ("", gettext_lazy("As the house has it")),
    ("0", gettext_lazy("Not at all: it goes out at once")),
    ("5", gettext_lazy("5 seconds")),
    ("10", gettext_lazy("10 seconds")),
    ("30", gettext_lazy("30 seconds")),
)


NOTICES = {
    NoticeKind.ASSIGNED: gettext_lazy("A conversation is given to me"),
    NoticeKind.QUEUE: gettext_lazy("Something new waits in my queues"),
    NoticeKind.SLA: gettext_lazy("Something may be answered too late"),
    NoticeKind.MENTION: gettext_lazy("A note names me"),
}
WAYS = {"sound": gettext_lazy("Sound"), "desktop": gettext_lazy("On the desktop")}


class NoticesForm(forms.Form):
    """What makes itself heard, and how: a choice for each kind and way."""

    notice = forms.MultipleChoiceField(
        choices=[(f"{kind}:{way}", f"{kind}:{way}") for kind in NOTICES for way in WAYS], required=False
    )

    def chosen(self) -> dict[str, list[str]]:
        """The ways of each kind that has some."""
        told: dict[str, list[str]] = {}
        for one in self.cleaned_data["notice"]:
            kind, _, way = one.partition(":")
            told.setdefault(kind, []).append(way)
        return told


def rows(preference: Preference) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Each kind with its ways: value, name, and whether it is chosen."""
    kept = preference.notices
    return [
        (str(name), [(f"{kind}:{way}", str(word), way in kept.get(kind, ())) for way, word in WAYS.items()])
        for kind, name in NOTICES.items()
    ]


class DeskForm(forms.Form):
    """Sending, single keys, and which key does what; a field for each key that can be another."""

    undo_s = forms.ChoiceField(label=gettext_lazy("Undo what I send for"), choices=UNDO, required=False)
    single_keys = forms.BooleanField(
        label=gettext_lazy("Single keys"),
        required=False,
        help_text=gettext_lazy("They work only while no field has the focus, and never with Alt."),
        widget=forms.CheckboxInput(attrs={"class": "switch", "role": "switch"}),
    )

    def __init__(self, data: Any, preference: Preference) -> None:
        kept = {"undo_s": "" if preference.undo_s is None else str(preference.undo_s)}
        super().__init__(data, initial=kept | {"single_keys": preference.single_keys})
        for number, key in enumerate(keys.table(preference.keys)):
            self.fields[f"key_{number}"] = forms.CharField(
                label=key.does,
                initial=key.own,
                required=False,
                widget=forms.TextInput(attrs={"size": 3, "maxlength": 1, "autocomplete": "off"}),
            )

    def keys(self) -> Iterator[forms.BoundField]:
        """The fields of the keys."""
        return (self[f"key_{number}"] for number in range(len(keys.USUAL)))

    def chosen(self) -> dict[str, str]:
        """What was chosen for each usual key."""
        values = (self.cleaned_data.get(f"key_{number}", "") for number in range(len(keys.USUAL)))
        return dict(zip(keys.USUAL, (str(value).lower() for value in values), strict=True))

    def clean(self) -> dict[str, Any]:
        """What cannot be is told at the key that was chosen second."""
        for usual, why in keys.wrong(self.chosen()).items():
            self.add_error(f"key_{list(keys.USUAL).index(usual)}", why)
        return self.cleaned_data
