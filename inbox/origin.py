"""Who may open a browser's socket: our own pages only."""

from typing import Any

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http.request import split_domain_port, validate_host


class SameOrigin:
    """Refuses a handshake (HTTP 403) whose Origin is not the very host and port it was sent to.

    Stricter than a list of hosts: cookies know no ports, so another program on the same host must not get in.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        headers = dict(scope["headers"])
        ours = is_ours(_text(headers, b"origin"), _text(headers, b"host"))
        door = self.application if ours else WebsocketDenier.as_asgi()
        return await door(scope, receive, send)


def is_ours(origin: str, host: str) -> bool:
    """Whether a page of `origin` may talk to us under the name `host` (both as the browser sent them)."""
    domain, _ = split_domain_port(host)
    schemes = ("https",) if settings.HTTPS else ("https", "http")
    same = origin in [f"{scheme}://{host}" for scheme in schemes]
    return same and bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _text(headers: dict[bytes, bytes], name: bytes) -> str:
    return headers.get(name, b"").decode("latin1").lower()
