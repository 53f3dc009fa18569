"""The meaning of texts as vectors, from a process of its own that has read the encoder: asked briefly, remembered.

What serves must not wait, nor read the encoder itself. So it asks ahead, outside of any transaction, for what it is
about to look at, and later takes what is there. Whoever is silent or gone is not asked again for a while.

The wire: a request is the length of its JSON list of texts (4 bytes) and that list; an answer is the length of what
follows and the vectors, 384 numbers of 4 bytes for each text. None follow where that process has no encoder. All
numbers have their lowest byte first.
"""

import json
import logging
import socket
import struct
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from handoff.assist.encoder import DIMENSIONS

Floats = NDArray[np.float32]
LENGTH: Final = struct.Struct("<I")
MOST_BYTES: Final = 16 * 1024 * 1024
SECONDS: Final = 0.15
"""How long a reply may wait for the meaning of its texts."""
REST: Final = 2.0
"""Seconds for which nothing is asked after a failure."""
REMEMBERED: Final = 4096

log = logging.getLogger(__name__)
_known: OrderedDict[str, Floats] = OrderedDict()
_knowing = threading.Lock()
_thread = threading.local()
_rests_until = 0.0


def ahead(texts: Sequence[str], seconds: float = SECONDS) -> None:
    """Ask for the vectors of texts, so that `known` has them. Takes `seconds` at most; never raises."""
    vectors(texts, seconds)


def vectors(texts: Sequence[str], seconds: float = SECONDS) -> Floats | None:
    """The vectors of texts (length 1, texts x 384), asked for where not known; None where there is no answer."""
    missing = [text for text in dict.fromkeys(texts) if text not in _known]
    if missing and not _learn(missing, seconds):
        return None
    return known(texts)


def known(texts: Sequence[str]) -> Floats | None:
    """The vectors of texts that were asked for before; None where one is not there. Never waits."""
    with _knowing:
        found = [_known.get(text) for text in texts]
    there = [vector for vector in found if vector is not None]
    return np.stack(there) if there and len(there) == len(texts) else None


def resting() -> bool:
    """Whether nothing is asked for now, as the last asking failed."""
    return time.monotonic() < _rests_until


def _learn(texts: list[str], seconds: float) -> bool:
    global _rests_until
    if resting():
        return False
    try:
        answer = _asked(texts, seconds)
    except (OSError, ValueError) as failed:
        _hang_up()
        _rests_until = time.monotonic() + REST
        log.info("no meaning from the encoder: %s", failed)
        return False
    if not len(answer):
        _rests_until = time.monotonic() + REST
        return False
    with _knowing:
        _known.update(zip(texts, answer, strict=True))
        while len(_known) > REMEMBERED:
            _known.popitem(last=False)
    return True


def _asked(texts: list[str], seconds: float) -> Floats:
    """Raises OSError where nobody answers in time, ValueError where what comes back is something else."""
    until = time.monotonic() + seconds
    line = _line(seconds)
    body = json.dumps(texts).encode()
    line.settimeout(max(0.001, until - time.monotonic()))
    line.sendall(LENGTH.pack(len(body)) + body)
    (size,) = LENGTH.unpack(_taken(line, LENGTH.size, until))
    if size not in (0, len(texts) * DIMENSIONS * 4):
        raise ValueError(f"{size} bytes for {len(texts)} texts")
    return np.frombuffer(_taken(line, size, until), "<f4").reshape(-1, DIMENSIONS)


def _taken(line: socket.socket, size: int, until: float) -> bytes:
    found = b""
    while len(found) < size:
        line.settimeout(max(0.001, until - time.monotonic()))
        part = line.recv(size - len(found))
        if not part:
            raise ConnectionError("it hung up")
        found += part
    return found


def _line(seconds: float) -> socket.socket:
    """This thread's connection."""
    line: socket.socket | None = getattr(_thread, "line", None)
    if line is None:
        line = _thread.line = _connected(seconds)
    return line


def _connected(seconds: float) -> socket.socket:
    url = urlsplit(settings.ENCODER_URL)
    if url.scheme != "unix":
        return socket.create_connection((url.hostname or "127.0.0.1", url.port or 0), seconds)
    made = socket.socket(socket.AF_UNIX)
    try:
        made.settimeout(seconds)
        made.connect(url.path)
    except OSError:
        made.close()
        raise
    return made


def _hang_up() -> None:
    line: socket.socket | None = getattr(_thread, "line", None)
    if line is not None:
        line.close()
        _thread.line = None
