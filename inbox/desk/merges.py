"""Making one conversation of two: a page that shows both, and the way back."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from handoff import merging
from handoff.errors import DomainError
from handoff.models import Conversation, Message
from handoff.vocabulary import Role
from inbox import access
from inbox.access import PersonRequest
from inbox.desk.earlier import Other

LATEST: Final = 3
MOST: Final = 200
"""Messages of a merged conversation that stand in the thread of the other one."""


@dataclass(frozen=True)
class Side:
    """One of the two, with the last of what was said in it."""

    conversation: Conversation
    last: Sequence[Message]

    @property
    def stands(self) -> str:
        return Other(self.conversation).stands


def said(conversations: Collection[int]) -> dict[int, list[Message]]:
    """What was said in merged conversations, for the thread of the one that they went on in; nothing once undone."""
    if not conversations:
        return {}
    rows = Message.objects.filter(conversation__in=conversations, conversation__merged_into__isnull=False)
    rows = rows.filter(number__gt=F("conversation__messages") - MOST).select_related("author")
    found: dict[int, list[Message]] = defaultdict(list)
    for message in rows.order_by("conversation", "number"):
        found[message.conversation_id].append(message)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_people
def merge(request: PersonRequest, pk: int) -> HttpResponse:
    """Both side by side, and which of them goes on; then it is done."""
    this = access.conversation_for(request.user, pk)
    other = access.conversation_for(
        request.user, _number(request.GET.get("with") or request.POST.get("with"))
    )
    if other.pk == this.pk or other.customer_id != this.customer_id:
        raise Http404("These are not two conversations of one customer.")
    if request.method != "POST":
        return _page(request, this, other)
    kept, gone = (other, this) if request.POST.get("kept") == str(other.pk) else (this, other)
    try:
        merging.merge(kept.pk, other=gone.pk, agent=request.user)
    except DomainError as refused:
        return _page(request, this, other, refused=refused.message, kept=kept.pk)
    return redirect("conversation", "all", kept.pk)


@require_POST
@access.for_people
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Make a merged conversation one of its own again."""
    gone = access.conversation_for(request.user, pk)
    try:
        merging.unmerge(gone.pk, agent=request.user)
    except DomainError as refused:
        back = reverse("conversation", args=["all", gone.pk])
        shown = {"refusal": {"what": refused.message, "then": ""}, "back": back}
        return render(request, "desk/refused.html", shown, status=409)
    return redirect("conversation", "all", gone.pk)


def _page(
    request: PersonRequest, this: Conversation, other: Conversation, *, refused: str = "", kept: int = 0
) -> HttpResponse:
    sides = [Side(one, _last(one)) for one in (this, other)]
    told = {"conversation": this, "other": other, "sides": sides, "refused": refused, "kept": kept or this.pk}
    return render(request, "desk/merge.html", told, status=409 if refused else 200)


def _last(one: Conversation) -> list[Message]:
    rows = one.thread.exclude(role=Role.NOTE).order_by("-number")[:LATEST]
    return list(rows)[::-1]


def _number(text: str | None) -> int:
    if text and text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    raise Http404("Which other conversation?")
