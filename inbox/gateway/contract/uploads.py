"""What the OpenAPI document says of files."""

from typing import Any, Final

from handoff.protocol.codes import ATTACHMENT_BYTES, ID_LENGTH, TICKET_PREFIX
from inbox.gateway.contract.examples import examples
from inbox.gateway.contract.schema import Schema

SHAPE: Final = {"$ref": "#/components/schemas/Uploaded"}
SECURITY: Final[Schema] = {
    "key": {"type": "http", "scheme": "bearer", "description": "An API key of the source."},
    "ticket": {
        "type": "http",
        "scheme": "bearer",
        "description": f"For browsers, and for files only: {TICKET_PREFIX}TOKEN, which this one request uses up.",
    },
}
EITHER: Final[list[dict[str, list[str]]]] = [{"key": []}, {"ticket": []}]


def sending() -> Schema:
    """`POST` of a file."""
    name = {"type": "string", "minLength": 1, "maxLength": ID_LENGTH}
    fields = {
        "id": name | {"description": "Chosen as that of a frame: sent again, nothing is kept twice."},
        "conversation": name
        | {"description": "The front end's own id; the conversation may be yet to come."},
        "file": {"type": "string", "format": "binary"},
    }
    form = {"type": "object", "required": list(fields), "properties": fields}
    return {
        "operationId": "uploadAttachment",
        "summary": "Upload a file for a message to come",
        "description": (
            f"A picture (PNG, JPEG, WebP, GIF), a PDF or a plain text of at most {ATTACHMENT_BYTES} bytes, unless "
            "`welcome` says otherwise. What it is is found by looking into it. What no message names within a day "
            "is forgotten."
        ),
        "security": EITHER,
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}},
        "responses": {"201": _answer("The file was taken in."), **_refused("413")},
    }


def asking() -> Schema:
    """`GET` of how a file stands."""
    place = {"name": "attachment", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "operationId": "readAttachment",
        "summary": "See whether a file was looked at, and what was found",
        "security": EITHER,
        "parameters": [place],
        "responses": {"200": _answer("How it stands."), **_refused()},
    }


def _answer(text: str) -> Schema:
    content: dict[str, Any] = {"schema": SHAPE, "examples": {"one": {"value": examples()["Uploaded"]}}}
    return {"description": text, "content": {"application/json": content}}


def _refused(*more: str) -> Schema:
    statuses = sorted(("400", "401", "429", "503", *more))
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}
