"""How agents bring files along with a reply, and take them back."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from handoff import attachments
from handoff.errors import DomainError, Invalid
from handoff.models import Attachment, Conversation, Person
from inbox import access
from inbox.access import PersonRequest
from inbox.desk import answers, forms
from inbox.desk.attached import Shown
from inbox.theme import back


def brought(request: PersonRequest, conversation: Conversation) -> list[str]:
    """The ids of the files that a form sends along: uploaded before, or, without a script, with the form itself.

    Raises Invalid where one may not be sent: the others wait in the composer.
    """
    key = request.POST.get("key", "")[:56]
    told = request.POST.getlist("attachment")
    sent = [
        _upload(conversation, request.user, one, f"{key}:{place}" if key else "")
        for place, one in enumerate(request.FILES.getlist("file"))
    ]
    return list(dict.fromkeys([*told, *(one.ref for one in sent)]))


@require_POST
@access.for_people
def uploads(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a file in for a reply to come: the row of it in the composer, or why not."""
    conversation = access.conversation_for(request.user, pk)
    try:
        one = _uploaded(request, conversation)
    except DomainError as error:
        return answers.refused(request, conversation, error)
    if not request.htmx:
        return redirect(back(request))
    return render(request, "desk/_upload.html", {"file": Shown(one, request.user)})


@require_POST
@access.for_people
def removal(request: PersonRequest, ref: str) -> HttpResponse:
    """Take back a file that was not sent yet. One that is somebody else's is not there for this person."""
    attachments.take_back(ref, by=request.user)
    return HttpResponse(status=204) if request.htmx else redirect(back(request))


def _uploaded(request: PersonRequest, conversation: Conversation) -> Attachment:
    told = forms.read(forms.Upload, request.POST, request.FILES).cleaned_data
    return _upload(conversation, request.user, told["file"], told["key"])


def _upload(conversation: Conversation, person: Person, sent: "UploadedFile[bytes]", key: str) -> Attachment:
    name = sent.name or ""
    try:
        return attachments.upload(
            conversation.source,
            conversation.external_id,
            name=name,
            content=sent.read(),
            uploader=person,
            key=key,
        )
    except Invalid as refused:
        refused.message = f"“{name[:80]}”: {refused.message}"
        raise
