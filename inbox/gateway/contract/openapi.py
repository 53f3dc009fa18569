"""The OpenAPI 3.1 document of the HTTP doors."""

from functools import cache
from typing import Any, Final

from handoff.protocol import FRAMES
from handoff.protocol.codes import BATCH, FRAME_BYTES, SEQ_MOST, TICKET_SECONDS, VERSION, WAIT_SECONDS
from inbox.gateway.contract import uploads
from inbox.gateway.contract.examples import examples
from inbox.gateway.contract.schema import DRAFT, EVENTS, NULL, REPLIES, Schema, definitions, union

PLACE: Final = "#/components/schemas/"
FRAMES_PATH: Final = "/api/v1/frames"
EVENTS_PATH: Final = "/api/v1/events"
TICKETS_PATH: Final = "/api/v1/tickets"
ATTACHMENTS_PATH: Final = "/api/v1/attachments"
ATTACHMENT_PATH: Final = "/api/v1/attachments/{attachment}"


@cache
def openapi() -> Schema:
    """The document, for any host it is served from. Read only."""
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DRAFT,
        "info": {
            "title": "Baton gateway over HTTP",
            "version": VERSION,
            "summary": "The frames and events of the gateway, for front ends that cannot hold a socket.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": {
            FRAMES_PATH: {"post": _frames()},
            EVENTS_PATH: {"get": _events()},
            TICKETS_PATH: {"post": _tickets()},
            ATTACHMENTS_PATH: {"post": uploads.sending()},
            ATTACHMENT_PATH: {"get": uploads.asking()},
        },
        "components": {
            "schemas": {**_groups(), **definitions(PLACE)},
            "responses": _refusals(),
            "securitySchemes": uploads.SECURITY,
        },
    }


def _groups() -> dict[str, Schema]:
    answer = union(REPLIES, PLACE)
    return {
        "Frame": union(FRAMES, PLACE),
        "Reply": answer,
        "Event": union(EVENTS, PLACE),
        "Answer": {
            "description": "The reply to one frame; null for a frame that gets none.",
            "oneOf": [{"$ref": PLACE + "Reply"}, NULL],
        },
    }


def _frames() -> Schema:
    one, many = (
        {"$ref": PLACE + "Frame"},
        {"type": "array", "maxItems": BATCH, "items": {"$ref": PLACE + "Frame"}},
    )
    reply = {"$ref": PLACE + "Answer"}
    return {
        "operationId": "sendFrames",
        "summary": "Send one frame, or several in order",
        "description": (
            f"One frame of at most {FRAME_BYTES} bytes, or an array of at most {BATCH}. The replies come "
            "in the same order; a refused frame gets an `error` in its place. No `hello` is needed."
        ),
        "requestBody": {
            "required": True,
            "content": _json({"oneOf": [one, many]}, {"one": "Message", "several": ["Message", "Propose"]}),
        },
        "responses": {
            "200": {
                "description": "The reply, or as many as there were frames.",
                "content": _json({"oneOf": [reply, {"type": "array", "items": reply}]}, {"one": "Ok"}),
            },
            **_responses("400", "401", "413", "429", "503"),
        },
    }


def _events() -> Schema:
    after = {"type": "integer", "minimum": 0, "maximum": SEQ_MOST}
    wait = {"type": "number", "minimum": 0, "default": 0}
    return {
        "operationId": "readEvents",
        "summary": "Read the events after a seq",
        "description": "Reading acknowledges nothing: send `ack` for what was delivered.",
        "parameters": [
            _query("after", after, "The last seq that you have; without it, what was never acknowledged."),
            _query(
                "wait",
                wait,
                f"Where there is none yet, wait for one so many seconds, {WAIT_SECONDS} at most.",
            ),
        ],
        "responses": {
            "200": {
                "description": "At once where there are events, else after the wait.",
                "content": _json({"$ref": PLACE + "EventsPage"}, {"one": "EventsPage"}),
            },
            **_responses("400", "401", "429", "503"),
        },
    }


def _tickets() -> Schema:
    return {
        "operationId": "makeTicket",
        "summary": "Make a ticket for a browser",
        "description": f"It opens one socket, within {TICKET_SECONDS} seconds.",
        "requestBody": {
            "required": False,
            "content": _json({"$ref": PLACE + "TicketRequest"}, {"one": "TicketRequest"}),
        },
        "responses": {
            "201": {
                "description": "The ticket.",
                "content": _json({"$ref": PLACE + "Ticket"}, {"one": "Ticket"}),
            },
            **_responses("400", "401", "429", "503"),
        },
    }


def _query(name: str, kind: Schema, text: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": kind, "description": text}


def _json(shape: Schema, shown: dict[str, Any]) -> Schema:
    samples = {
        name: {"value": examples()[of] if isinstance(of, str) else [examples()[each] for each in of]}
        for name, of in shown.items()
    }
    return {"application/json": {"schema": shape, **({"examples": samples} if samples else {})}}


def _responses(*statuses: str) -> Schema:
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _unauthorized() -> Schema:
    """The one refusal that no frame can get: a socket without a key is not even opened."""
    kinds = {"type": "string", "code": "string", "message": "string", "retryable": "boolean"}
    return {
        "type": "object",
        "required": list(kinds),
        "properties": {name: {"type": kind} for name, kind in kinds.items()},
    }


def _refusals() -> Schema:
    error = _json({"$ref": PLACE + "Error"}, {})
    later = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}}
    asks = {"WWW-Authenticate": {"description": "Bearer", "schema": {"type": "string"}}}
    return {
        "400": {"description": "The body is no JSON, or a parameter is no good.", "content": error},
        "401": {"description": "No valid key.", "headers": asks, "content": _json(_unauthorized(), {})},
        "413": {"description": "Too many frames, or something too large. None was done.", "content": error},
        "429": {"description": "Too fast. Nothing was done.", "headers": later, "content": error},
        "503": {
            "description": "Nothing was done: the service cannot do it now.",
            "headers": later,
            "content": error,
        },
    }
