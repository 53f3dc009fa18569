"""Choosing what a list shows, and keeping that under a name."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from handoff import shelf
from handoff.errors import DomainError
from handoff.models import Person
from inbox import access
from inbox.access import PersonRequest
from inbox.desk import filters, lists, views


@require_safe
@access.for_people
def choose(request: PersonRequest) -> HttpResponse:
    """Go to the list that is chosen; where the choice means nothing, to all."""
    people = Person.objects.filter(is_active=True)
    chosen = filters.Choice(list(lists.queues_of(request.user)), list(people), request.GET)
    return redirect("list", chosen.chosen.slug if chosen.is_valid() else "all")


@require_POST
@access.for_people
def keep(request: PersonRequest) -> HttpResponse:
    """Keep the list under a name: for oneself, or for all who see a queue."""
    view = lists.find(request.user, request.POST.get("shows", ""))
    if view.slug in lists.BY_SLUG or view.slug.startswith("queue-"):
        raise Http404("This view is there already.")
    number = request.POST.get("queue", "")
    queue = get_object_or_404(lists.queues_of(request.user), pk=number) if number.isdecimal() else None
    name = request.POST.get("name", "")
    try:
        shelf.keep(request.user, name, view.slug, queue=queue)
    except DomainError as refused:
        told = {"keep_wrong": refused.message, "keep_name": name}
        return render(request, "desk/page.html", views.page(request, view) | told, status=422)
    return redirect("list", view.slug)


@require_POST
@access.for_people
def change(request: PersonRequest, key: str) -> HttpResponse:
    """Rename a view that is kept, let it stand higher, or keep it no more."""
    view = lists.find(request.user, request.POST.get("shows", ""))
    name = request.POST.get("name", "")
    does: dict[str, Callable[[], None]] = {
        "rename": lambda: shelf.rename(request.user, key, name),
        "raise": lambda: shelf.raise_(request.user, key),
        "drop": lambda: shelf.drop(request.user, key),
    }
    try:
        does.get(request.POST.get("do", ""), does["rename"])()
    except DomainError as refused:
        told = {"keep_wrong": refused.message, "keep_name": name}
        return render(request, "desk/page.html", views.page(request, view) | told, status=422)
    return redirect("list", view.slug)
