"""The web server: Daphne as a library, with limits and a farewell. `python -m inbox.server --port 8000`."""

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbox.settings")

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server as Daphne
from daphne.server import twisted_loop
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.defer import Deferred

from inbox import connections, sockets
from inbox.pace import MiB, PacedWebSocket

log = logging.getLogger(__name__)

# A consumer itself refuses a frame above GATEWAY_MAX_FRAME_BYTES; this bounds what is buffered until it can.
MOST_MESSAGE = 4 * MiB
FAREWELL, MOMENT = 3.0, 0.02


class Server(Daphne):
    """Daphne that closes with 1009 what is too large, and with 1012 everything when it is told to stop."""

    def __init__(self, application: Any, *, host: str, port: int) -> None:
        super().__init__(
            application,
            endpoints=build_endpoint_description_strings(host=host, port=port),
            signal_handlers=False,
            websocket_timeout=-1,
            ping_interval=20,
            ping_timeout=30,
            websocket_max_message_size=MOST_MESSAGE,
            websocket_max_frame_size=MOST_MESSAGE,
            websocket_handshake_timeout=20,
            application_close_timeout=5,
            ready_callable=self.prepare,
            server_name="baton",
        )
        self.ports: list[Any] = []
        self.failed = self.stopping = False

    def prepare(self) -> None:
        """Called before the reactor runs. With failByDrop a client would see 1006 instead of 1009."""
        self.ws_factory.protocol = PacedWebSocket
        self.ws_factory.setProtocolOptions(failByDrop=False, closeHandshakeTimeout=FAREWELL)
        for number in (signal.SIGTERM, signal.SIGINT):
            twisted_loop.add_signal_handler(number, self.stop)

    def stop(self) -> None:
        """Stop in good order; a second call changes nothing."""
        if not self.stopping:
            self.stopping = True
            super().stop()

    def listen_success(self, port: Any) -> None:
        """Remember the port, to close it first when we stop."""
        self.ports.append(port)
        super().listen_success(port)

    def listen_error(self, failure: Any) -> None:
        """Say why, and end with a failure."""
        self.failed = True
        log.critical("The server cannot listen: %s.", failure.getErrorMessage().rstrip("."))
        self.stop()

    def kill_all_applications(self) -> "Deferred[None]":
        """What Daphne does before shutdown; here it begins with a farewell."""
        return Deferred.fromFuture(asyncio.ensure_future(self.farewell(), loop=twisted_loop))

    async def farewell(self) -> None:
        """Take no new connection, close the open ones, let requests end; after 3 s cut off what is left."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL):
                await self.say_goodbye()
        self.cut_off()

    async def say_goodbye(self) -> None:
        """Returns when no connection is left."""
        for port in self.ports:
            port.stopListening()
        await sockets.close_all(patience=FAREWELL / 2)
        for protocol in self.still_open():
            if isinstance(protocol, WebSocketProtocol) and protocol.state == protocol.STATE_OPEN:
                protocol.serverClose(code=sockets.RESTART)
        while self.still_open():  # noqa: ASYNC110 (Daphne tells nobody when a connection ends)
            await asyncio.sleep(MOMENT)

    def still_open(self) -> list[Any]:
        """The connections that neither side has ended."""
        return [protocol for protocol, details in self.connections.items() if "disconnected" not in details]

    def cut_off(self) -> None:
        """Cancel every application that still runs."""
        for details in self.connections.values():
            if running := details.get("application_instance"):
                running.cancel()


def serve(application: Any, *, host: str, port: int, threads: int) -> int:
    """Serve until SIGTERM or SIGINT; 0, or 1 where it could not listen.

    `threads` is how many consumers may be at work with the database at once.
    """
    asyncio.set_event_loop(twisted_loop)
    twisted_loop.set_default_executor(ThreadPoolExecutor(threads, "database", connections.keep))
    server = Server(application, host=host, port=port)
    # What is there by now stays: to look through it for garbage, every now and then, would stop all for 0.1 s and more.
    gc.collect()
    gc.freeze()
    server.run()
    return 1 if server.failed else 0


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m inbox.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    chosen = parser.parse_args(arguments)
    from django.conf import settings

    from inbox.asgi import application

    return serve(application, host=chosen.host, port=chosen.port, threads=settings.ASGI_THREADS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
