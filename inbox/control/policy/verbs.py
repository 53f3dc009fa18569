"""What is done with a version as a whole: published, scheduled, discarded, caught up, rolled back to."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from handoff import drafting, policies
from handoff.drafting import MOST
from handoff.errors import DomainError, Invalid, Outdated
from handoff.policy.confirm import PHRASE, confirmed
from handoff.policy.difference import differences
from handoff.tongue import say
from handoff.vocabulary import PersonRole
from inbox import access
from inbox.access import PersonRequest
from inbox.control.policy import views
from inbox.control.policy.sheet import sheet_of
from inbox.templatetags.baton import moment

BIGGEST = 2**31 - 1


class WhyForm(forms.Form):
    """Why, and, to schedule, when: in the reader’s own time zone."""

    why = forms.CharField(max_length=MOST, label=_("Why"))
    at = forms.DateTimeField(required=False, label=_("At"))
    confirm = forms.CharField(required=False, max_length=80, label=_("Confirm"))


class RollbackForm(forms.Form):
    """Which version, why, and which one was live when that was asked."""

    why = forms.CharField(max_length=MOST, label=_("Why"))
    version = forms.IntegerField(min_value=1, max_value=BIGGEST, label=_("Version"))
    live = forms.IntegerField(min_value=1, max_value=BIGGEST, label=_("Live"))


@require_POST
@access.needs(PersonRole.ADMIN)
def publication(request: PersonRequest, number: int) -> HttpResponse:
    """The draft is live from now on, or from the time that is given."""
    form = WhyForm(request.POST)
    sheet = sheet_of(request, views.version_or_404(number))
    form.is_valid()
    if sheet.silences and not confirmed(request.POST.get("confirm", "")):
        form.add_error(
            "confirm", say("Type “{phrase}”: customers who ask for a human would get none.", phrase=PHRASE)
        )
    if request.POST.get("verb") == "schedule" and not (form.errors.get("at") or form.cleaned_data.get("at")):
        form.add_error("at", _("Say when."))
    if not form.errors:
        try:
            messages.success(request, _publish(request, number, form))
            return redirect("policy")
        except Outdated as late:
            return _again(request, number, late.message)
        except Invalid as wrong:
            field = str(wrong.facts.get("field"))
            named = field in form.fields
            form.add_error(field if named else None, wrong.message if named else f"{field}: {wrong.message}")
        except DomainError as refusal:
            form.add_error(None, refusal.message)
    return views.show(request, sheet_of(request, views.version_or_404(number)), publishing=form, status=422)


def _publish(request: PersonRequest, number: int, form: WhyForm) -> str:
    told = {"revision": views.revision(request), "by": request.user, "why": form.cleaned_data["why"]}
    told["confirm"] = request.POST.get("confirm", "")
    if request.POST.get("verb") != "schedule":
        drafting.publish(number, **told)
        return say("Version {number} is live.", number=number)
    made = drafting.schedule(number, **told, at=form.cleaned_data["at"])
    time = moment(made.publish_at or timezone.now())
    return say("Version {number} goes live on {time}.", number=number, time=time)


@require_POST
@access.needs(PersonRole.ADMIN)
def scheduling_end(request: PersonRequest, number: int) -> HttpResponse:
    """A scheduled draft is a plain draft again."""
    return _done(request, number, drafting.unschedule, say("Taken back: it is a draft again."))


@require_POST
@access.needs(PersonRole.ADMIN)
def discard(request: PersonRequest, number: int) -> HttpResponse:
    """The draft is put away."""
    return _done(
        request, number, drafting.discard, say("Draft v{number} is discarded.", number=number), to="policy"
    )


def _done(
    request: PersonRequest, number: int, verb: Callable[..., object], said: str, to: str = ""
) -> HttpResponse:
    try:
        verb(number, revision=views.revision(request), by=request.user)
    except DomainError as refusal:
        return _again(request, number, refusal.message)
    messages.success(request, said)
    return redirect("policy") if to else redirect("policy-version", number)


@require_POST
@access.needs(PersonRole.ADMIN)
def catching_up(request: PersonRequest, number: int) -> HttpResponse:
    """What went live meanwhile is taken over into the draft; where both changed the same, both are shown."""
    before = views.version_or_404(number)
    base = before.base.content if before.base else policies.live().content
    theirs = {change.path: change for change in differences(base, policies.live().content)}
    mine = {change.path: change for change in differences(base, before.content)}
    try:
        draft, paths = drafting.catch_up(number, revision=views.revision(request), by=request.user)
    except DomainError as refusal:
        return _again(request, number, refusal.message)
    clashes = [(path, theirs.get(path), mine.get(path)) for path in paths]
    return views.show(request, sheet_of(request, draft), caught_up=True, clashes=clashes)


@require_POST
@access.needs(PersonRole.ADMIN)
def rollback(request: PersonRequest) -> HttpResponse:
    """A version that was live before is live again."""
    form = RollbackForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            drafting.rollback(told["version"], live=told["live"], by=request.user, why=told["why"])
        except DomainError as refusal:
            place = refusal.facts.get("field", "")
            ours = not place or place in form.fields
            form.add_error(None, refusal.message if ours else f"{place}: {refusal.message}")
        else:
            messages.success(request, say("Version {version} is live again.", version=told["version"]))
            return redirect("policy")
    shown = {"rolling_back": form, "rolled_to": form.cleaned_data.get("version")}
    return views.show(request, sheet_of(request, policies.live()), **shown, status=422)


def _again(request: PersonRequest, number: int, message: str) -> HttpResponse:
    return views.show(request, sheet_of(request, views.version_or_404(number)), told=message, status=409)
