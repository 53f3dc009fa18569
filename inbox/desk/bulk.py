"""Several conversations at once, by those who oversee."""

from dataclasses import dataclass, field

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from handoff import queueing
from handoff.errors import DomainError, Invalid
from handoff.models import Conversation
from handoff.tongue import say
from handoff.vocabulary import PersonRole
from inbox import access
from inbox.access import PersonRequest
from inbox.desk import forms, lists, stream
from inbox.desk.stream import Change
from inbox.theme import back

MOST = 200


@dataclass
class Outcome:
    """How many were passed on, and which could not be, with why."""

    to: object
    moved: int = 0
    refused: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        given = say("{count} given to {to}.", count=self.moved, to=self.to)
        if not self.refused:
            return given
        left = say("{count} not: {why}", count=len(self.refused), why="; ".join(self.refused[:3]))
        return f"{given} {left}"


@require_POST
@access.needs(PersonRole.SUPERVISOR)
def reassignment(request: PersonRequest) -> HttpResponse:
    """Pass each of the chosen conversations on; one that cannot be holds up no other."""
    try:
        target = forms.read(forms.Target, request.POST).cleaned_data["to"]
        chosen = _chosen(request)
        outcome = _pass_on(request, chosen, target)
    except Invalid as wrong:
        return HttpResponse(stream.written(_toast(wrong.message)), status=422)
    if not request.htmx:
        return HttpResponseRedirect(back(request), status=303)
    return HttpResponse(
        _changes(request, chosen) + stream.written(_toast(str(outcome)), Change("empty", "bulk-form"))
    )


def _chosen(request: PersonRequest) -> list[Conversation]:
    numbers = [number for number in request.POST.getlist("conversation") if number.isdecimal()][:MOST]
    found = Conversation.objects.visible_to(request.user).filter(pk__in=numbers).select_related("customer")
    chosen = list(found.order_by("pk"))
    if not chosen:
        raise Invalid(say("Choose conversations first."), field="conversation")
    return chosen


def _pass_on(request: PersonRequest, chosen: list[Conversation], target: dict[str, object]) -> Outcome:
    outcome = Outcome(to=next(iter(target.values())))
    for conversation in chosen:
        try:
            queueing.transfer(conversation.pk, by=request.user, **target)  # type: ignore[arg-type]
            outcome.moved += 1
        except DomainError as error:
            outcome.refused.append(f"{conversation.customer}: {error.message}")
    return outcome


def _changes(request: PersonRequest, chosen: list[Conversation]) -> str:
    view, keys = request.POST.get("view", ""), [one.pk for one in chosen]
    shown = stream.rows(request.user, view, keys) if lists.exists(request.user, view) else ""
    return shown + stream.counts(request.user)


def _toast(text: str) -> Change:
    return Change("toast", "toasts", stream.toast(text))
