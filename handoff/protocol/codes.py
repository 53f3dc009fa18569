"""The numbers and codes of the protocol: limits, error codes, close codes."""

from enum import IntEnum
from typing import Final, Literal, NamedTuple

VERSION: Final = "1.0.0"
SUBPROTOCOL: Final = "handoff.v1"
TICKET_PREFIX: Final = "ticket."

FRAME_BYTES: Final = 1024 * 1024
TEXT_LENGTH: Final = 20_000
TRANSCRIPT_LENGTH: Final = 2_000
ID_LENGTH: Final = 128
ATTACHMENTS: Final = 10
ATTACHMENT_BYTES: Final = 10_000_000
ATTACHMENT_LINK_SECONDS: Final = 3600
DEPTH: Final = 64
"""How deep objects and arrays may lie in each other inside one field."""
SEQ_MOST: Final = 2**63 - 1
BATCH: Final = 100
FRAMES_PER_SECOND: Final = 200
BURST: Final = 400
RETENTION_DAYS: Final = 7
HELLO_SECONDS: Final = 10
WAIT_SECONDS: Final = 30
TICKET_SECONDS: Final = 60
BAD_FRAMES_IN_A_ROW: Final = 20

Code = Literal[
    "invalid_json",
    "invalid_frame",
    "unknown_type",
    "hello_required",
    "unknown_conversation",
    "wrong_state",
    "conflict",
    "too_large",
    "rate_limited",
    "unavailable",
]


class Meaning(NamedTuple):
    """What an error code says, and whether the same frame may succeed later as it is."""

    text: str
    retryable: bool = False


CODES: Final[dict[Code, Meaning]] = {
    "invalid_json": Meaning(
        "The message is not one JSON object: malformed, NaN or Infinity, binary, too deep."
    ),
    "invalid_frame": Meaning("A field is missing or holds what it may not; `field` is its path."),
    "unknown_type": Meaning("There is no frame of this `type`."),
    "hello_required": Meaning("The first frame of a WebSocket must be `hello`."),
    "unknown_conversation": Meaning("The source has no such conversation, or this socket may not see it."),
    "wrong_state": Meaning("The conversation is in a state in which this cannot be done."),
    "conflict": Meaning("The `id` was used before, for a frame with another content."),
    "too_large": Meaning("The frame is larger than 1 MiB, or there are more than 100 in one request."),
    "rate_limited": Meaning("Too many frames; send it again after `retry_after` seconds.", retryable=True),
    "unavailable": Meaning("Nothing was done, because the service cannot do it now.", retryable=True),
}

BAD: Final[frozenset[Code]] = frozenset({"invalid_json", "invalid_frame", "unknown_type"})
"""The codes of bad frames: BAD_FRAMES_IN_A_ROW of them close the connection."""


class CloseCode(IntEnum):
    """Why the server closed a WebSocket."""

    TOO_LARGE = 1009
    RESTARTING = 1012
    BAD_FRAMES = 4400
    KEY_REVOKED = 4401
    FLOOD = 4429


CLOSE_CODES: Final[dict[CloseCode, str]] = {
    CloseCode.TOO_LARGE: "A message was larger than 1 MiB.",
    CloseCode.RESTARTING: "The server is shutting down and has lost nothing: connect again.",
    CloseCode.BAD_FRAMES: "No `hello` within 10 seconds, or 20 bad frames in a row.",
    CloseCode.KEY_REVOKED: "The API key was revoked or has expired.",
    CloseCode.FLOOD: "Frames kept coming faster than the limits in `welcome` allow.",
}
