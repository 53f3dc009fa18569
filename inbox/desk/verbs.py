"""What agents do: each address is a resource that is posted to, each view calls one verb of the domain."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from handoff import (
    blocking,
    conversations,
    macros,
    mentions,
    preferences,
    queueing,
    reply,
    review,
    sending,
    snooze,
    typed,
)
from handoff.errors import DomainError, Invalid, Unfilled
from handoff.models import Conversation, Draft
from handoff.tongue import say
from handoff.vocabulary import RejectReason, WaitingFor
from inbox import access, realtime
from inbox.access import PersonRequest
from inbox.desk import answers, forms, uploads
from inbox.desk.answers import Done

Verb = Callable[[PersonRequest, Conversation], Done]
DraftVerb = Callable[[PersonRequest, Draft], Done]


def on_conversation(verb: Verb) -> Callable[..., HttpResponse]:
    """A verb on a conversation that the person may see; its refusals are told in the page."""

    @wraps(verb)
    def view(request: PersonRequest, pk: int) -> HttpResponse:
        conversation = access.conversation_for(request.user, pk)
        try:
            done = verb(request, conversation)
        except DomainError as error:
            return answers.refused(request, conversation, error)
        return answers.done(request, pk, done)

    return require_POST(access.for_people(view))


def on_draft(verb: DraftVerb) -> Callable[..., HttpResponse]:
    """A verb on a draft of a conversation that the person may see."""

    @wraps(verb)
    def view(request: PersonRequest, pk: int) -> HttpResponse:
        draft = access.draft_for(request.user, pk)
        try:
            done = verb(request, draft)
        except DomainError as error:
            return answers.refused(request, draft.conversation, error)
        return answers.done(request, draft.conversation_id, done)

    return require_POST(access.for_people(view))


@on_conversation
def claim(request: PersonRequest, conversation: Conversation) -> Done:
    """Take a conversation; of two who do, one learns that the other has it."""
    queueing.accept(conversation.pk, agent=request.user)
    return Done()


@on_conversation
def send(request: PersonRequest, conversation: Conversation) -> Done:
    """Say something to the customer; not if they wrote something that the agent has not seen."""
    said = _sayable(request, "reply-form")
    delay = preferences.undo_for(request.user)
    reply.send(
        conversation.pk,
        agent=request.user,
        text=said["text"],
        seen=said["seen"],
        key=said["key"],
        attachments=uploads.brought(request, conversation),
        delay=delay,
    )
    return Done(empties="reply-form", goes_on=request.POST.get("then") == "next", undo=bool(delay))


@on_conversation
def note(request: PersonRequest, conversation: Conversation) -> Done:
    """Leave a note for colleagues."""
    reply.note(conversation.pk, agent=request.user, **forms.read(forms.Words, request.POST).cleaned_data)
    return Done(empties="note-form")


@on_conversation
def resolution(request: PersonRequest, conversation: Conversation) -> Done:
    """End a conversation, and go on to the next."""
    queueing.resolve(conversation.pk, agent=request.user)
    return Done(goes_on=True)


@on_conversation
def handback(request: PersonRequest, conversation: Conversation) -> Done:
    """Give it back to the AI."""
    said = forms.read(forms.HandBack, request.POST).cleaned_data["note"]
    queueing.hand_back(conversation.pk, agent=request.user, note=said)
    return Done(empties="handback")


@on_conversation
def transfer(request: PersonRequest, conversation: Conversation) -> Done:
    """Pass it to another agent or into a queue's line."""
    target = forms.read(forms.Target, request.POST).cleaned_data["to"]
    queueing.transfer(conversation.pk, by=request.user, **target)
    return Done(empties="transfer")


@on_conversation
def spam(request: PersonRequest, conversation: Conversation) -> Done:
    """End it as spam, and go on to the next."""
    blocking.mark_spam(conversation.pk, agent=request.user)
    return Done(goes_on=True)


