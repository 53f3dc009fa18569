"""The form in which a model answers, and how it is read, whole or while it still grows."""

import json
import re
from typing import Any

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
_DECODER = json.JSONDecoder(strict=False)


class Answer(msgspec.Struct, frozen=True):
    """What the model wrote: `sources` are the numbers of those it says it used."""

    answerable: bool
    sources: list[int]
    answer: str


def read(text: str) -> Answer:
    """The answer in what a model said: its first JSON object, whatever stands around it.

    Raises Failure where there is none, or one of another form.
    """
    plain = _THOUGHTS.sub("", text)
    start = plain.find("{")
    try:
        given, _ = _DECODER.raw_decode(plain, start) if start >= 0 else (None, 0)
        answer = msgspec.convert(given, Answer, strict=False)
    except (ValueError, RecursionError) as wrong:
        raise Failure(Why.RUBBISH, f"no answer in it: {wrong}") from None
    return msgspec.structs.replace(answer, answer=_sound(answer.answer).strip())


def growing(text: str) -> str:
    """As much of the answer as stands in `text`, the beginning of what a model says."""
    found = _GROWING.search(_THOUGHTS.sub("", text))
    if found is None:
        return ""
    try:
        return _sound(str(_DECODER.decode(f'"{_CUT_ESCAPE.sub("", found[1])}"')))
    except ValueError:
        return ""


def _sound(text: str) -> str:
    """Without halves of characters, which no text may hold."""
    return text.encode(errors="ignore").decode()
