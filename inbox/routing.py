"""The WebSocket doors. Each room wraps its own consumer, since who may enter differs:

A front end shows a bearer key or a ticket, and may come from any origin. A browser of the house shows a session,
and comes from our own pages only.
"""

from typing import Any

from channels.auth import AuthMiddlewareStack
from django.urls import path

from inbox.desk.socket import DeskConsumer
from inbox.gateway.consumer import GatewayConsumer
from inbox.origin import SameOrigin
from inbox.outage import Unavailable


def door(route: str, application: Any) -> Any:
    """`application` at `route`; a path as any other, but the type stubs only know paths to views."""
    return path(route, application)


def for_browsers(consumer: Any) -> Any:
    """`consumer` behind the session (`scope["user"]`), closed to pages of other origins."""
    return SameOrigin(AuthMiddlewareStack(consumer))


websocket_urlpatterns: list[Any] = [
    door("gateway/v1", Unavailable(GatewayConsumer.as_asgi())),
    door("desk/socket", Unavailable(for_browsers(DeskConsumer.as_asgi()))),
]
