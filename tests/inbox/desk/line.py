"""An open page's line to the house, over a real server."""

import asyncio
import json
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.front_end import UNHURRIED
from tests.processes import PATIENCE
from tests.stack import Stack


class Page:
    """An open page of the desk."""

    def __init__(self, stack: Stack, session: str, **query: object) -> None:
        self.address = f"{stack.ws}/desk/socket?{urlencode(query)}"
        self.options: dict[str, Any] = {
            **UNHURRIED,
            "origin": Origin(stack.url),
            "additional_headers": {"Cookie": f"baton={session}"} if session else {},
        }

    async def __aenter__(self) -> Self:
        self.socket: ClientConnection = await connect(self.address, **self.options)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()

    async def told(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """The next message, but for who else looks."""
        async with asyncio.timeout(seconds):
            while "viewers" in (message := await self.next()):
                pass
        return message

    async def next(self) -> dict[str, Any]:
        """The next message of any kind."""
        message: dict[str, Any] = json.loads(await self.socket.recv())
        return message

    async def seen_by(self, *people: str, seconds: float = PATIENCE) -> None:
        """Waits until just these people are said to look at a conversation that the page shows."""
        async with asyncio.timeout(seconds):
            while (told := (await self.next()).get("viewers")) is None or _names(told) != [*people]:
                pass

    async def until(self, text: str, seconds: float = PATIENCE) -> str:
        """The first html that holds the text."""
        async with asyncio.timeout(seconds):
            while text not in (html := (await self.told()).get("html", "")):
                pass
        return str(html)

    async def typist(self, seconds: float = PATIENCE) -> str | None:
        """Who is next said to type, "" for the customer; None where nobody is."""
        try:
            async with asyncio.timeout(seconds):
                while "typing" not in (told := await self.told()):
                    pass
        except TimeoutError:
            return None
        return str(told["typing"]["who"])

    async def quiet(self, seconds: float = 1) -> bool:
        """Whether nothing comes for a while."""
        try:
            await self.told(seconds)
        except TimeoutError:
            return True
        return False

    async def closed(self, seconds: float = PATIENCE) -> int:
        """The code with which the server closes."""
        async with asyncio.timeout(seconds):
            with suppress(ConnectionClosed):
                while True:
                    await self.socket.recv()
        assert self.socket.close_code is not None
        return self.socket.close_code


def _names(told: dict[str, Any]) -> list[str]:
    return [one["who"] for one in told["people"]]
