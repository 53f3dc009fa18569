"""The JSON Schema of everything on the wire."""

from functools import cache
from types import UnionType
from typing import Any, Final, get_args

import msgspec

from handoff.protocol import FRAMES, Event, EventsPage, Instant, Reply, Ticket, TicketRequest, Uploaded

Schema = dict[str, Any]

REPLIES: Final[tuple[type[msgspec.Struct], ...]] = get_args(Reply)
EVENTS: Final[tuple[type[msgspec.Struct], ...]] = get_args(Event)
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
NULL: Final[Schema] = {"type": "null"}


def tag(struct: type[msgspec.Struct]) -> str:
    """The `type` that a frame, reply or event bears."""
    return str(struct.__struct_config__.tag)


def union(names: UnionType | tuple[type, ...], place: str) -> Schema:
    """Any one of several structs."""
    members = names if isinstance(names, tuple) else get_args(names)
    return {"oneOf": [{"$ref": place + member.__name__} for member in members]}


@cache
def definitions(place: str) -> dict[str, Schema]:
    """The schema of each struct by its name; references between them start with `place`. Read only."""
    _, inward = _components((*FRAMES, TicketRequest), place)
    _, outward = _components((*REPLIES, *EVENTS, EventsPage, Ticket, Uploaded), place)
    # What goes both ways, such as a customer, may hold null on its way in.
    return {**{name: _as_sent(shape) for name, shape in outward.items()}, **inward}


@cache
def schema() -> Schema:
    """The JSON Schema document: any frame, reply or event. Read only."""
    place = "#/$defs/"
    groups = {"Frame": union(FRAMES, place), "Reply": union(REPLIES, place), "Event": union(EVENTS, place)}
    return {
        "$schema": DRAFT,
        "title": "The gateway protocol, version 1",
        "description": "Frames from an AI front end, replies and events to it. Unknown fields are ignored.",
        "anyOf": [{"$ref": place + name} for name in groups],
        "$defs": {**groups, **definitions(place)},
    }


def _components(structs: tuple[type, ...], place: str) -> tuple[tuple[Schema, ...], dict[str, Schema]]:
    return msgspec.json.schema_components(structs, schema_hook=_time, ref_template=place + "{name}")


def _time(kind: type) -> Schema:
    if kind is not Instant:
        raise NotImplementedError(kind)
    return {"type": "string", "format": "date-time"}


def _as_sent(shape: Schema) -> Schema:
    """What we send leaves an absent field out, where a front end may also write null, and has all others."""
    fields = shape.get("properties", {})
    if not fields:
        return shape
    always = [
        name
        for name, field in fields.items()
        if name in shape["required"] or field.get("default") is not None
    ]
    return {**shape, "properties": {k: _never_null(v) for k, v in fields.items()}, "required": always}


def _never_null(field: Schema) -> Schema:
    rest = {key: value for key, value in field.items() if key != "default"}
    if field.get("default", ...) is not None:
        return rest
    return {**rest, "anyOf": [kind for kind in field["anyOf"] if kind != NULL]}
