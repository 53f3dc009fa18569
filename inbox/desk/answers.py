"""How the desk answers a form: with the changes of the page, or, without a script, by going back to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import gettext

from handoff.errors import AlreadyAssigned, DomainError, Invalid, NotYours, Unfilled, Unseen
from handoff.models import Conversation, Message, Sending
from handoff.tongue import say
from inbox.access import PersonRequest
from inbox.desk import lists, stream
from inbox.desk.stream import Change
from inbox.theme import back


@dataclass(frozen=True)
class Done:
    """What else a verb that took effect does to the page: empty a form, go on to the next row, offer to undo it."""

    empties: str = ""
    goes_on: bool = False
    undo: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why something was not done, in words: what happened, what was said meanwhile, what to do.

    `field` names what holds a value that cannot be taken. `ask` names a field of `form` by which it is done
    nonetheless, and `asks` what that means.
    """

    what: str
    then: str = ""
    quote: str = ""
    ask: str = ""
    asks: str = ""
    form: str = ""
    field: str = ""


def done(request: PersonRequest, conversation_id: int, what: Done) -> HttpResponse:
    """A verb took effect."""
    if not request.htmx:
        return HttpResponseRedirect(back(request), status=303)
    extra = [
        *([Change("empty", what.empties)] if what.empties else []),
        *([Change("next", "rows")] if what.goes_on else []),
        *(_undo(conversation_id) if what.goes_on and what.undo else []),
    ]
    return HttpResponse(stream.written(*extra) + changes(request, conversation_id))


def _undo(conversation_id: int) -> Iterator[Change]:
    """The way back for who goes on to the next conversation."""
    for one in Sending.objects.filter(conversation=conversation_id, ended_at__isnull=True):
        yield Change("toast", "toasts", stream.undo(one))


def refused(request: PersonRequest, conversation: Conversation, error: DomainError) -> HttpResponse:
    """A verb refused: 409, or 422 where a value cannot be taken. What was typed stays typed."""
    status = 422 if isinstance(error, Invalid) else 409
    refusal = explain(conversation, error)
    if not request.htmx:
        shown = {"refusal": refusal, "typed": request.POST.get("text", ""), "back": back(request)}
        return render(request, "desk/refused.html", shown, status=status)
    return HttpResponse(changes(request, conversation.pk) + notice(refusal), status=status)


def notice(refusal: Refusal) -> str:
    """The refusal as a change of the page."""
    return stream.written(Change("notice", "notice", stream.banner(refusal)))


def changes(request: PersonRequest, conversation_id: int) -> str:
    """All that may look different now: the open conversation, its row, the counts."""
    return "".join(_changes(request, conversation_id))


def _changes(request: PersonRequest, conversation_id: int) -> Iterator[str]:
    after = request.POST.get("after", "")
    try:
        yield stream.conversation(request.user, conversation_id, int(after) if after.isdecimal() else 0)[0]
    except Http404:
        yield stream.written(Change("next", "rows"))
    view = request.POST.get("view", "")
    if lists.exists(request.user, view):
        yield stream.row(request.user, view, conversation_id)
    yield stream.counts(request.user)


def explain(conversation: Conversation, error: DomainError) -> Refusal:
    """A refusal of the domain in words for an agent."""
    who = error.facts.get("assignee") or ""
    match error:
        case AlreadyAssigned():
            return Refusal(say("{who} took it before you.", who=who), say("Your text is kept."))
        case NotYours() if who:
            return Refusal(say("Not done: {who} has this conversation.", who=who), say("Your text is kept."))
        case Unseen():
            return _news(conversation.thread.filter(number=error.facts["newest"]).first())
        case Unfilled(facts={"blanks": blanks, "form": form}):
            named = ", ".join(f"{{{name}}}" for name in blanks)
            return Refusal(
                gettext("Not sent: %(blanks)s is not filled in.") % {"blanks": named},
                gettext("Fill it in, or tick and send once more."),
                ask="blanks",
                asks=gettext("As it is"),
                form=form,
            )
    return Refusal(error.message, field=error.facts.get("field", ""))


def _news(newest: Message | None) -> Refusal:
    quote = Truncator(newest.text).chars(140) if newest else ""
    return Refusal(say("Not sent: the customer wrote again."), say("Read it, then send once more."), quote)
