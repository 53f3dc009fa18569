"""A front end's WebSocket.

Frames are taken in as they come, against the limits, and worked off one after the other by a task of their own;
events are sent by another. So a flood is noticed while the database is busy, and no event waits for a frame.
"""

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from handoff.events import announce, deferring, follow_up
from handoff.protocol import (
    SUBPROTOCOL,
    CloseCode,
    Frame,
    Hello,
    Ping,
    Pong,
    ProtocolError,
    TypingEvent,
    encode,
    parse,
)
from handoff.protocol.codes import BAD_FRAMES_IN_A_ROW, HELLO_SECONDS
from handoff.protocol.parse import load, usable_id
from inbox.bells import Typing
from inbox.consumer import Socket, in_background, in_thread
from inbox.gateway import auth, frames, limits, outbox
from inbox.gateway.auth import Caller
from inbox.gateway.switchboard import Line, board
from inbox.sockets import Registered

WAITING_BYTES = 8 * 1024 * 1024
AGAIN_SECONDS = 0.5
END = "no more frames"

log = logging.getLogger(__name__)


@dataclass
class Cursor:
    """How far events were sent. Of those up to `unacked_upto` only the never acknowledged ones are wanted."""

    after: int
    unacked_upto: int = 0


class GatewayConsumer(Registered, Socket, Line):
    """One connection of a front end."""

    admitted = False

    def __init__(self) -> None:
        super().__init__()
        self.busy = asyncio.Lock()

    async def connect(self) -> None:
        """Accept who has a living key or ticket; refuse all others before anything is accepted."""
        caller = await in_thread(auth.of_handshake, self.scope["headers"], self.scope["subprotocols"])
        if caller is None:
            await self.close()
            return
        self._begin(caller)
        await self.accept(subprotocol=SUBPROTOCOL)
        self.spawn(self._expect_hello())
        self.spawn(self._work(), outlives=True)
        board().plug(self)

    def _begin(self, caller: Caller) -> None:
        self.admitted = True
        self.caller = caller
        self.cursor: Cursor | None = None
        self.bad_in_a_row = 0
        self.waiting_bytes = 0
        self.bucket = limits.bucket()
        self.inbox: asyncio.Queue[str | None] = asyncio.Queue()
        self.bell = asyncio.Event()

    def gone(self) -> None:
        """Forget the connection. What a front end sent before it left is still done."""
        board().unplug(self)
        if self.admitted:
            self.inbox.put_nowait(END)

    async def close(self, code: int | bool | None = None, reason: str | None = None) -> None:
        """Close, and do nothing more of what came before."""
        while self.admitted and not self.over and not self.inbox.empty():
            self.inbox.get_nowait()
        await super().close(code, reason)

    async def leave(self, code: int, patience: float) -> None:
        """Close with `code` after the frame in hand; those behind it were not begun."""
        self.leaving = True
        with suppress(TimeoutError):
            async with asyncio.timeout(patience), self.busy:
                log.debug("%s has answered the frame in hand", self.scope["path"])
        await self.close(code)

    # Frames

    async def websocket_receive(self, message: Any) -> None:
        """Take one frame in, if the limits allow."""
        text: str | None = message.get("text")
        size = _size(text) if text is not None else len(message["bytes"])
        if self.over:
            return
        if size > settings.GATEWAY_MAX_FRAME_BYTES:
            await self.close(CloseCode.TOO_LARGE)
        elif wait := self._too_fast(size):
            await self._slow_down(text, wait)
        else:
            self.waiting_bytes += _size(text or "")
            self.inbox.put_nowait(text)

    def _too_fast(self, size: int) -> float:
        wait = self.bucket.take()
        return wait or (1.0 if self.waiting_bytes and self.waiting_bytes + size > WAITING_BYTES else 0.0)

    async def _slow_down(self, text: str | None, wait: float) -> None:
        if self.bucket.flooded:
            await self.close(CloseCode.FLOOD)
        else:
            await self.say(encode(ProtocolError("rate_limited", id=_id_of(text), retry_after=wait).reply))

    async def _work(self) -> None:
        while (text := await self.inbox.get()) is not END:
            self.waiting_bytes -= _size(text or "")
            async with self.busy:
                if not self.leaving:
                    await self._handle(text)

    async def _handle(self, text: str | None) -> None:
        try:
            frame = _parsed(text)
            if self.cursor is None and not isinstance(frame, Hello):
                raise ProtocolError("hello_required", id=getattr(frame, "id", None))
        except ProtocolError as refused:
            await self._refuse(refused)
        else:
            self.bad_in_a_row = 0
            await self._obey(frame)

    async def _refuse(self, refused: ProtocolError) -> None:
        self.bad_in_a_row = self.bad_in_a_row + 1 if refused.bad else 0
        await self.say(encode(refused.reply))
        if self.bad_in_a_row >= BAD_FRAMES_IN_A_ROW:
            await self.close(CloseCode.BAD_FRAMES)

    async def _obey(self, frame: Frame) -> None:
        if isinstance(frame, Ping):
            await self.say(encode(Pong()))
            return
        with deferring() as later:
            reply = await in_thread(frames.answer, self.caller, frame)
        if reply is not None:
            await self.say(reply)
        announce(later)
        if any(event.settled_at is None for event in later):
            in_background(follow_up, later)
        if isinstance(frame, Hello):
            self._resume(frame, reply or "{}")

    # Events

    async def _expect_hello(self) -> None:
        await asyncio.sleep(HELLO_SECONDS)
        if self.cursor is None:
            await self.close(CloseCode.BAD_FRAMES)

    def _resume(self, hello: Hello, welcome: str) -> None:
        """Begin, or begin anew, to send events. A place beyond the last event means: from now on."""
        last = json.loads(welcome).get("last_seq")
        if last is None:  # it was no welcome, since the database did not answer
            return
        first = self.cursor is None and not self.over
        if hello.resume_after is None:
            self.cursor = Cursor(0, unacked_upto=last)
        else:
            self.cursor = Cursor(min(hello.resume_after, last))
        self.wake()
        if first:
            self.spawn(self._send_events())

    async def _send_events(self) -> None:
        while not self.over:
            await self.bell.wait()
            self.bell.clear()
            try:
                while self.cursor and await self._send_page(self.cursor):
                    pass
            except DatabaseError:
                await asyncio.sleep(AGAIN_SECONDS)
                self.bell.set()

    async def _send_page(self, cursor: Cursor) -> bool:
        """Send the next events; whether there may be more. A `hello` meanwhile makes them the wrong ones."""
        lines = await board().newer(self.caller, cursor.after, cursor.unacked_upto)
        for line in lines:
            if cursor is not self.cursor:
                return True
            await self.say(line.text)
            cursor.after = line.seq
        if len(lines) < outbox.PAGE:
            cursor.after = max(cursor.after, cursor.unacked_upto)
        return len(lines) == outbox.PAGE or cursor is not self.cursor

    # What the switchboard tells

    def wake(self) -> None:
        """There may be newer events."""
        self.bell.set()

    def cut(self) -> None:
        """The key died."""
        self.spawn(self.close(CloseCode.KEY_REVOKED))

    def typing(self, typing: Typing) -> None:
        """An agent types."""
        if self.cursor is not None and self.caller.may_see(typing.external_id):
            self.spawn(self.say(encode(TypingEvent(conversation=typing.external_id, on=typing.on))))


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode(errors="surrogatepass"))


def _parsed(text: str | None) -> Frame:
    if text is None:
        raise ProtocolError("invalid_json", "A frame is a text message, not a binary one")
    return parse(text, limit=settings.GATEWAY_MAX_FRAME_BYTES)


def _id_of(text: str | None) -> str | None:
    try:
        return usable_id(load(text)) if text is not None else None
    except ProtocolError:
        return None
