"""A handshake while the database is away: refused as what it is, so that whoever knocks tries again."""

import logging
from http import HTTPStatus
from typing import Any, Final

from django.db import DatabaseError

AGAIN_SECONDS: Final = b"1"

log = logging.getLogger(__name__)


class Unavailable:
    """Refuses a handshake with HTTP 503 where nobody could be asked whether it may come in."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        answered = False

        async def watched(message: Any) -> None:
            nonlocal answered
            answered = True
            await send(message)

        try:
            await self.application(scope, receive, watched)
        except DatabaseError as failed:
            if answered:
                raise
            log.warning("nobody can be let in at %s: %s", scope["path"], failed)
            await _refuse(send)


async def _refuse(send: Any) -> None:
    """As ASGI's extension `websocket.http.response` has it."""
    headers = [(b"retry-after", AGAIN_SECONDS)]
    await send(
        {
            "type": "websocket.http.response.start",
            "status": HTTPStatus.SERVICE_UNAVAILABLE,
            "headers": headers,
        }
    )
    await send({"type": "websocket.http.response.body", "body": b""})
