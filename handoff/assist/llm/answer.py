"""The form in which a model answers, and how it is read, whole or while it still grows."""

import json
import re
from typing import Any, TypeVar

import msgspec

from handoff.assist.llm.failures import Failure, Why

SCHEMA: dict[str, Any] = {
    "name": "answer",
    "strict": True,
    "schema": {
        "type": "object",
        "additionalProperties": False,
        "required": ["answerable", "sources", "answer"],
        "properties": {
            "answerable": {"type": "boolean"},
            "sources": {"type": "array", "items": {"type": "integer"}},
            "answer": {"type": "string"},
        },
    },
}
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_GROWING = re.compile(r'"answer"\s*:\s*"((?:[^"\\]|\\.)*)', re.DOTALL)
_CUT_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{0,3}$")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
T = TypeVar("T")
_DECODER = json.JSONDecoder(strict=False)


class Answer(msgspec.Struct, frozen=True):
    """What the model wrote: `sources` are the numbers of those it says it used."""

    answerable: bool
    sources: list[int]
    answer: str


def read(text: str) -> Answer:
    """The answer in what a model said. Raises Failure where there is none."""
    answer = first_object(text, Answer)
    return msgspec.structs.replace(answer, answer=sound(answer.answer).strip())


def first_object(text: str, form: type[T]) -> T:
    """The first JSON object in what a model said, whatever stands around it.

    Raises Failure where there is none, or one of another form.
    """
    plain = _THOUGHTS.sub("", text)
    start = plain.find("{")
    try:
        given, _ = _DECODER.raw_decode(plain, start) if start >= 0 else (None, 0)
        return msgspec.convert(given, form, strict=False)
    except (ValueError, RecursionError) as wrong:
        raise Failure(Why.RUBBISH, f"no answer in it: {wrong}") from None


def growing(text: str) -> str:
    """As much of the answer as stands in `text`, the beginning of what a model says."""
    found = _GROWING.search(_THOUGHTS.sub("", text))
    if found is None:
        return ""
    try:
        return sound(str(_DECODER.decode(f'"{_CUT_ESCAPE.sub("", found[1])}"')))
    except ValueError:
        return ""


def sound(text: str) -> str:
    """Without halves of characters and without control characters, which no database and no chat should meet."""
    return _CONTROL.sub("", text.encode(errors="ignore").decode())
