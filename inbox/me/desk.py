"""How one wants one's desk: its keys, and how long one may undo what one sends."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handoff import preferences
from inbox import access, keys
from inbox.access import PersonRequest
from inbox.me import views
from inbox.me.forms import DeskForm, NoticesForm


@require_POST
@access.for_people
def desk(request: PersonRequest) -> HttpResponse:
    """Keep how one wants one's desk; nothing is kept where one key is wrong."""
    form = DeskForm(request.POST, preferences.of(request.user))
    if not form.is_valid():
        return render(request, "me/page.html", views.told(request, desk=form), status=422)
    told = form.cleaned_data
    preferences.keep(
        request.user,
        undo_s=int(told["undo_s"]) if told["undo_s"] else None,
        single_keys=told["single_keys"],
        keys=keys.differing(form.chosen()),
    )
    messages.success(request, _("Saved."))
    return redirect("me")


@require_POST
@access.for_people
def notices(request: PersonRequest) -> HttpResponse:
    """Keep what makes itself heard; what there is not is left out."""
    form = NoticesForm(request.POST)
    if form.is_valid():
        preferences.keep(request.user, notices=form.chosen())
        messages.success(request, _("Saved."))
        return redirect("me")
    return render(request, "me/page.html", views.told(request), status=422)


@require_POST
@access.for_people
def usual_keys(request: PersonRequest) -> HttpResponse:
    """Give each key back what it usually does."""
    preferences.keep(request.user, keys={})
    messages.success(request, _("Each key does again what it usually does."))
    return redirect("me")


@require_POST
@access.for_people
def single_keys(request: PersonRequest) -> HttpResponse:
    """Switch single keys on or off, from the list of keys."""
    preferences.keep(request.user, single_keys=request.POST.get("on") == "yes")
    return HttpResponse(status=204)
