"""The control room around its pages: what stands in its navigation, in one place, and how a page is shown in it."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django_stubs_ext import StrOrPromise

from handoff.vocabulary import PersonRole
from inbox import access
from inbox.access import PersonRequest


class Entry(NamedTuple):
    """One line of the navigation: what it says, and the name of the address it leads to."""

    label: StrOrPromise
    name: str


AI: Final = (
    Entry(_("Policy"), "policy"),
    Entry(_("Knowledge"), "knowledge"),
    Entry(_("Macros"), "macros"),
    Entry(_("Reassurance"), "reassurance"),
    Entry(_("Calibration"), "calibration"),
)
HOUSE: Final = (
    Entry(_("Sources"), "sources"),
    Entry(_("Queues, hours"), "queues"),
    Entry(_("People"), "people"),
    Entry(_("Blocked customers"), "blocked"),
    Entry(_("History"), "history"),
    Entry(_("Everything else"), "admin:index"),
)
"""A page adds itself by a line above, and shows itself by `show` under the same name."""


@require_safe
@access.needs(PersonRole.ADMIN)
def control(request: PersonRequest) -> HttpResponse:
    """The room's first page."""
    return redirect(AI[0].name)


def show(
    request: PersonRequest, template: str, context: Mapping[str, Any], *, here: str, status: int = 200
) -> HttpResponse:
    """`template`, which extends `control/frame.html`, with the entry named `here` marked as the present one.

    Its heading is `context["title"]`, or else what that entry says.
    """
    titles = {entry.name: entry.label for entry in (*AI, *HOUSE)}
    told = {"room": "control", "ai": AI, "house": HOUSE, "here": here, "title": titles[here], **context}
    return render(request, template, told, status=status)
