"""The history of the house: every change by whom and when, with what it said before."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from handoff.models import Change, Person
from handoff.vocabulary import PersonRole
from inbox import access
from inbox.access import PersonRequest
from inbox.control import frame, past
from inbox.control.past import NOUNS, PAGE, Wanted


class FilterForm(forms.Form):
    """Which changes to show; what makes no sense is as if it were not there."""

    noun = forms.ChoiceField(
        choices=[("", _("Everything")), *((noun, _(said)) for noun, said in NOUNS.items())],
        required=False,
        label=_("What"),
    )
    by = forms.ModelChoiceField(
        Person.objects.filter(Q(role=PersonRole.ADMIN) | Q(pk__in=Change.objects.values("by"))),
        required=False,
        empty_label=_("Everybody"),
        label=_("Who"),
    )
    q = forms.CharField(
        required=False, max_length=200, label=_("Called"), widget=forms.TextInput(attrs={"type": "search"})
    )
    item = forms.IntegerField(required=False, widget=forms.HiddenInput)
    before = forms.DateTimeField(required=False, widget=forms.HiddenInput)


@require_safe
@access.needs(PersonRole.ADMIN)
def history(request: PersonRequest) -> HttpResponse:
    """The newest changes, older ones a page at a time."""
    form = FilterForm(request.GET)
    form.is_valid()
    wanted = _wanted(form.cleaned_data)
    lines = past.lines(wanted)
    older = request.GET.copy()
    if len(lines) == PAGE:
        older["before"] = timezone.localtime(lines[-1].at).isoformat()
    told = {
        "form": form,
        "lines": lines,
        "older": older.urlencode() if len(lines) == PAGE else "",
        "narrowed": any(wanted),
    }
    return frame.show(request, "control/history.html", told, here="history")


def _wanted(told: dict[str, Any]) -> Wanted:
    by = told.get("by")
    return Wanted(
        told.get("noun") or "",
        told.get("item"),
        by.pk if by else None,
        (told.get("q") or "").strip(),
        told.get("before"),
    )
