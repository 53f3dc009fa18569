"""The process that has read the encoder and tells the others what texts mean. `python -m inbox.encoding`.

It listens at ENCODER_URL, which is a Unix socket in VAR_DIR unless told otherwise; see `handoff.meanings` for the wire.
"""

import json
import logging
import os
import signal
import socketserver
import sys
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbox.settings")

import django
from django.conf import settings
from threadpoolctl import threadpool_limits

from handoff.assist.encoder import MiniLM, installed
from handoff.assist.weights import WrongWeights
from handoff.meanings import LENGTH, MOST_BYTES

log = logging.getLogger(__name__)
REMEMBERED: Final = 20_000


class Memory:
    """The encoder, and what it was asked lately."""

    def __init__(self, encoder: MiniLM | None) -> None:
        self._encoder = encoder
        self._known: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, texts: Sequence[str]) -> bytes:
        """The vectors of texts one after the other; nothing where there is no encoder."""
        if self._encoder is None:
            return b""
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._known]
            if new:
                rows = self._encoder.encode(new).astype("<f4")
                self._known.update((text, row.tobytes()) for text, row in zip(new, rows, strict=True))
            found = b"".join(self._known[text] for text in texts)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found


class Talk(socketserver.StreamRequestHandler):
    """One connection: requests until it ends."""

    server: "Unix | Tcp"

    def handle(self) -> None:
        """Answer what comes in; hang up on what is no request."""
        with suppress(ConnectionError):
            while head := self.rfile.read(LENGTH.size):
                if (texts := self._texts(head)) is None:
                    return
                found = self.server.memory.answer(texts)
                self.wfile.write(LENGTH.pack(len(found)) + found)

    def _texts(self, head: bytes) -> list[str] | None:
        (size,) = LENGTH.unpack(head) if len(head) == LENGTH.size else (MOST_BYTES + 1,)
        if size > MOST_BYTES:
            return None
        try:
            told: Any = json.loads(self.rfile.read(size))
        except ValueError:
            return None
        return told if isinstance(told, list) and all(isinstance(one, str) for one in told) else None


class Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    memory: Memory


class Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    memory: Memory


def server(address: str, memory: Memory) -> Unix | Tcp:
    """A server that listens there. Raises OSError where it cannot."""
    url = urlsplit(address)
    made: Unix | Tcp
    if url.scheme == "unix":
        path = Path(url.path)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        made = Unix(str(path), Talk)
        path.chmod(0o600)
    else:
        made = Tcp((url.hostname or "127.0.0.1", url.port or 0), Talk)
    made.memory = memory
    return made


def main() -> None:
    """Listen until told to stop."""
    django.setup()
    try:
        encoder = installed()
    except WrongWeights as wrong:
        log.warning("%s", wrong)
        encoder = None
    if encoder is None:
        log.warning("No encoder here: exclusions go by words alone.")
    else:
        encoder.encode(["warm"])
    listening = server(settings.ENCODER_URL, Memory(encoder))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Threads that share one short text wait for each other on a busy machine: far longer than one alone takes.
    with listening, threadpool_limits(1, user_api="blas"):
        listening.serve_forever()


if __name__ == "__main__":
    main()
