"""The pages of the desk: a list, and with a conversation three panes. A script may ask for the panes alone."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from handoff.models import Conversation, Person, Queue
from handoff.vocabulary import State
from inbox import access
from inbox.access import PersonRequest
from inbox.desk import forms, lists, tallies, timeline
from inbox.desk.fragments import Panes
from inbox.desk.rows import Row

PANES = ("thread", "rail")
VOICES = ("draft", "reply", "note")


@dataclass
class Targets:
    """Whom a conversation may be passed to: the agents, with how much each has, or a queue."""

    queues: list[Queue]

    @cached_property
    def agents(self) -> list[Person]:
        load = Count("conversations", filter=Q(conversations__state=State.ASSIGNED))
        return list(Person.objects.filter(is_active=True).annotate(load=load).order_by("name", "username"))


@require_safe
@access.for_people
def desk(request: PersonRequest) -> HttpResponse:
    """The first view in which something is to do for this person."""
    counts = {tally.view.slug: tally.count for tally in tallies.now(request.user)}
    first = next((slug for slug in ("mine", "review", "unassigned") if counts[slug]), "mine")
    return redirect("list", first)


@require_safe
@access.for_people
def view_list(request: PersonRequest, view: str) -> HttpResponse:
    """A view with nothing open."""
    return render(request, "desk/page.html", _page(request, lists.find(request.user, view)))


@require_safe
@access.for_people
def conversation(request: PersonRequest, view: str, pk: int) -> HttpResponse:
    """A view with one conversation open."""
    shown = lists.find(request.user, view)
    if request.htmx.target == "conversation":
        found = access.conversation_for(request.user, pk)
        queues = list(Queue.objects.all())
        return render(request, "desk/panes.html", {"view": shown, **_panes(request, found, queues)})
    page = _page(request, shown)
    listed = (row.conversation for row in page["rows"] if row.conversation.pk == pk)
    found = next(listed, None) or access.conversation_for(request.user, pk)
    return render(request, "desk/page.html", page | _panes(request, found, page["targets"].queues))


@require_safe
@access.for_people
def entries(request: PersonRequest, pk: int) -> HttpResponse:
    """The entries before one, to page back in a long thread."""
    found = access.conversation_for(request.user, pk)
    return render(request, "desk/_entries.html", {"conversation": found, **_thread(request, found)})


def _page(request: PersonRequest, view: lists.View) -> dict[str, Any]:
    queues, own = lists.all_queues(request.user)
    counted = tallies.of(request.user, own, tallies.stands())
    return {
        "view": view,
        "views": counted[: len(lists.FIXED)],
        "queues": counted[len(lists.FIXED) :],
        "open": next(tally.count for tally in counted if tally.view.slug == "mine"),
        "rows": [Row(one, view, request.user) for one in lists.rows(request.user, view)],
        "targets": Targets(queues),
    }


def _panes(request: PersonRequest, found: Conversation, queues: list[Queue]) -> dict[str, Any]:
    panes = Panes(request.user, found)
    pane, voice = request.GET.get("pane", ""), request.GET.get("voice", "")
    return {
        **panes.context,
        **_thread(request, found),
        "pane": pane if pane in PANES else "thread",
        "voice": voice if voice in VOICES else panes.lane.voice,
        "targets": Targets(queues),
        "waits": forms.WAITS,
        "keys": {"reply": uuid4().hex, "note": uuid4().hex},
    }


def _thread(request: PersonRequest, found: Conversation) -> dict[str, Any]:
    before = request.GET.get("before", "")
    page = timeline.newest(
        found, request.user, before=int(before) if before.isascii() and before.isdecimal() else None
    )
    return {"entries": page.entries, "before": page.before}
