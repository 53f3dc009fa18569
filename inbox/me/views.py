"""One's own settings: what everybody of the house chooses for themselves."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from handoff import people, preferences
from handoff.errors import Invalid
from inbox import access
from inbox.access import PersonRequest
from inbox.me.forms import DeskForm, rows

LANGUAGES = [("", _("As the browser asks")), *settings.LANGUAGES]


class MeForm(forms.Form):
    """The language and the time zone of one's screens."""

    locale = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    timezone = forms.CharField(
        label=_("Time zone"), required=False, max_length=64,
        help_text=_("Such as Europe/Oslo. Empty: the house’s."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )  # fmt: skip

    def keeps(self, request: PersonRequest) -> bool:
        """Whether the form is right and was taken; else it says at its field what is wrong."""
        if not self.is_valid():
            return False
        try:
            people.keep(request.user.username, by=request.user, **self.cleaned_data)
        except Invalid as wrong:
            field = wrong.facts.get("field")
            self.add_error(field if field in self.fields else None, wrong.message)
        return not self.errors


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_people
def me(request: PersonRequest) -> HttpResponse:
    """One's own settings, and what they were changed to."""
    kept = {"locale": request.user.locale, "timezone": request.user.timezone}
    form = MeForm(request.POST if request.method == "POST" else None, initial=kept)
    if request.method == "POST" and form.keeps(request):
        return _kept(request, form.cleaned_data["locale"])
    return render(request, "me/page.html", told(request, form=form), status=422 if form.errors else 200)


def told(request: PersonRequest, **sent: Any) -> dict[str, Any]:
    """All that stands on the page: each form as it is kept, but for those that were `sent`."""
    person, preference = request.user, preferences.of(request.user)
    forms = {
        "form": MeForm(initial={"locale": person.locale, "timezone": person.timezone}),
        "desk": DeskForm(None, preference),
        "notices": rows(preference),
    }
    return {**forms, "zones": sorted(available_timezones()), **sent}


def _kept(request: PersonRequest, locale: str) -> HttpResponse:
    """Back to the page, in the language that was chosen; pages that know nobody learn it by a cookie."""
    response = redirect("me")
    if locale:
        translation.activate(locale)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            locale,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            httponly=True,
            secure=settings.HTTPS,
        )
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    messages.success(request, translation.gettext("Saved."))
    return response
