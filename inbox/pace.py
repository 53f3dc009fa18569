"""A WebSocket that keeps pace with its slower side. Daphne alone buffers without limit, both ways."""

import asyncio
from http import HTTPStatus
from typing import Any

from autobahn.websocket.types import ConnectionDeny
from daphne.ws_protocol import WebSocketProtocol

MiB = 1024 * 1024
MOST_FRAMES, MOST_BYTES = (
    1000,
    4 * MiB,
)  # read ahead of the consumer; far above the burst that the gateway allows
MOST_UNSENT = (
    8 * MiB
)  # for a client that does not read; beyond it, it resumes from its cursor by a new connection
LOOK_AGAIN = 0.02


class PacedWebSocket(WebSocketProtocol):
    """Stops reading while the consumer is far behind; drops a client that does not take what it is sent."""

    ahead = 0
    unsent = 0
    stalled = False

    def onOpen(self) -> None:
        """From here on the transport tells when its buffer is full."""
        super().onOpen()
        self.transport.unregisterProducer()
        self.transport.registerProducer(_Stall(self), True)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        """One frame from the client."""
        self.ahead = len(payload) + (self.ahead if self.application_queue.qsize() else 0)
        super().onMessage(payload, isBinary)
        if self.ahead > MOST_BYTES or self.application_queue.qsize() > MOST_FRAMES:
            self.transport.pauseProducing()
            asyncio.get_running_loop().call_later(LOOK_AGAIN, self.read_on)

    def read_on(self) -> None:
        """Read again once the consumer has caught up."""
        if self.application_queue.empty() or self.state != self.STATE_OPEN:
            self.transport.resumeProducing()
        else:
            asyncio.get_running_loop().call_later(LOOK_AGAIN, self.read_on)

    def serverSend(self, content: bytes | str, binary: bool = False) -> None:
        """One message to the client."""
        super().serverSend(content, binary)
        self.unsent = self.unsent + len(content) if self.stalled else 0
        if self.unsent > MOST_UNSENT:
            self.dropConnection(abort=True)

    def handle_reply(self, message: Any) -> None:
        """What the application says. Daphne alone knows no other refusal than 403."""
        match message["type"]:
            case "websocket.http.response.start":
                self.refuse(HTTPStatus(message["status"]))
            case "websocket.http.response.body":
                pass  # the status says it all
            case _:
                super().handle_reply(message)

    def refuse(self, status: HTTPStatus) -> None:
        """Answer the handshake with this status and no connection."""
        self.handshake_deferred.errback(ConnectionDeny(code=status.value, reason=status.phrase))  # type: ignore[no-untyped-call]
        del self.handshake_deferred
        self.server.protocol_disconnected(self)

    def serverClose(self, code: int | None = None) -> None:
        """Close from our side. Autobahn's own method refuses the codes that a server needs, 1009 and 1012."""
        self.sendCloseFrame(code=code or 1000)


class _Stall:
    """What Twisted calls a producer: it is told when the socket takes no more, and when it does again."""

    def __init__(self, socket: PacedWebSocket) -> None:
        self.socket = socket

    def pauseProducing(self) -> None:
        self.socket.stalled = True

    def resumeProducing(self) -> None:
        self.socket.stalled = False

    def stopProducing(self) -> None:
        self.socket.stalled = True
