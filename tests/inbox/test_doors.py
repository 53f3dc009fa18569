"""Who gets in by WebSocket: our own pages, under our own names, and nobody by an unknown path."""

from typing import Any

import pytest
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.testing import WebsocketCommunicator
from pytest_django.fixtures import Settings

from inbox.asgi import application
from inbox.origin import SameOrigin, is_ours


class Room(AsyncWebsocketConsumer):
    """Lets everybody in."""


async def gets_in(door: Any, path: str = "/desk/live", **headers: str) -> bool:
    """Whether a handshake with these headers is accepted."""
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    visitor = WebsocketCommunicator(door, path, headers=sent)
    accepted, _ = await visitor.connect()
    await visitor.disconnect()
    return bool(accepted)


@pytest.mark.parametrize(
    ("origin", "host", "ours"),
    [
        ("http://localhost:8000", "localhost:8000", True),
        ("https://help.fjell.example", "help.fjell.example", True),
        ("http://[::1]:8000", "[::1]:8000", True),
        ("http://localhost:9000", "localhost:8000", False),
        ("http://evil.example", "localhost:8000", False),
        ("http://evil.example", "evil.example", False),
        ("null", "localhost:8000", False),
        ("", "localhost:8000", False),
        ("http://localhost:8000", "", False),
        ("http://user@localhost:8000", "localhost:8000", False),
        ("http://[", "localhost:8000", False),
    ],
)
def test_only_pages_of_the_same_host_and_port_are_ours(
    origin: str, host: str, ours: bool, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "[::1]", ".fjell.example"]
    assert is_ours(origin, host) is ours


def test_over_https_only_pages_over_https_are_ours(settings: Settings) -> None:
    settings.ALLOWED_HOSTS, settings.HTTPS = ["help.fjell.example"], True
    assert is_ours("https://help.fjell.example", "help.fjell.example")
    assert not is_ours("http://help.fjell.example", "help.fjell.example")


async def test_a_foreign_page_is_refused_before_the_room_hears_of_it() -> None:
    door = SameOrigin(Room.as_asgi())
    assert await gets_in(door, origin="http://localhost:8000", host="localhost:8000")
    assert not await gets_in(door, origin="http://evil.example", host="localhost:8000")
    assert not await gets_in(door, host="localhost:8000")


@pytest.mark.parametrize("path", ["/", "/nowhere", "/gateway/v2"])
async def test_an_unknown_door_is_closed(path: str) -> None:
    assert not await gets_in(application, path, origin="http://localhost", host="localhost")
