"""Who is in the chat: a signed cookie of its own names the visitor and the one conversation they are in.

It is no part of the session: whoever tries both sides in one browser logs in and out of the desk beside it.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "baton-chat"
SALT = "inbox.chat"
AGE = 30 * 24 * 3600


@dataclass(frozen=True)
class Visit:
    """The front end's own ids of the customer and of the conversation."""

    visitor: str
    conversation: str


def of(request: HttpRequest) -> Visit | None:
    """The visit that the cookie names; None where there is none, or none that we signed."""
    text = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=AGE) or ""
    visitor, _, conversation = text.partition(":")
    return Visit(visitor, conversation) if visitor and conversation else None


def begin(before: Visit | None = None) -> Visit:
    """A new conversation, of the same visitor where there was one."""
    visitor = before.visitor if before else f"visitor-{secrets.token_hex(8)}"
    return Visit(visitor, f"chat-{secrets.token_hex(8)}")


def keep(response: HttpResponse, visit: Visit) -> HttpResponse:
    """Let the browser bring the visit along to the chat's own addresses."""
    response.set_signed_cookie(
        COOKIE,
        f"{visit.visitor}:{visit.conversation}",
        salt=SALT,
        max_age=AGE,
        path=reverse("chat:page"),
        samesite="Lax",
        httponly=True,
        secure=settings.HTTPS,
    )
    return response
