"""The editor of business hours: a row for each slot with the days it holds on, holidays, and a time zone."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any, Final

import msgspec
from django import forms
from django.conf import settings
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from handoff.policy.hours import DAYS, MOST_HOLIDAYS, MOST_SLOTS, Day, Holiday, Hours, Slot, zone
from handoff.tongue import say
from handoff.vocabulary import PersonRole
from inbox import access
from inbox.access import PersonRequest
from inbox.control import opening
from inbox.control.forms import Lines

PREFIX: Final = "slot"
_HOLIDAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(.*)")
CLOCK: Final = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SlotForm(forms.Form):
    """One slot; a row that is left empty is none."""

    days = forms.MultipleChoiceField(
        choices=list(opening.LABELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Days"),
    )
    start = forms.TimeField(required=False, input_formats=["%H:%M"], widget=CLOCK, label=_("from"))
    end = forms.TimeField(required=False, input_formats=["%H:%M"], widget=CLOCK, label=_("to"))

    def clean(self) -> dict[str, Any]:
        """All of it, or nothing."""
        told = self.cleaned_data
        asked = {"days": _("Choose its days."), "start": _("From when?"), "end": _("Until when?")}
        if any(told.get(field) not in (None, []) for field in asked):
            for field, sentence in asked.items():
                if field not in self.errors and told.get(field) in (None, []):
                    self.add_error(field, sentence)
        return told


class HoursForm(forms.Form):
    """What all slots share."""

    timezone = forms.CharField(
        max_length=64,
        label=_("Time zone"),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )
    holidays = Lines(
        help_text=_("One a line: 2026-12-25 First day of Christmas. No slot begins on such a day."),
        label=_("Holidays"),
    )

    def clean_timezone(self) -> str:
        """One that exists."""
        name: str = self.cleaned_data["timezone"]
        if zone(name) is None:
            raise forms.ValidationError(say("There is no such time zone. One is Europe/Oslo."))
        return name

    def clean_holidays(self) -> tuple[Holiday, ...]:
        """Dates with their names."""
        found = [_holiday(line) for line in self.cleaned_data["holidays"]]
        if len(found) > MOST_HOLIDAYS:
            raise forms.ValidationError(say("At most {most_holidays}.", most_holidays=MOST_HOLIDAYS))
        return tuple(sorted(found, key=lambda day: day.date))


Slots: Any = formset_factory(SlotForm, extra=0, max_num=MOST_SLOTS, absolute_max=MOST_SLOTS)


class Editor:
    """The hours of one form: what was typed where `data` is given, else what `hours` say."""

    def __init__(self, data: Mapping[str, Any] | None = None, hours: Hours | None = None) -> None:
        told = hours if hours not in (None, Hours()) else Hours(timezone=settings.TIME_ZONE)
        initial = [{"days": slot.days, "start": slot.start, "end": _shown(slot.end)} for slot in told.slots]
        holidays = [f"{day.date:%Y-%m-%d} {day.name}".strip() for day in told.holidays]
        self.form = HoursForm(data, initial={"timezone": told.timezone, "holidays": holidays})
        # With both, a row that was not changed would count as one that was left empty.
        self.slots: BaseFormSet[SlotForm] = Slots(data, initial=None if data else initial, prefix=PREFIX)
        self.days = list(opening.LABELS.items())

    @property
    def hours(self) -> Hours | None:
        """What they say; None where something is wrong, which stands at its field then."""
        right = self.form.is_valid(), self.slots.is_valid()  # each says what is wrong with it
        if not all(right):
            return None
        slots = tuple(_slot(row.cleaned_data) for row in self.slots.forms if row.cleaned_data.get("days"))
        return Hours(self.form.cleaned_data["timezone"], slots, self.form.cleaned_data["holidays"])

    @property
    def now(self) -> str:
        """What would hold now; nothing while something is wrong."""
        hours = self.hours if self.form.is_bound else None
        return opening.now(hours) if hours else ""


@require_POST
@access.needs(PersonRole.ADMIN)
def editor(request: PersonRequest) -> HttpResponse:
    """The editor after a change that saves nothing, in place of the one that stands on the page."""
    return render(request, "control/_hours.html", {"editor": Editor(changed(request.POST))})


def changed(typed: QueryDict) -> QueryDict:
    """What was typed after the change that its button asks for: one slot more or less, a day like another."""
    data, asked = typed.copy(), typed.get("do", "")
    rows = _rows(data)
    if asked == "more":
        rows.append({"days": [], "start": "", "end": ""})
    elif asked.startswith("remove-"):
        rows = [row for number, row in enumerate(rows) if asked != f"remove-{number}"]
    elif asked == "copy":
        rows = _copied(rows, data.get("copy_from", ""), data.getlist("copy_to"))
        data.pop("copy_to", None)
    return _written(data, rows)


def _rows(data: QueryDict) -> list[dict[str, Any]]:
    """The slots as they were typed, right or wrong."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "0")
    count = min(int(total), MOST_SLOTS) if total.isdecimal() else 0
    return [
        {
            "days": data.getlist(f"{PREFIX}-{number}-days"),
            "start": data.get(f"{PREFIX}-{number}-start", ""),
            "end": data.get(f"{PREFIX}-{number}-end", ""),
        }
        for number in range(count)
    ]


def _copied(rows: list[dict[str, Any]], source: str, targets: list[str]) -> list[dict[str, Any]]:
    """Each target day opens when the source day does, and not otherwise."""
    targets = [day for day in targets if day != source]
    changed = []
    for row in rows:
        days = {*row["days"]} - {*targets}
        days |= {*targets} if source in days else set()
        if days or not row["days"]:
            changed.append({**row, "days": [day for day in DAYS if day in days]})
    return changed


def _written(data: QueryDict, rows: list[dict[str, Any]]) -> QueryDict:
    """The form's data with these slots."""
    for name in [name for name in data if name.startswith(f"{PREFIX}-")]:
        del data[name]
    data[f"{PREFIX}-TOTAL_FORMS"], data[f"{PREFIX}-INITIAL_FORMS"] = str(len(rows)), "0"
    for number, row in enumerate(rows):
        data.setlist(f"{PREFIX}-{number}-days", row["days"])
        data[f"{PREFIX}-{number}-start"], data[f"{PREFIX}-{number}-end"] = row["start"], row["end"]
    return data


def _slot(told: Mapping[str, Any]) -> Slot:
    days: tuple[Day, ...] = tuple(day for day in DAYS if day in told["days"])
    return Slot(days, _clock(told["start"]), _clock(told["end"]))


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _shown(end: str) -> str:
    """Midnight as a field for times knows it."""
    return "00:00" if end == "24:00" else end


def _holiday(line: str) -> Holiday:
    found = _HOLIDAY.fullmatch(line)
    try:
        if found is None:
            raise ValueError("it begins with a date, such as 2026-12-25")
        return Holiday(date.fromisoformat(found[1]), found[2])
    except (ValueError, msgspec.ValidationError) as wrong:
        raise forms.ValidationError(f"“{line}”: {wrong}.") from None
