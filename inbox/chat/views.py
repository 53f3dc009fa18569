"""The chat page and what it asks its own server for: a ticket, what was said before, an answer out of the articles."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from handoff import sources
from handoff.models import SourceKey
from handoff.protocol.codes import TEXT_LENGTH
from inbox.chat import answers, door, pace, visit
from inbox.chat.history import history as told
from inbox.chat.visit import Visit

TICKETS, ANSWERS, LOOKS = 20, 30, 120
"""How often a minute."""

Inside = Callable[[HttpRequest, SourceKey, Visit], HttpResponse]


class Question(msgspec.Struct):
    """What the page asks its AI."""

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_LENGTH)]


@require_GET
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """The chat, in the conversation that the visitor's cookie names; 404 where there is no demo."""
    if door.key() is None:
        return render(request, "chat/closed.html", status=HTTPStatus.NOT_FOUND)
    here = visit.of(request) or visit.begin()
    return visit.keep(render(request, "chat/page.html", {"visit": here}), here)


def for_visitors(what: str, most: int) -> Callable[[Inside], Callable[[HttpRequest], HttpResponse]]:
    """The address is for visitors of the page: the chat is open, the cookie is theirs, and not too often."""

    def at_the_door(view: Inside) -> Callable[[HttpRequest], HttpResponse]:
        @wraps(view)
        @never_cache
        def inside(request: HttpRequest) -> HttpResponse:
            key, here = door.key(), visit.of(request)
            if key is None:
                return _refused(HTTPStatus.NOT_FOUND, "The chat is closed.")
            if here is None:
                return _refused(HTTPStatus.CONFLICT, "Open the chat page first.")
            if not pace.allows(request, here, what, most):
                return _refused(HTTPStatus.TOO_MANY_REQUESTS, "That was too often. Wait a moment.")
            return view(request, key, here)

        return inside

    return at_the_door


@require_POST
@for_visitors("ticket", TICKETS)
def ticket(request: HttpRequest, key: SourceKey, here: Visit) -> HttpResponse:
    """A pass to the gateway for the visitor's own conversation, good for one socket within a minute."""
    made, text = sources.make_ticket(key.pk, here.conversation)
    return JsonResponse(
        {"ticket": text, "expires_at": made.expires_at.isoformat()}, status=HTTPStatus.CREATED
    )


@require_GET
@for_visitors("history", LOOKS)
def history(request: HttpRequest, key: SourceKey, here: Visit) -> HttpResponse:
    """The visitor's own conversation, and a fresh CSRF token: a login in another window ends the old one."""
    return JsonResponse(told(key.source, here) | {"csrf": get_token(request)})


@require_POST
@for_visitors("answer", ANSWERS)
def answer(request: HttpRequest, key: SourceKey, here: Visit) -> HttpResponse:
    """What the AI would say to the question: `{text, confidence, topic, citations}`, or null."""
    try:
        asked = msgspec.json.decode(request.body, type=Question).question
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _refused(HTTPStatus.BAD_REQUEST, "Ask as {“question”: “…”}, in at most 20,000 characters.")
    found = answers.answer(asked, answers.context(key.source, here, asked))
    if found is None or found.text is None:
        return JsonResponse(None, safe=False)
    cited = [{"title": one.title, "url": one.url} for one in found.citations]
    proposed: dict[str, Any] = {"text": found.text, "confidence": found.confidence, "topic": found.topic}
    return JsonResponse(proposed | {"citations": cited})


@require_POST
@for_visitors("conversation", TICKETS)
def conversation(request: HttpRequest, key: SourceKey, here: Visit) -> HttpResponse:
    """Begin a new conversation of the same visitor; the page loads itself again."""
    return visit.keep(HttpResponse(status=HTTPStatus.NO_CONTENT), visit.begin(here))


def _refused(status: HTTPStatus, why: str) -> HttpResponse:
    response = JsonResponse({"error": why}, status=status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(pace.MINUTE // 4)
    return response
