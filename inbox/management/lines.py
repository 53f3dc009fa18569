"""Lines from standard input as they come: what is already there goes together, and nothing waits for more."""

import os
import select
from collections.abc import Iterator
from typing import IO, Final

PIECE: Final = 1024 * 1024


def batches(stream: IO[bytes], most: int) -> Iterator[list[bytes]]:
    """The lines of a stream, in batches of at most `most`: as many as can be had without waiting, at least one.

    The last line counts also where nothing ends it.
    """
    held, ended = b"", False
    while not ended:
        piece = os.read(stream.fileno(), PIECE)
        ended = not piece
        while piece and held.count(b"\n") + piece.count(b"\n") < most and _more(stream):
            further = os.read(stream.fileno(), PIECE)
            ended = not further
            piece += further
            if ended:
                break
        *lines, held = (held + piece).split(b"\n")
        if ended and held:
            lines.append(held)
        for start in range(0, len(lines), most):
            yield lines[start : start + most]


def _more(stream: IO[bytes]) -> bool:
    return bool(select.select([stream], [], [], 0)[0])
