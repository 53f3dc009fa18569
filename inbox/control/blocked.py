"""Customers who are kept out, why, by whom and until when; and letting them in again."""

from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from handoff import blocking
from handoff.clock import now
from handoff.models import Block
from handoff.vocabulary import PersonRole
from inbox import access
from inbox.access import PersonRequest
from inbox.control import frame

HERE: Final = "blocked"
PAGE: Final = 50


@require_safe
@access.needs(PersonRole.ADMIN)
def blocked(request: PersonRequest) -> HttpResponse:
    """Those for whom it holds, or with `past` also those who were let in again."""
    rows = Block.objects.select_related("customer__source", "by", "lifted_by").order_by("-at", "-pk")
    if "past" not in request.GET:
        rows = rows.filter(lifted_at__isnull=True).exclude(until__lte=now())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    told = {"title": gettext("Blocked customers"), "page": page, "past": "past" in request.GET, "now": now()}
    return frame.show(request, "control/blocked.html", told, here=HERE)


@require_POST
@access.needs(PersonRole.ADMIN)
def lifting(request: PersonRequest, pk: int) -> HttpResponse:
    """Let a customer in again."""
    found = get_object_or_404(Block.objects.select_related("customer"), pk=pk)
    blocking.unblock(found.pk, by=request.user)
    messages.success(request, gettext("%(who)s is let in again.") % {"who": found.customer})
    return redirect("blocked")
