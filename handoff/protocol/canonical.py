"""JSON values made plain: refused where no frame may hold them, and told apart by content alone."""

import hashlib
import json
import math
import sys
from collections.abc import Callable
from typing import Any, Final

from handoff.protocol.codes import DEPTH

_BIGGEST: Final = sys.float_info.max
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), check_circular=False).encode


class FlawError(ValueError):
    """A value that no frame may hold, and the path to it, innermost step first."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.steps: list[str | int] = []

    @property
    def path(self) -> str:
        """The path as errors give it: `transcript[3].role`."""
        return "".join(_step(step) for step in reversed(self.steps)).removeprefix(".")[:200]


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.isidentifier() else f"[{json.dumps(step[:64])}]"


def digest(value: Any) -> str:
    """SHA-256 over a plain JSON value, whatever the order of its keys."""
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


def plain(value: Any, room: int = DEPTH + 1) -> Any:
    """A JSON value with its whole numbers as integers, so that 1 and 1.0 are one value.

    Raises FlawError for U+0000 or a lone surrogate in a text or a key, a number beyond the range of a double,
    more than `room` objects and arrays inside each other, and what is no JSON value.
    """
    return _RULES.get(type(value), _alien)(value, room)


def sound(text: str) -> bool:
    """Whether a text can be stored and sent on: no U+0000, no lone surrogate."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _alien(value: object, room: int) -> object:
    raise FlawError(f"Expected a JSON value, got {type(value).__name__}")


def _as_it_is(value: bool | None, room: int) -> bool | None:
    return value


def _text(text: str, room: int) -> str:
    if not sound(text):
        raise FlawError("A text may not hold U+0000 or a lone surrogate")
    return text


def _float(number: float, room: int) -> float | int:
    if not math.isfinite(number):
        raise FlawError("Number out of range")
    return int(number) if number.is_integer() else number


def _integer(number: int, room: int) -> int:
    if not -_BIGGEST <= number <= _BIGGEST:
        raise FlawError("Number out of range")
    return number


def _array(values: list[Any], room: int) -> list[Any]:
    _enter(room)
    made = values.copy()
    step = 0
    try:
        for step, value in enumerate(values):
            made[step] = _RULES.get(type(value), _alien)(value, room - 1)
    except FlawError as flaw:
        flaw.steps.append(step)
        raise
    return made


def _object(values: dict[str, Any], room: int) -> dict[str, Any]:
    _enter(room)
    made = {}
    key = ""
    try:
        for key, value in values.items():
            made[_text(key, room)] = _RULES.get(type(value), _alien)(value, room - 1)
    except FlawError as flaw:
        flaw.steps.append(key)
        raise
    return made


def _enter(room: int) -> None:
    if not room:
        raise FlawError("Nested too deeply")


_RULES: Final[dict[type, Callable[[Any, int], Any]]] = {
    str: _text,
    int: _integer,
    float: _float,
    bool: _as_it_is,
    type(None): _as_it_is,
    list: _array,
    dict: _object,
}
