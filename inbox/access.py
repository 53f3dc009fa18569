"""Who may see and do what: the door every page stands behind, and scoped lookups for views and sockets alike."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from handoff.models import Conversation, Draft, Person, Sending
from handoff.vocabulary import PersonRole
from inbox import languages

P = ParamSpec("P")
RANKS = list(PersonRole)


class PersonRequest(HttpRequest):
    """A request of somebody of the house who is logged in."""

    user: Person
    htmx: HtmxDetails


View = Callable[Concatenate[PersonRequest, P], HttpResponse]
AnyView = Callable[..., HttpResponse]


def conversation_for(person: Person, pk: int) -> Conversation:
    """The conversation, if `person` may see it, with what a page shows of it. Raises Http404."""
    rows = Conversation.objects.visible_to(person).select_related("customer", "queue", "assignee", "source")
    found = rows.select_related("briefing").filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such conversation.")
    return found


def draft_for(person: Person, pk: int) -> Draft:
    """The draft, if `person` may see its conversation. Raises Http404."""
    found = Draft.objects.filter(pk=pk, conversation__in=Conversation.objects.visible_to(person)).first()
    if found is None:
        raise Http404("There is no such draft.")
    return found


def sending_for(person: Person, pk: int) -> Sending:
    """What is to go out, if `person` may see its conversation. Raises Http404."""
    rows = Sending.objects.filter(conversation__in=Conversation.objects.visible_to(person))
    found = rows.select_related("conversation").filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such text.")
    return found


def for_people(view: View[P]) -> AnyView:
    """The page is for those who are logged in, in their own language and time zone, and is never stored anywhere."""

    @wraps(view)
    def inside(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_login(request)
        translation.activate(languages.read_by(request.user))
        with timezone.override(zone_of(request.user)):
            response = view(cast(PersonRequest, request), *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        return response

    return inside


def needs(role: PersonRole) -> Callable[[View[P]], AnyView]:
    """The page is for those who are logged in and may at least what `role` may; others get a 403."""

    def door(view: View[P]) -> AnyView:
        @wraps(view)
        def inside(request: PersonRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if RANKS.index(PersonRole(request.user.role)) < RANKS.index(role):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return for_people(cast(View[P], inside))

    return door


def zone_of(person: Person) -> ZoneInfo:
    """The person's own time zone, or the house's where theirs is unknown."""
    try:
        return ZoneInfo(person.timezone or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def _to_login(request: HttpRequest) -> HttpResponse:
    """A fragment cannot show the login page, so htmx is told to leave for it, and to come back."""
    htmx: Any = getattr(request, "htmx", None)
    if not htmx:
        return redirect(f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}")
    back = htmx.current_url_abs_path or reverse("desk")
    return HttpResponse(
        status=204, headers={"HX-Redirect": f"{reverse('login')}?{urlencode({'next': back})}"}
    )
