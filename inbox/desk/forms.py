"""What the desk's forms bring. Domain rules stay in the domain; here text becomes values."""

from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from handoff.errors import Invalid
from handoff.models import Person, Queue
from handoff.tongue import noted, say
from handoff.vocabulary import RejectReason, WaitingFor
from inbox.templatetags.baton import soon

NO_TIME = ""
WAITS = (
    (NO_TIME, noted("No fixed time")),
    ("today", noted("Later today, {time}")),
    ("tomorrow", noted("Tomorrow, {time}")),
    ("week", noted("Next week, {time}")),
)
"""Times that are often chosen, and how each is told."""
LATER = timedelta(hours=3)
MORNING = time(9)
F = TypeVar("F", bound=forms.Form)


def read(
    form: type[F], data: QueryDict, files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None
) -> F:
    """The form, valid. Raises Invalid with the first thing that is wrong."""
    bound = form(data, files)
    if not bound.is_valid():
        field, errors = next(iter(bound.errors.items()))
        raise Invalid(str(errors[0]), field=field)
    return bound


class Words(forms.Form):
    """Text to be said or noted; `key` names this attempt, so that a double click says it once."""

    text = forms.CharField(strip=False, required=False)
    key = forms.CharField(required=False, max_length=64)


class Reply(Words):
    """Words to the customer, the newest message the agent had on screen, and whether blanks may stay blank."""

    seen = forms.IntegerField(min_value=0)
    blanks = forms.BooleanField(required=False)


class Upload(forms.Form):
    """A file for a reply to come. What it may be the domain says."""

    file = forms.FileField(
        max_length=1000,
        allow_empty_file=True,
        error_messages={
            "required": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )
    key = forms.CharField(required=False, max_length=64)


class Rejection(forms.Form):
    reason = forms.ChoiceField(choices=[(reason.value, reason.value) for reason in RejectReason])
    remark = forms.CharField(required=False, max_length=500)


class Blocking(forms.Form):
    """Why a customer is kept out, and for how long."""

    reason = forms.CharField(max_length=500, error_messages={"required": _("Say why.")})
    days = forms.TypedChoiceField(
        choices=[(days, days) for days in ("", "1", "7", "30")], required=False, coerce=int, empty_value=None
    )

    @property
    def until(self) -> datetime | None:
        """When it ends; None where nobody knows."""
        days: int | None = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=days) if days else None


class HandBack(forms.Form):
    note = forms.CharField(required=False, max_length=2000)


class Seen(forms.Form):
    number = forms.IntegerField(min_value=0)
    draft = forms.IntegerField(required=False)


class Target(forms.Form):
    """Whom something goes to: `agent:7` or `queue:3`."""

    to = forms.RegexField(
        r"^(agent|queue):\d{1,18}$", error_messages={"required": _("Choose an agent or a queue.")}
    )

    def clean_to(self) -> dict[str, Any]:
        """The agent or the queue as `transfer` takes it."""
        kind, _of, number = self.cleaned_data["to"].partition(":")
        rows: Any = Person.objects.filter(is_active=True) if kind == "agent" else Queue.objects.all()
        found = rows.filter(pk=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no such agent or queue."))
        return {kind: found}


class Wait(forms.Form):
    """Whom a conversation waits for, and until when: one of the usual times, or one that was typed."""

    waiting_for = forms.ChoiceField(choices=[(who.value, who.value) for who in WaitingFor])
    until = forms.ChoiceField(choices=WAITS, required=False)
    at = forms.DateTimeField(required=False)

    def clean_at(self) -> datetime | None:
        """A time that was typed lies ahead."""
        typed: datetime | None = self.cleaned_data["at"]
        if typed is not None and typed <= timezone.now():
            raise forms.ValidationError(say("Choose a time in the future."))
        return typed

    @property
    def time(self) -> datetime | None:
        """The end of the wait in the person's time zone; None where only a message ends it."""
        typed: datetime | None = self.cleaned_data["at"]
        return typed or _usual(self.cleaned_data["until"])


def waits() -> list[tuple[str, str]]:
    """The usual times of a wait, as the person reads them just now."""
    times = {name: _usual(name) for name, _ in WAITS}
    return [(name, say(told, time=soon(at)) if (at := times[name]) else say(told)) for name, told in WAITS]


def _usual(name: str) -> datetime | None:
    now = timezone.localtime()
    match name:
        case "today":
            return now + LATER
        case "tomorrow":
            return _morning(now, 1)
        case "week":
            return _morning(now, 7 - now.weekday())
    return None


def _morning(now: datetime, days: int) -> datetime:
    return datetime.combine(now.date() + timedelta(days=days), MORNING, tzinfo=now.tzinfo)
