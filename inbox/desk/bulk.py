"""Several conversations at once: each goes through the verb that one alone would."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from handoff import queueing, snooze
from handoff.errors import DomainError, Invalid
from handoff.models import Conversation
from handoff.tongue import say
from handoff.vocabulary import WaitingFor
from inbox import access
from inbox.access import PersonRequest
from inbox.desk import forms, lists, stream
from inbox.desk.stream import Change
from inbox.theme import back

MOST = 200


@dataclass(frozen=True)
class Doing:
    """What is done to each of many, and how it is told of so many."""

    each: Callable[[int], object]
    tell: Callable[[int], str]


@dataclass
class Outcome:
    """How many it was done to, and to which it could not be, with why."""

    doing: Doing
    done: int = 0
    refused: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = self.doing.tell(self.done)
        if not self.refused:
            return told
        left = say("{count} not: {why}", count=len(self.refused), why="; ".join(self.refused[:3]))
        return f"{told} {left}"


@require_POST
@access.for_people
def many(request: PersonRequest) -> HttpResponse:
    """Do one thing to each of the chosen conversations; one that cannot be done holds up no other."""
    try:
        doing = DOINGS.get(request.POST.get("do", ""), _assign)(request)
        chosen = _chosen(request)
        outcome = _carried_out(doing, chosen)
    except Invalid as wrong:
        return HttpResponse(stream.written(_toast(wrong.message)), status=422)
    if not request.htmx:
        return HttpResponseRedirect(back(request), status=303)
    return HttpResponse(
        _changes(request, chosen) + stream.written(_toast(str(outcome)), Change("empty", "bulk-form"))
    )


def _assign(request: PersonRequest) -> Doing:
    target = forms.read(forms.Target, request.POST).cleaned_data["to"]
    to = next(iter(target.values()))
    return Doing(
        lambda pk: queueing.transfer(pk, by=request.user, **target),
        lambda count: say("{count} given to {to}.", count=count, to=to),
    )


def _claim(request: PersonRequest) -> Doing:
    return Doing(
        lambda pk: queueing.accept(pk, agent=request.user),
        lambda count: say("{count} are yours.", count=count),
    )


def _wait(request: PersonRequest) -> Doing:
    chosen = forms.read(forms.Wait, request.POST)
    whom, until = WaitingFor(chosen.cleaned_data["waiting_for"]), chosen.time
    return Doing(
        lambda pk: snooze.wait(pk, agent=request.user, waiting_for=whom, until=until),
        lambda count: say("{count} wait.", count=count),
    )


def _resolve(request: PersonRequest) -> Doing:
    return Doing(
        lambda pk: queueing.resolve(pk, agent=request.user),
        lambda count: say("{count} resolved.", count=count),
    )


DOINGS: dict[str, Callable[[PersonRequest], Doing]] = {
    "assign": _assign,
    "claim": _claim,
    "wait": _wait,
    "resolve": _resolve,
}


def _chosen(request: PersonRequest) -> list[Conversation]:
    numbers = [number for number in request.POST.getlist("conversation") if number.isdecimal()][:MOST]
    found = Conversation.objects.visible_to(request.user).filter(pk__in=numbers).select_related("customer")
    chosen = list(found.order_by("pk"))
    if not chosen:
        raise Invalid(say("Choose conversations first."), field="conversation")
    return chosen


def _carried_out(doing: Doing, chosen: list[Conversation]) -> Outcome:
    outcome = Outcome(doing)
    for conversation in chosen:
        try:
            doing.each(conversation.pk)
            outcome.done += 1
        except DomainError as error:
            outcome.refused.append(f"{conversation.customer}: {error.message}")
    return outcome


def _changes(request: PersonRequest, chosen: list[Conversation]) -> str:
    view, keys = request.POST.get("view", ""), [one.pk for one in chosen]
    shown = stream.rows(request.user, view, keys) if lists.exists(request.user, view) else ""
    return shown + stream.counts(request.user)


def _toast(text: str) -> Change:
    return Change("toast", "toasts", stream.toast(text))
