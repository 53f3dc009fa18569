"""A front end for tests, written from the protocol's page alone: over a socket or over HTTP.

    async with FrontEnd(stack.ws, key) as chat:                # connects and says hello
        reply = await chat.ask("message", conversation="c1", role="customer", text="Hi")
        event = await chat.event("status")                     # the next event of that type
    Poster(stack.url, key).ask(..), .events(after, wait)       # the same over HTTP

All that comes from the server is checked against the published JSON Schema where `schema` is given.
"""

import asyncio
import json
from collections.abc import Callable
from itertools import count
from types import TracebackType
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.processes import PATIENCE
from tests.stack import Key

Json = dict[str, Any]
UNHURRIED: dict[str, Any] = {"open_timeout": PATIENCE, "ping_interval": None}
"""How to connect to a server that has just begun, or that shares its processor with others."""
NO_ID = {"hello", "ack", "typing", "ping"}
_ids = count(1)


def a_frame(kind: str, **fields: Any) -> Json:
    """A frame with an id of its own, unless it is one of those that bear none."""
    numbered = {} if kind in NO_ID else {"id": f"f-{next(_ids)}"}
    defaults = {"role": "customer", "text": "Hi"} if kind == "message" else {}
    return {"type": kind, **numbered, **defaults, **fields}


class FrontEnd:
    """A socket of a front end; replies and events are told apart."""

    def __init__(
        self,
        ws: str,
        key: Key | None = None,
        *,
        ticket: str = "",
        hello: Json | None = None,
        protocols: tuple[str, ...] = ("handoff.v1",),
        check: Callable[[Json], None] | None = None,
    ) -> None:
        self.address = f"{ws}/gateway/v1"
        self.headers = key.headers if key else {}
        offered = [*protocols, *([f"ticket.{ticket}"] if ticket else [])]
        self.protocols = [Subprotocol(name) for name in offered]
        self.hello: Json | None = {"type": "hello"} if hello is None else hello
        self.check = check
        self.replies: asyncio.Queue[Json] = asyncio.Queue()
        self.events: asyncio.Queue[Json] = asyncio.Queue()
        self.welcome: Json = {}
        self.seqs: list[int] = []

    async def __aenter__(self) -> Self:
        self.socket: ClientConnection = await connect(
            self.address,
            additional_headers=self.headers,
            subprotocols=self.protocols,
            max_size=None,
            **UNHURRIED,
        )
        self._reading = asyncio.create_task(self._read())
        if self.hello:
            self.welcome = await self.tell(self.hello)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()
        await self._reading

    async def send(self, frame: Json | str | bytes) -> None:
        """Send and wait for nothing."""
        await self.socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)

    async def tell(self, frame: Json | str | bytes) -> Json:
        """Send a frame as it is; the next reply."""
        await self.send(frame)
        return await self.reply()

    async def ask(self, kind: str, **fields: Any) -> Json:
        """Send a frame of that kind with a new id; its reply."""
        return await self.tell(a_frame(kind, **fields))

    async def reply(self, seconds: float = PATIENCE) -> Json:
        """The next reply."""
        return await asyncio.wait_for(self.replies.get(), seconds)

    async def event(self, kind: str = "", seconds: float = PATIENCE) -> Json:
        """The next event, of that type where one is given."""
        async with asyncio.timeout(seconds):
            while True:
                event = await self.events.get()
                if kind in ("", event["type"]):
                    return event

    async def quiet(self, seconds: float = 0.5) -> bool:
        """Whether nothing comes for a while."""
        await asyncio.sleep(seconds)
        return self.replies.empty() and self.events.empty()

    async def closed(self, seconds: float = PATIENCE) -> int:
        """The code with which the server closes."""
        await asyncio.wait_for(self.socket.wait_closed(), seconds)
        assert self.socket.close_code is not None
        return self.socket.close_code

    async def _read(self) -> None:
        try:
            async for text in self.socket:
                self._sort(json.loads(text))
        except ConnectionClosed:
            return

    def _sort(self, told: Json) -> None:
        if self.check:
            self.check(told)
        if "seq" in told:
            self.seqs.append(told["seq"])
        is_event = "seq" in told or told["type"] == "typing"
        (self.events if is_event else self.replies).put_nowait(told)


class Poster:
    """A front end that cannot hold a socket."""

    def __init__(self, url: str, key: Key | None, *, check: Callable[[Json], None] | None = None) -> None:
        headers = key.headers if key else {}
        # To verify is to read all the machine's certificates, for a server that has none.
        self.http = httpx.AsyncClient(base_url=url, headers=headers, timeout=PATIENCE, verify=False)
        self.check = check

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    async def post(self, body: Any, path: str = "/api/v1/frames") -> httpx.Response:
        """The answer to a body: JSON from what is given, or the very text."""
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        return await self.http.post(path, content=content, headers={"Content-Type": "application/json"})

    async def tell(self, frame: Json | str | bytes) -> Any:
        """Send one frame as it is; its reply."""
        answer = await self.post(frame)
        if self.check and answer.json():
            self.check(answer.json())
        return answer.json()

    async def ask(self, kind: str, **fields: Any) -> Any:
        """Send a frame of that kind with a new id; its reply."""
        return await self.tell(a_frame(kind, **fields))

    async def events(self, after: int | None = 0, wait: float = 0) -> list[Json]:
        """The events after that one."""
        place = {} if after is None else {"after": str(after)}
        answer = await self.http.get("/api/v1/events", params={**place, "wait": str(wait)})
        assert answer.status_code == 200, answer.text
        events: list[Json] = answer.json()["events"]
        for event in events:
            if self.check:
                self.check(event)
        return events


Door = FrontEnd | Poster
