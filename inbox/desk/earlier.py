"""The other conversations of the same customer, the newest first, as far as one may see them."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from handoff.models import Conversation, Person
from handoff.vocabulary import CloseOutcome, State
from inbox import access
from inbox.access import PersonRequest

PAGE: Final = 5
STANDS: Final = {
    State.AI: gettext_lazy("with the AI"),
    State.REVIEW: gettext_lazy("in review"),
    State.QUEUED: gettext_lazy("waits for an agent"),
    State.ASSIGNED: gettext_lazy("with an agent"),
    State.WAITING: gettext_lazy("waits"),
    State.RESOLVED: gettext_lazy("resolved"),
}


@dataclass(frozen=True)
class Other:
    """One of them, as the rail tells of it."""

    conversation: Conversation

    @property
    def address(self) -> str:
        return reverse("conversation", args=["all", self.conversation.pk])

    @property
    def merged(self) -> bool:
        return self.conversation.merged_into_id is not None

    @property
    def stands(self) -> str:
        """Where it stands, in a word or two."""
        if self.merged:
            return gettext("merged")
        if self.conversation.outcome == CloseOutcome.ABANDONED:
            return gettext("left")
        if self.conversation.assignee is not None:
            return gettext("with %(who)s") % {"who": self.conversation.assignee}
        return str(STANDS[State(self.conversation.state)])


@dataclass(frozen=True)
class Earlier:
    """A stretch of them; `after` is the id from which it goes on, None where that is all."""

    rows: list[Other]
    after: int | None

    def __bool__(self) -> bool:
        return bool(self.rows)


def of(conversation: Conversation, person: Person, *, before: int | None = None) -> Earlier:
    """Those of the customer of `conversation`, older than the one with the id `before`."""
    rows = Conversation.objects.visible_to(person).filter(customer=conversation.customer_id)
    rows = rows.exclude(pk=conversation.pk).select_related("assignee").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = [Other(one) for one in rows[: PAGE + 1]]
    return Earlier(found[:PAGE], found[PAGE - 1].conversation.pk if len(found) > PAGE else None)


@require_safe
@access.for_people
def earlier(request: PersonRequest, pk: int) -> HttpResponse:
    """The next stretch, for the rail."""
    found = access.conversation_for(request.user, pk)
    place = request.GET.get("before", "")
    before = int(place) if place.isascii() and place.isdecimal() and len(place) < 19 else None
    shown = of(found, request.user, before=before)
    return render(request, "desk/_earlier.html", {"conversation": found, "earlier": shown})
