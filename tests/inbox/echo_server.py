"""A server with a tiny consumer, to see what the server itself does: `-m tests.inbox.echo_server PORT`."""

import asyncio
import sys

from channels.generic.websocket import AsyncWebsocketConsumer

from inbox.server import serve
from inbox.sockets import Registered


class Echo(Registered, AsyncWebsocketConsumer):
    """Repeats; `slow` says when it has begun and takes half a second, `stuck` forever; `spill N` sends N MiB.

    What follows a `#` is not repeated.
    """

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        text = text_data or ""
        if len(text) > 1024 * 1024:
            await self.close(1009)
        elif text.startswith("spill "):
            await self.spill(int(text.split()[1]))
        else:
            if pause := {"slow": 0.5, "stuck": 3600}.get(text):
                await self.send(text_data="begun")
                await asyncio.sleep(pause)
            await self.send(text_data=text.split("#")[0])

    async def spill(self, count: int) -> None:
        for _ in range(count):
            await self.send(text_data="x" * 1024 * 1024)
            await asyncio.sleep(0)


class Unregistered(AsyncWebsocketConsumer):
    """A consumer that the registry does not know."""


async def application(scope, receive, send):  # type: ignore[no-untyped-def]
    """One consumer at /echo, one at any other path; over HTTP an answer that takes half a second to end."""
    if scope["type"] == "websocket":
        consumer = Echo if scope["path"] == "/echo" else Unregistered
        await consumer.as_asgi()(scope, receive, send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"do", "more_body": True})
    await asyncio.sleep(0.5)
    await send({"type": "http.response.body", "body": b"ne"})


if __name__ == "__main__":
    sys.exit(serve(application, host="127.0.0.1", port=int(sys.argv[1]), threads=4))
