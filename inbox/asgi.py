"""The ASGI application: pages and API over HTTP, front ends and browsers over WebSocket."""

import os
from importlib import import_module
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import re_path, reverse


class NoSuchDoor(AsyncWebsocketConsumer):
    """Refuses a handshake to an unknown path, where the router would raise and fill the log."""

    async def connect(self) -> None:
        """Closed before it is accepted: HTTP 403."""
        await self.close()


def build() -> ProtocolTypeRouter:
    """The whole application. The apps are loaded first, since the rooms' consumers import models."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbox.settings")
    pages = get_asgi_application()
    # Reads every room's addresses now. Else the first row that is pushed does, and all agents wait for it.
    reverse("home")
    doors = import_module("inbox.routing").websocket_urlpatterns
    elsewhere: Any = NoSuchDoor.as_asgi()
    return ProtocolTypeRouter({"http": pages, "websocket": URLRouter([*doors, re_path(r"", elsewhere)])})


application = build()
