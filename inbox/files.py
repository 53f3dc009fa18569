"""Serving what customers and agents sent along: never as something that a browser would run."""

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handoff.attachments import keep
from handoff.models import Attachment, Conversation
from handoff.vocabulary import FileState
from inbox import access, links
from inbox.links import Link

PREVIEW: Final = "image/webp"
HEADERS: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def file(request: HttpRequest, token: str) -> HttpResponse:
    """The file of a link: pictures to be looked at, everything else to be saved. 404 where one may not see it."""
    link = links.read(token)
    one = _found(request, link) if link else None
    if link is None or one is None:
        return render(request, "files/gone.html", status=HTTPStatus.NOT_FOUND)
    try:
        return _served(one, link)
    except FileNotFoundError:
        raise Http404("The storage has lost this file.") from None


def _found(request: HttpRequest, link: Link) -> Attachment | None:
    clean = Attachment.objects.filter(ref=link.ref, state=FileState.CLEAN).select_related("file", "preview")
    one = clean.first()
    if one is None:
        return None
    return one if link.person == links.ANYBODY or _may_see(request, link, one) else None


def _may_see(request: HttpRequest, link: Link, one: Attachment) -> bool:
    """A person's link is for that person, as long as the conversation is for them."""
    person: Any = request.user
    if not person.is_authenticated or person.pk != link.person:
        return False
    if one.message_id is None:
        return bool(one.uploader_id == person.pk)
    try:
        access.conversation_for(person, Conversation.objects.get(thread=one.message_id).pk)
    except Http404:
        return False
    return True


def _served(one: Attachment, link: Link) -> HttpResponse:
    shown = one.preview if link.small and one.preview else one.file
    kind = PREVIEW if shown is one.preview else one.type
    response = HttpResponse(keep.content(shown), content_type=_content_type(kind), headers=HEADERS)
    how = "inline" if one.picture else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(one.name, safe='')}"
    # Whoever has a customer's link is on the front end's own pages.
    response["Cross-Origin-Resource-Policy"] = (
        "cross-origin" if link.person == links.ANYBODY else "same-origin"
    )
    response["Cache-Control"] = f"private, max-age={link.left}, immutable"
    return response


def _content_type(kind: str) -> str:
    return "text/plain; charset=utf-8" if kind == "text/plain" else kind
