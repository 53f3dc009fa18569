"""The AsyncAPI 3 document of the WebSocket gateway."""

from functools import cache
from typing import Any, Final

import msgspec

from handoff.protocol import FRAMES, Ack, Error, Hello, Ok, Ping, Pong, Typing, Welcome
from handoff.protocol.codes import CLOSE_CODES, CODES, SUBPROTOCOL, TICKET_PREFIX, TICKET_SECONDS, VERSION
from inbox.gateway.contract.examples import examples
from inbox.gateway.contract.schema import EVENTS, REPLIES, Schema, definitions, tag

ADDRESS: Final = "/gateway/v1"
CHANNEL: Final = {"$ref": "#/channels/gateway"}
ANSWERS: Final[dict[type[msgspec.Struct], tuple[type[msgspec.Struct], ...]]] = {
    Hello: (Welcome, Error),
    Ping: (Pong, Error),
    Typing: (Error,),
    Ack: (Error,),
}
"""What answers the frames that get no `ok`. `typing` and `ack` are answered only when refused."""


def asyncapi(host: str, *, secure: bool) -> Schema:
    """The document for the gateway at `host`, reached over TLS or not."""
    server = {
        "host": host,
        "protocol": "wss" if secure else "ws",
        "description": f"Speaks the subprotocol {SUBPROTOCOL}.",
        "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in _security()],
    }
    docs = {
        "url": f"{'https' if secure else 'http'}://{host}/gateway/",
        "description": "The same for people.",
    }
    return {**_body(), "info": {**_body()["info"], "externalDocs": docs}, "servers": {"gateway": server}}


@cache
def _body() -> Schema:
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Baton gateway",
            "version": VERSION,
            "description": (
                "How an AI front end hands conversations over to humans and asks what it may say. Every text "
                "message is one JSON object; durable events bear a `seq` and come again until acknowledged."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {"gateway": _channel()},
        "operations": _operations(),
        "components": {
            "messages": {kind.__name__: _message(kind) for kind in (*FRAMES, *REPLIES, *EVENTS)},
            "schemas": definitions("#/components/schemas/"),
            "securitySchemes": _security(),
        },
    }


def _channel() -> Schema:
    return {
        "address": ADDRESS,
        "title": "Gateway",
        "description": "One WebSocket carries frames, replies and events of all conversations of a source.",
        "messages": {
            kind.__name__: {"$ref": f"#/components/messages/{kind.__name__}"}
            for kind in (*FRAMES, *REPLIES, *EVENTS)
        },
        "bindings": {"ws": {"method": "GET", "headers": _handshake(), "bindingVersion": "0.1.0"}},
        "x-subprotocol": SUBPROTOCOL,
        "x-close-codes": {str(int(code)): text for code, text in CLOSE_CODES.items()},
        "x-error-codes": {code: {"text": m.text, "retryable": m.retryable} for code, m in CODES.items()},
    }


def _handshake() -> Schema:
    return {
        "type": "object",
        "required": ["Sec-WebSocket-Protocol"],
        "properties": {
            "Sec-WebSocket-Protocol": {
                "type": "string",
                "description": f"Offers {SUBPROTOCOL}, and from a browser also {TICKET_PREFIX}TOKEN.",
            },
            "Authorization": {"type": "string", "description": "Bearer KEY, from all but browsers."},
        },
    }


def _operations() -> Schema:
    frames = {tag(kind): _receive(kind) for kind in FRAMES}
    events = {
        "action": "send",
        "channel": CHANNEL,
        "summary": "Events, in the order of their seq; typing has none.",
        "messages": _of_channel(EVENTS),
    }
    return {**frames, "events": events}


def _receive(kind: type[msgspec.Struct]) -> Schema:
    return {
        "action": "receive",
        "channel": CHANNEL,
        "summary": kind.__doc__,
        "messages": _of_channel((kind,)),
        "reply": {"channel": CHANNEL, "messages": _of_channel(ANSWERS.get(kind, (Ok, Error)))},
    }


def _of_channel(kinds: tuple[type[msgspec.Struct], ...]) -> list[dict[str, str]]:
    return [{"$ref": f"#/channels/gateway/messages/{kind.__name__}"} for kind in kinds]


def _message(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {
        "name": tag(kind),
        "title": kind.__name__,
        "summary": kind.__doc__,
        "contentType": "application/json",
        "payload": {"$ref": f"#/components/schemas/{kind.__name__}"},
        "examples": [{"payload": examples()[kind.__name__]}],
    }


def _security() -> Schema:
    return {
        "key": {"type": "http", "scheme": "bearer", "description": "An API key of the source."},
        "ticket": {
            "type": "httpApiKey",
            "in": "header",
            "name": "Sec-WebSocket-Protocol",
            "description": (
                f"For browsers: offer {TICKET_PREFIX}TOKEN as a second subprotocol. "
                f"A ticket opens one socket, within {TICKET_SECONDS} seconds."
            ),
        },
    }