@on_conversation
def block(request: PersonRequest, conversation: Conversation) -> Done:
    """Keep its customer out."""
    told = forms.read(forms.Blocking, request.POST)
    blocking.block(conversation.pk, agent=request.user, reason=told.cleaned_data["reason"], until=told.until)
    return Done(empties="block")


@on_conversation
def wait(request: PersonRequest, conversation: Conversation) -> Done:
    """Let it wait for the customer or a third party."""
    chosen = forms.read(forms.Wait, request.POST)
    whom = WaitingFor(chosen.cleaned_data["waiting_for"])
    snooze.wait(conversation.pk, agent=request.user, waiting_for=whom, until=chosen.time)
    return Done(empties="wait")


@on_conversation
def waking(request: PersonRequest, conversation: Conversation) -> Done:
    """End a wait before its time."""
    snooze.wake(conversation.pk, agent=request.user)
    return Done()


@on_draft
def approval(request: PersonRequest, draft: Draft) -> Done:
    """Say a draft's text, as it is or as it was edited."""
    said = _sayable(request, "draft-form")
    delay = preferences.undo_for(request.user)
    review.approve(draft.pk, agent=request.user, text=said["text"], seen=said["seen"], delay=delay)
    goes_on = request.POST.get("view") == "review"
    return Done(empties="draft-form", goes_on=goes_on, undo=bool(delay))


@on_draft
def rejection(request: PersonRequest, draft: Draft) -> Done:
    """Refuse a draft, and say why."""
    said = forms.read(forms.Rejection, request.POST).cleaned_data
    review.reject(draft.pk, agent=request.user, reason=RejectReason(said["reason"]), remark=said["remark"])
    return Done(empties="draft-form", goes_on=request.POST.get("view") == "review")


@require_POST
@access.for_people
def undo(request: PersonRequest, pk: int) -> HttpResponse:
    """Take back what one has sent, before it goes out: it stands in the composer again."""
    one = access.sending_for(request.user, pk)
    try:
        sending.undo(pk, agent=request.user)
    except DomainError as error:
        return answers.refused(request, one.conversation, error)
    if request.htmx and request.POST.get("open") != str(one.conversation_id):
        address = reverse("conversation", args=["all", one.conversation_id])
        return HttpResponse(status=204, headers={"HX-Redirect": f"{address}?voice=reply"})
    return answers.done(request, one.conversation_id, Done())


@require_POST
@access.for_people
def keep(request: PersonRequest, pk: int) -> HttpResponse:
    """What a person has typed so far and not sent."""
    conversation = access.conversation_for(request.user, pk)
    try:
        typed.keep(request.user, conversation, request.POST.get("kind", ""), request.POST.get("text", ""))
    except Invalid as wrong:
        return HttpResponse(wrong.message, status=422, content_type="text/plain")
    return HttpResponse(status=204)


def _sayable(request: PersonRequest, form: str) -> dict[str, Any]:
    """The words of `form`. Raises Unfilled where variables stand in them, unless that is what is meant."""
    said = forms.read(forms.Reply, request.POST).cleaned_data
    blanks = macros.blanks(said["text"])
    if blanks and not said["blanks"]:
        raise Unfilled(say("The text holds blanks."), blanks=blanks, form=form)
    return said


@require_POST
@access.for_people
def seen(request: PersonRequest, pk: int) -> HttpResponse:
    """What a person had on screen: messages up to `number`, perhaps a draft. It counts where it is theirs to answer."""
    conversation = access.conversation_for(request.user, pk)
    said = forms.Seen(request.POST)
    if not said.is_valid():
        return HttpResponse(status=422)
    theirs = conversation.assignee_id in (None, request.user.pk)
    news = theirs and conversations.mark_seen(pk, said.cleaned_data["number"])
    if mentions.read(request.user, pk, said.cleaned_data["number"]) or news:
        realtime.tell_seen(pk)
    if conversation.drafts.filter(pk=said.cleaned_data["draft"]).exists():
        review.opened(said.cleaned_data["draft"])
    return HttpResponse(status=204)
