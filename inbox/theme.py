"""Light or dark: a cookie, so that the first paint is right already. Without it the system decides."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("light", "dark")
COOKIE = "theme"
YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest) -> str:
    """`light`, `dark`, or nothing where the system decides."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the choice; a script gets 204, a form goes back to where it was."""
    choice = request.POST.get("theme", "")
    if choice not in THEMES:
        return HttpResponseBadRequest("The theme is light or dark.")
    response = (
        HttpResponse(status=204) if "HX-Request" in request.headers else HttpResponseRedirect(back(request))
    )
    response.set_cookie(COOKIE, choice, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS)
    return response


def back(request: HttpRequest) -> str:
    """The page of ours that a form was sent from, else the first one."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else "/"
