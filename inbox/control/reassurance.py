"""Keeping warm: what a customer who waits would get, and when; and a draft of the policy in which that is different."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from handoff import care, drafting, policies
from handoff.policy.document import Care
from handoff.policy.texts import base
from handoff.policy.warmth import QUEUED, after, wording
from handoff.tongue import say
from handoff.vocabulary import PersonRole
from inbox import access
from inbox.access import PersonRequest
from inbox.control import frame

LANGUAGES = {"en": _("English"), "de": _("German")}
MOST_MINUTES, MOST_TIMES = 7 * 24 * 60, 20


class Told(NamedTuple):
    """One update: how long after the wait began, and its words while they wait for us and for others."""

    after: str
    queued: str
    third_party: str


class CareForm(forms.Form):
    after = forms.CharField(
        max_length=100,
        required=False,
        label=_("After minutes"),
        help_text=_("Of waiting, with commas between: 2, 5, 15."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    every = forms.IntegerField(min_value=1, max_value=MOST_MINUTES, label=_("Then every so many minutes"))
    most = forms.IntegerField(
        min_value=0, max_value=MOST_TIMES, label=_("At most so many times"), help_text=_("0 switches it off.")
    )

    def clean_after(self) -> tuple[int, ...]:
        """Whole minutes, each later than the one before."""
        told = [part.strip() for part in self.cleaned_data["after"].split(",") if part.strip()]
        if not all(
            part.isascii() and part.isdecimal() and 1 <= int(part[:6]) <= MOST_MINUTES for part in told
        ):
            raise forms.ValidationError(say("Whole minutes with commas between, such as 2, 5, 15."))
        minutes = tuple(map(int, told))
        if list(minutes) != sorted(set(minutes)):
            raise forms.ValidationError(say("Each must be later than the one before."))
        return minutes


@require_http_methods(["GET", "HEAD", "POST"])
@access.needs(PersonRole.ADMIN)
def reassurance(request: PersonRequest) -> HttpResponse:
    """The schedule as a customer lives through it. A form shows another one; what is published is a draft first."""
    form = CareForm(request.POST or request.GET if _asks(request) else None, initial=_columns(care.rules()))
    rules = Care(**form.cleaned_data) if form.is_valid() else care.rules()
    if request.method == "POST" and form.is_valid():
        document = msgspec.structs.replace(policies.live().content, care=rules)
        return redirect("policy-version", drafting.begin(by=request.user, document=document).pk)
    return _page(request, form, rules)


def _page(request: PersonRequest, form: CareForm, rules: Care) -> HttpResponse:
    language = request.GET.get("language", "") or base(get_language() or "")
    language = language if language in QUEUED else next(iter(QUEUED))
    query = request.GET.copy()
    query.pop("language", None)
    told = {
        "form": form,
        "rules": rules,
        "steps": list(_steps(rules, language)),
        "language": language,
        "languages": [(code, LANGUAGES.get(code, code)) for code in QUEUED],
        "query": query.urlencode(),
        "live": policies.live(),
        "tried": form.is_bound and form.is_valid(),
    }
    return frame.show(
        request, "control/reassurance.html", told, here="reassurance", status=422 if form.errors else 200
    )


def _asks(request: PersonRequest) -> bool:
    return request.method == "POST" or "every" in request.GET


def _columns(rules: Care) -> dict[str, Any]:
    return {"after": ", ".join(map(str, rules.after)), "every": rules.every, "most": rules.most}


def _steps(rules: Care, language: str) -> Iterator[Told]:
    for number in range(1, rules.most + 1):
        if due := after(rules, number):
            words = (wording(number, language, third_party=others) for others in (False, True))
            yield Told(_spelt(due), *words)


def _spelt(due: timedelta) -> str:
    """A stretch of time to the minute: 45 min, 1 h 15 min."""
    hours, minutes = divmod(int(due.total_seconds()) // 60, 60)
    told = (say("{n} h", n=hours) if hours else "", say("{n} min", n=minutes) if minutes else "")
    return " ".join(filter(None, told))
