"""From text to a typed frame, or a ProtocolError that says what is wrong with it and where."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from handoff.protocol.canonical import FlawError, digest, plain, sound
from handoff.protocol.codes import BATCH, FRAME_BYTES, ID_LENGTH
from handoff.protocol.errors import ProtocolError
from handoff.protocol.fields import Instant
from handoff.protocol.frames import FRAMES, Frame

T = TypeVar("T")

_TYPES: Final[dict[str, type[Frame]]] = {str(kind.__struct_config__.tag): kind for kind in FRAMES}
_JSON_NAMES: Final = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
_QUOTED = re.compile(r"`([a-z |]+)`")
_FIRST = re.compile(r"[^\s,]")
_MISSING = re.compile(r"Object missing required field `(\w+)`")
_decode = msgspec.json.Decoder().decode


class Batch(NamedTuple):
    """The JSON values of one HTTP body that should be frames, and whether it was a single one without an array."""

    frames: list[object]
    single: bool


def parse(text: str | bytes, *, limit: int = FRAME_BYTES) -> Frame:
    """The frame that a text holds.

    Raises ProtocolError: too_large, invalid_json, invalid_frame or unknown_type.
    """
    _within(text, limit)
    return check(load(text))


def check(value: object) -> Frame:
    """The frame that a parsed JSON value is. Raises ProtocolError, with the frame's `id` if it has one."""
    if not isinstance(value, dict):
        raise ProtocolError("invalid_json", "A frame is one JSON object")
    try:
        tidy = plain(value)
        frame = _convert(tidy, _kind(tidy))
    except FlawError as flaw:
        raise ProtocolError("invalid_frame", flaw.message, field=flaw.path, id=usable_id(value)) from None
    except ProtocolError as error:
        error.id = usable_id(value)
        raise
    frame.digest = digest(tidy)
    return frame


def read(text: str | bytes, kind: type[T]) -> T:
    """A struct that is no frame, under the same rules. Raises ProtocolError."""
    try:
        return _convert(plain(load(text)), kind)
    except FlawError as flaw:
        raise ProtocolError("invalid_frame", flaw.message, field=flaw.path) from None


def split(body: bytes, *, limit: int = FRAME_BYTES, most: int = BATCH) -> Batch:
    """The frames of an HTTP body, for `check`.

    Raises ProtocolError: invalid_json where it is no JSON, too_large for too many frames or one too large.
    """
    value = load(body)
    if not isinstance(value, list):
        _within(body, limit)
        return Batch([value], single=True)
    if len(value) > most:
        raise ProtocolError("too_large", f"More than {most} frames in one request")
    if len(body) > limit:
        for element in _elements(body.decode()):
            _within(element, limit)
    return Batch(value, single=False)


def load(text: str | bytes) -> Any:
    """The JSON value that a text is, strictly. Raises ProtocolError with `invalid_json`.

    Numbers out of range come back as infinite and lone surrogates as they are: where they stand is for
    `check` to say.
    """
    try:
        return _decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _load_slowly(text)


def usable_id(value: object) -> str | None:
    """The `id` of a frame, however bad the rest of it is, if it could be one."""
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, str) and 0 < len(found) <= ID_LENGTH and sound(found) else None


def _within(text: str | bytes, limit: int) -> None:
    size = (
        len(text) if isinstance(text, bytes) or text.isascii() else len(text.encode(errors="surrogatepass"))
    )
    if size > limit:
        raise ProtocolError("too_large", f"A frame is at most {limit} bytes")


def _load_slowly(text: str | bytes) -> Any:
    """What the fast decoder refused: either the reason in words, or a value whose flaw has a path."""
    try:
        return _slow.decode(text.decode() if isinstance(text, bytes) else text)
    except UnicodeDecodeError:
        raise ProtocolError("invalid_json", "The text is not valid UTF-8") from None
    except RecursionError:
        raise ProtocolError("invalid_json", "Nested too deeply") from None
    except ValueError as error:
        raise ProtocolError("invalid_json", str(error)) from None


def _elements(array: str) -> Iterator[str]:
    """The text of each element of an array that is known to be valid JSON."""
    start = array.index("[") + 1
    while (first := _FIRST.search(array, start)) and first[0] != "]":
        _, start = _slow.raw_decode(array, first.start())
        yield array[first.start() : start]


def _no_number(token: str) -> float:
    raise ValueError(f"{token} is no JSON number")


def _integer(digits: str) -> int | float:
    # Reading very long digits takes Python quadratic time; beyond this many they are out of range anyway.
    return int(digits) if len(digits) <= 310 else math.inf


_slow = json.JSONDecoder(parse_constant=_no_number, parse_int=_integer)


def _kind(value: dict[str, Any]) -> type[Frame]:
    name = value.get("type")
    if not isinstance(name, str):
        raise ProtocolError("invalid_frame", "Expected the frame's type as a string", field="type")
    if name not in _TYPES:
        raise ProtocolError("unknown_type", f"There is no frame of type {name[:64]!r}")
    return _TYPES[name]


def _convert(value: Any, kind: type[T]) -> T:
    try:
        return msgspec.convert(value, kind, dec_hook=_custom)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from None


def _custom(kind: type, value: Any) -> Instant:
    if kind is not Instant:
        raise NotImplementedError(kind)
    if not isinstance(value, str):
        raise TypeError("Expected a time as a string")
    return Instant.read(value)


def _refusal(words: str) -> ProtocolError:
    """The converter's sentence with JSON's own names, and its path as our clients know it."""
    what, _, where = (
        words.rpartition(" - at `$") if words.endswith("`") and " - at `$" in words else (words, "", "")
    )
    field = where.removesuffix("`").removeprefix(".")
    missing = _MISSING.fullmatch(what)
    if missing:
        field = f"{field}.{missing[1]}".removeprefix(".")
        what = "Missing required field"
    return ProtocolError("invalid_frame", _QUOTED.sub(_in_json, what)[:300], field=field or None)


def _in_json(quoted: re.Match[str]) -> str:
    return " or ".join(_JSON_NAMES.get(name, name) for name in quoted[1].split(" | "))
