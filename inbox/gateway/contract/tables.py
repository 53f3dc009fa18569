"""The contract as rows for a page: the same schemas, in words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from handoff.protocol import FRAMES
from handoff.protocol.codes import CLOSE_CODES, CODES, SEQ_MOST
from handoff.vocabulary import State
from inbox.gateway.contract.examples import examples
from inbox.gateway.contract.schema import EVENTS, NULL, REPLIES, Schema, definitions

PLACE: Final = "#/$defs/"
STATES: Final[dict[State, str]] = {
    State.AI: "The AI.",
    State.REVIEW: "A human decides on the AI's draft; the AI keeps the conversation.",
    State.QUEUED: "Nobody yet: it waits for a human to take it.",
    State.ASSIGNED: "A human.",
    State.WAITING: "Somebody else, for whom the human waits: a third party or the customer.",
    State.RESOLVED: "Nobody; a new message of the customer opens it again.",
}


@dataclass(frozen=True)
class Field:
    """One field of a struct. `part` names the struct that it holds, if it holds one."""

    name: str
    kind: str
    required: bool
    text: SafeString
    part: str


@dataclass(frozen=True)
class Part:
    """One struct: `name` is unique on the page, `tag` is its `type` on the wire, empty for a nested one."""

    name: str
    tag: str
    text: SafeString
    fields: tuple[Field, ...]
    example: str


@dataclass(frozen=True)
class Row:
    """A code and what it says."""

    code: str | int
    text: SafeString
    retryable: bool = False


@cache
def reference() -> dict[str, Any]:
    """Everything that the page shows, by section."""
    frames, replies, events = (_parts(kind.__name__ for kind in group) for group in (FRAMES, REPLIES, EVENTS))
    shown = {part.name for part in (*frames, *replies, *events)}
    used = {field.part for part in (*frames, *replies, *events) for field in part.fields if field.part}
    return {
        "frames": frames,
        "replies": replies,
        "events": events,
        "nested": _parts(sorted(_reachable(used) - shown)),
        "states": [Row(state, marked(text)) for state, text in STATES.items()],
        "errors": [Row(code, marked(m.text), m.retryable) for code, m in CODES.items()],
        "closes": [Row(int(code), marked(text)) for code, text in CLOSE_CODES.items()],
    }


def marked(text: str) -> SafeString:
    """A text for HTML in which what stands between backticks is code."""
    pieces = enumerate(text.split("`"))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", w) if n % 2 else w,) for n, w in pieces)
    )


def words(shape: Schema) -> str:
    """The kind of value that a schema admits, in a few words."""
    if "$ref" in shape:
        named = definitions(PLACE)[_name(shape)]
        return words(named) if "enum" in named else _name(shape)
    if "enum" in shape:
        return " | ".join(shape["enum"])
    if "anyOf" in shape:
        # That an optional field may also be null is said once for all of them.
        kinds = [kind for kind in shape["anyOf"] if kind != NULL or "default" not in shape]
        return " or ".join(words(kind) for kind in kinds)
    if shape["type"] == "array":
        most = f"at most {shape['maxItems']:,} " if "maxItems" in shape else ""
        held = words(shape["items"])
        return f"array of {most}{held if '$ref' in shape['items'] else f'({held})'}"
    return "time" if shape.get("format") == "date-time" else f"{shape['type']}{_bounds(shape)}"


def _bounds(shape: Schema) -> str:
    least = shape.get("minimum", shape.get("minLength"))
    most = shape.get("maximum", shape.get("maxLength"))
    unit = " characters" if shape["type"] == "string" else ""
    if most is None or most == SEQ_MOST:
        return "" if least is None else f", {least} or more"
    return f", at most {most:,}{unit}" if least is None else f", {least} to {most:,}{unit}"


def _parts(names: Iterable[str]) -> tuple[Part, ...]:
    return tuple(_part(name, definitions(PLACE)[name]) for name in names)


def _part(name: str, shape: Schema) -> Part:
    properties = dict(shape["properties"])
    tag = properties.pop("type", {"enum": [""]})["enum"][0]
    fields = tuple(_field(key, kind, required=key in shape["required"]) for key, kind in properties.items())
    sample = examples().get(name)
    text = "" if sample is None else json.dumps(sample, indent=2, ensure_ascii=False)
    return Part(name, tag, marked(shape.get("description", "")), fields, text)


def _field(name: str, shape: Schema, *, required: bool) -> Field:
    held = [part for part in sorted(_names(shape)) if "enum" not in definitions(PLACE)[part]]
    return Field(name, words(shape), required, marked(shape.get("description", "")), held[0] if held else "")


def _reachable(names: set[str]) -> set[str]:
    inner = {
        field.part for name in names for field in _part(name, definitions(PLACE)[name]).fields if field.part
    }
    return names if inner <= names else _reachable(names | inner)


def _names(shape: Any) -> set[str]:
    """The structs and enums that a schema refers to."""
    if isinstance(shape, dict):
        own = {_name(shape)} if "$ref" in shape else set()
        return own.union(*map(_names, shape.values()))
    return set().union(*map(_names, shape)) if isinstance(shape, list) else set()


def _name(shape: Schema) -> str:
    return str(shape["$ref"]).removeprefix(PLACE)
