"""A wire between a browser and the server that can be cut and mended: a TCP proxy on a port of its own."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from types import TracebackType
from typing import Self

PIECE, ASKED_EVERY = 65536, 0.02


class Wire:
    """`with Wire(port) as wire:` the server is also at `wire.url`, as long as the wire is not cut.

    Each connection has a thread for either direction, which ends with it; at the end all are waited for.
    """

    def __init__(self, to: int) -> None:
        self.to = to
        self._whole = True
        self._ends: set[socket.socket] = set()
        self._changing = threading.Lock()
        self._near = ThreadingTCPServer(("127.0.0.1", 0), self._met())
        self._thread = threading.Thread(target=self._near.serve_forever, args=(ASKED_EVERY,), name="wire")

    @property
    def url(self) -> str:
        """Where the server is at the near end."""
        return f"http://127.0.0.1:{self._near.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
        self._near.shutdown()
        self._thread.join()
        self._near.server_close()  # which waits for the threads of all connections

    def cut(self) -> None:
        """End every connection, without a farewell, and every new one at once."""
        with self._changing:
            self._whole = False
            for end in self._ends:
                _end(end)

    def mend(self) -> None:
        """Carry again."""
        self._whole = True

    def _met(self) -> type[BaseRequestHandler]:
        carry = self._carry

        class Met(BaseRequestHandler):
            def handle(self) -> None:
                carry(self.request)

        return Met

    def _carry(self, near: socket.socket) -> None:
        """From the first byte to the last of one connection; whoever calls closes the near end."""
        if not self._whole:
            return
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", self.to)) as far,
            self._laid(near, far),
        ):
            back = threading.Thread(target=_pour, args=(far, near))
            back.start()
            _pour(near, far)
            back.join()

    @contextmanager
    def _laid(self, near: socket.socket, far: socket.socket) -> Iterator[None]:
        """Both ends can be cut, and are where it was cut meanwhile."""
        with self._changing:
            self._ends |= {near, far}
            if not self._whole:
                _end(near)
                _end(far)
        try:
            yield
        finally:
            with self._changing:
                self._ends -= {near, far}


def _pour(source: socket.socket, to: socket.socket) -> None:
    """Until one of the two ends; then both do."""
    with suppress(OSError):
        while piece := source.recv(PIECE):
            to.sendall(piece)
    _end(source)
    _end(to)


def _end(end: socket.socket) -> None:
    with suppress(OSError):  # it has ended already
        end.shutdown(socket.SHUT_RDWR)
