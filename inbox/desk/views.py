"""The pages of the desk: a list, and with a conversation three panes. A script may ask for the panes alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from handoff import preferences
from handoff.errors import Invalid
from handoff.models import Attachment, Conversation, Person, Queue
from handoff.standing import Stand, stands
from inbox import access, keys
from inbox.access import PersonRequest
from inbox.desk import attached, filters, forms, lists, opened, tallies, timeline
from inbox.desk.fragments import Panes
from inbox.desk.opened import Opened
from inbox.desk.rows import Row
from inbox.desk.viewing import View

PANES = ("thread", "rail")
VOICES = ("draft", "reply", "note")
ACCEPT = ".png,.jpg,.jpeg,.webp,.gif,.pdf,.txt,.log,.csv,.md"


@dataclass
class Targets:
    """Whom a conversation may be passed to: the agents, with how much each has, or a queue."""

    queues: list[Queue]
    standing: list[Stand]

    @cached_property
    def agents(self) -> list[Any]:
        """Each with their `load`."""
        load = tallies.load(self.standing)
        rows = Person.objects.filter(is_active=True).select_related("preference")
        people: list[Any] = list(rows.order_by("name", "username"))
        for person in people:
            person.load = load.get(person.pk, 0)
        return people


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
    return render(request, "desk/page.html", page(request, lists.find(request.user, view)))


@require_safe
@access.for_people
def conversation(request: PersonRequest, view: str, pk: int) -> HttpResponse:
    """A view with one conversation open."""
    shown = lists.find(request.user, view)
    if request.htmx.target == "conversation":
        return panes_alone(request, shown, pk)
    whole = page(request, shown)
    return render(
        request, "desk/page.html", whole | panes(request, opened.find(request.user, pk), whole["targets"])
    )


def panes_alone(request: PersonRequest, view: View, pk: int) -> HttpResponse:
    """A conversation without the list beside it."""
    found = opened.find(request.user, pk)
    targets = Targets(list(Queue.objects.all()), stands())
    return render(request, "desk/panes.html", {"view": view, **panes(request, found, targets)})


@require_safe
@access.for_people
def rows(request: PersonRequest, view: str) -> HttpResponse:
    """The rows of a view that come after a place in it."""
    shown = lists.find(request.user, view)
    return render(request, "desk/_further.html", {"view": shown, **_listed(request, shown)})


@require_safe
@access.for_people
def entries(request: PersonRequest, pk: int) -> HttpResponse:
    """The entries before one, to page back in a long thread."""
    found = access.conversation_for(request.user, pk)
    return render(request, "desk/_entries.html", {"conversation": found, **_thread(request, found)[0]})


def page(request: PersonRequest, view: View) -> dict[str, Any]:
    """What the page of a view is given."""
    framed = frame(request, view)
    listed = _listed(request, view, framed["own"], framed["named"])
    topics = sorted({row.conversation.topic for row in listed["rows"] if row.conversation.topic})
    return framed | listed | {"topics": topics}


def frame(request: PersonRequest, view: View) -> dict[str, Any]:
    """What every page of the desk has around its list: the views with their counts, and whom to pass things to."""
    queues, own = lists.all_queues(request.user)
    standing, unread = tallies.standing(request.user)
    counted = tallies.of(request.user, own, standing, unread, tallies.finely(request.user, own))
    fixed, lines = len(lists.FIXED), len(lists.FIXED) + len(own)
    targets = Targets(queues, standing)
    kept = next((tally for tally in counted[lines:] if tally.view.slug == view.slug), None)
    return {
        "view": kept.view if kept else view,
        "kept": kept.kept if kept else None,
        "kept_name": str(kept.view.name) if kept else "",
        "saved": counted[lines:],
        "choice": filters.form(view.slug, own, targets.agents),
        "list_url": reverse("list", args=[view.slug]) if view is not lists.SEARCH else "",
        "own": own,
        "named": tallies.named_in(request.user, own, unread),
        "views": counted[:fixed],
        "queues": counted[fixed:lines],
        "open": next(tally.count for tally in counted if tally.view.slug == "mine"),
        "targets": targets,
        "waits": forms.waits(),
        **_keys(next(one for one in targets.agents if one == request.user)),
    }


def _keys(person: Person) -> dict[str, Any]:
    """What each key does for this person, for the list of keys and for the script."""
    chosen = preferences.of(person)
    table = keys.table(chosen.keys)
    told = {
        "single": chosen.single_keys,
        "places": keys.PLACES,
        "keys": [[key.usual, str(key.does), key.own] for key in table],
    }
    return {
        "key_table": table,
        "go": next(key for key in table if key.usual == "g"),
        "places": [(letter.upper(), lists.BY_SLUG[slug].name) for letter, slug in keys.PLACES.items()],
        "single_keys": chosen.single_keys,
        "keys_told": json.dumps(told, ensure_ascii=False),
    }


def _listed(
    request: PersonRequest,
    view: View,
    own: list[Queue] | None = None,
    named: frozenset[int] | None = None,
) -> dict[str, Any]:
    """A piece of the list, from the place that the address names. What is known already is not read again: the queues
    that one sees, and where one is named.
    """
    place = request.GET.get("after", "")
    try:
        found = lists.page(request.user, view, after=place, queues=own)
    except Invalid as wrong:
        raise Http404(wrong.message) from wrong
    named = tallies.named_now(request.user, view) if named is None else named
    return {
        "rows": [Row(one, view, request.user, named) for one in found.rows],
        "after": found.after,
    }


def panes(request: PersonRequest, found: Opened, targets: Targets) -> dict[str, Any]:
    """What the templates of an open conversation are given."""
    shown = Panes(request.user, found)
    conversation = found.conversation
    pane, voice = request.GET.get("pane", ""), request.GET.get("voice", "")
    told, unsent = _thread(request, conversation)
    return {
        **shown.context,
        **told,
        "pane": pane if pane in PANES else "thread",
        "voice": voice if voice in VOICES else shown.lane.voice,
        "targets": targets,
        "waits": forms.waits(),
        "unsent": attached.waiting(unsent, request.user, found.pending) if shown.lane.mine else [],
        "accept": ACCEPT,
        "most_bytes": settings.ATTACHMENT_BYTES,
        "keys": {"reply": uuid4().hex, "note": uuid4().hex},
    }


def _thread(request: PersonRequest, found: Conversation) -> tuple[dict[str, Any], Sequence[Attachment]]:
    """A window of the thread, and the files that nobody sent yet."""
    before, at = (_number(request.GET.get(name, "")) for name in ("before", "at"))
    page = timeline.newest(found, request.user, before=before, reach=at)
    return {"entries": page.entries, "before": page.before, "at": at}, page.unsent


def _number(told: str) -> int | None:
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else None
