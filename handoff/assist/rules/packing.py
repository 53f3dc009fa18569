"""Packs the library of topics: `python -m handoff.assist.rules.packing` after a change of its texts.

It encodes them once and keeps the vectors beside the table, with a fingerprint of the texts that they are of.
"""

import hashlib
import sys
from typing import Final

from handoff.assist.cues import FOLDER
from handoff.assist.encoder import installed
from handoff.assist.rules.background import VECTORS, packed, texts_of_library

FINGERPRINT: Final = FOLDER / "topics.sha256"


def fingerprint() -> str:
    """What tells whether the texts are still those that were packed: SHA-256 in hexadecimal."""
    like, like_topic, said, said_topic = texts_of_library()
    told = "\n".join(
        f"{topic} {text}" for topic, text in zip(like_topic + said_topic, like + said, strict=True)
    )
    return hashlib.sha256(told.encode()).hexdigest()


def pack() -> int:
    """Encode the library and keep it; gives the number of texts. Raises LookupError where there is no encoder."""
    encoder = installed()
    if encoder is None:
        raise LookupError("There is no encoder here: fetch it first.")
    like, _, said, _ = texts_of_library()
    VECTORS.write_bytes(packed(encoder.encode(like + said)))
    FINGERPRINT.write_text(f"{fingerprint()}\n", encoding="ascii")
    return len(like) + len(said)


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{pack()} texts packed into {VECTORS}\n")
    except LookupError as missing:
        sys.exit(str(missing))
