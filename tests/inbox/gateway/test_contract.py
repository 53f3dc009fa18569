"""The published contract is what the gateway really takes and gives."""

import copy
import json
import sys
from collections.abc import AsyncIterator, Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from handoff.protocol import CODES, FRAMES, ProtocolError, TicketRequest, check, parse, read
from handoff.protocol.codes import CLOSE_CODES
from handoff.vocabulary import State
from inbox.gateway.contract import asyncapi, openapi, schema
from inbox.gateway.contract.examples import examples
from inbox.gateway.contract.schema import EVENTS, REPLIES
from inbox.gateway.contract.tables import marked, reference, words

FRAME_NAMES = [kind.__name__ for kind in FRAMES]
STRUCTS = [*FRAME_NAMES, *(kind.__name__ for kind in (*REPLIES, *EVENTS))]
ASYNCAPI = asyncapi("desk.fjell.example", secure=True)


def validator(name: str) -> Draft202012Validator:
    """Checks a value against one definition."""
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": schema()["$defs"]})


def references(node: Any) -> Iterator[str]:
    """Every `$ref` of a document."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def follow(document: Any, reference: str) -> Any:
    """What a local reference points to. Raises KeyError where it points nowhere."""
    assert reference.startswith("#/")
    for step in reference[2:].split("/"):
        document = document[step]
    return document


# --- The documents are sound in themselves


@pytest.mark.parametrize("document", [schema(), ASYNCAPI, openapi()], ids=["schema", "asyncapi", "openapi"])
def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = set(references(document))
    assert len(found) > 20
    assert all(isinstance(follow(document, one), dict) for one in found)


def test_the_schema_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(schema())
    assert set(STRUCTS) <= set(schema()["$defs"])


def test_asyncapi_names_its_server_and_how_to_get_in() -> None:
    assert ASYNCAPI["asyncapi"] == "3.0.0"
    server = ASYNCAPI["servers"]["gateway"]
    assert (server["host"], server["protocol"]) == ("desk.fjell.example", "wss")
    assert asyncapi("localhost:8000", secure=False)["servers"]["gateway"]["protocol"] == "ws"
    schemes = [follow(ASYNCAPI, one["$ref"]) for one in server["security"]]
    assert [scheme["type"] for scheme in schemes] == ["http", "httpApiKey"]
    assert schemes[0]["scheme"] == "bearer"


def test_asyncapi_has_one_channel_with_its_subprotocol_and_close_codes() -> None:
    [channel] = ASYNCAPI["channels"].values()
    assert channel["address"] == "/gateway/v1"
    assert channel["x-subprotocol"] == "handoff.v1"
    assert set(channel["x-close-codes"]) == {str(int(code)) for code in CLOSE_CODES}
    assert set(channel["x-error-codes"]) == set(CODES)
    assert "Sec-WebSocket-Protocol" in channel["bindings"]["ws"]["headers"]["properties"]
    assert set(channel["messages"]) == set(STRUCTS)


def test_asyncapi_tells_both_directions() -> None:
    operations = ASYNCAPI["operations"]
    received = {name for name, one in operations.items() if one["action"] == "receive"}
    assert received == {kind.__struct_config__.tag for kind in FRAMES}
    assert {name for name, one in operations.items() if one["action"] == "send"} == {"events"}
    of_channel = {f"#/channels/gateway/messages/{name}" for name in STRUCTS}
    for operation in operations.values():
        answers = operation.get("reply", {}).get("messages", [])
        assert {one["$ref"] for one in (*operation["messages"], *answers)} <= of_channel
        assert operation["channel"] == {"$ref": "#/channels/gateway"}
    assert operations["ping"]["reply"]["messages"][0]["$ref"].endswith("/Pong")
    assert operations["escalate"]["reply"]["messages"][0]["$ref"].endswith("/Ok")


@pytest.mark.parametrize("name", STRUCTS)
def test_every_asyncapi_message_has_its_schema_and_a_valid_example(name: str) -> None:
    message = ASYNCAPI["components"]["messages"][name]
    assert message["payload"] == {"$ref": f"#/components/schemas/{name}"}
    [example] = message["examples"]
    assert example["payload"]["type"] == message["name"]
    validator(name).validate(example["payload"])


def test_openapi_tells_every_status_of_every_door() -> None:
    doors = {
        (path, method): set(operation["responses"])
        for path, methods in openapi()["paths"].items()
        for method, operation in methods.items()
    }
    assert doors == {
        ("/api/v1/frames", "post"): {"200", "400", "401", "413", "429", "503"},
        ("/api/v1/events", "get"): {"200", "400", "401", "429", "503"},
        ("/api/v1/tickets", "post"): {"201", "400", "401", "429", "503"},
        ("/api/v1/attachments", "post"): {"201", "400", "401", "413", "429", "503"},
        ("/api/v1/attachments/{attachment}", "get"): {"200", "400", "401", "429", "503"},
    }
    assert openapi()["openapi"] == "3.1.0"
    assert openapi()["security"] == [{"key": []}]
    assert {one["name"] for one in openapi()["paths"]["/api/v1/events"]["get"]["parameters"]} == {
        "after",
        "wait",
    }


def test_the_examples_in_openapi_are_valid() -> None:
    shown = 0
    for _, operation in ((m, o) for methods in openapi()["paths"].values() for m, o in methods.items()):
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        told = [body["content"] for body in bodies if "content" in body]
        for content in (one["application/json"] for one in told if "application/json" in one):
            whole = {**content["schema"], "components": openapi()["components"]}
            for example in content["examples"].values():
                Draft202012Validator(whole).validate(example["value"])
                shown += 1
    assert shown >= 6


# --- The documents say what the code does


@pytest.mark.parametrize("name", FRAME_NAMES)
def test_every_example_is_a_frame_that_the_gateway_reads(name: str) -> None:
    example = examples()[name]
    validator("Frame").validate(example)
    assert type(parse(json.dumps(example))).__name__ == name


def test_the_other_examples_are_valid_too() -> None:
    for group, kinds in (("Reply", REPLIES), ("Event", EVENTS)):
        for kind in kinds:
            validator(group).validate(examples()[kind.__name__])
    for name in ("EventsPage", "TicketRequest", "Ticket"):
        validator(name).validate(examples()[name])
    assert read(json.dumps(examples()["TicketRequest"]), TicketRequest).conversation == "FJ-48213"


def test_a_frame_may_hold_null_where_a_reply_would_leave_out() -> None:
    validator("Frame").validate(examples()["Close"] | {"by": None})
    assert not validator("Event").is_valid(examples()["HandbackEvent"] | {"note": None})
    assert not validator("Reply").is_valid(examples()["Error"] | {"field": None})
    validator("Reply").validate(examples()["Ok"] | {"position": None, "eta_s": None})


def test_a_decision_and_the_limits_are_always_whole() -> None:
    for whole in ("DecisionReply", "Limits"):
        shape = schema()["$defs"][whole]
        assert set(shape["required"]) == set(shape["properties"])


PROBES: list[Any] = [
    None, True, 0, 1, -1, 5, 6, 1.0, 0.5, 1.5, 2**63 - 1, 2**63, "", "x", "x" * 128, "x" * 129, "x" * 20_000,
    "x" * 20_001, "😀" * 64, "customer", "agent", "note", "hard", "urgent", "resolved", [], ["x"], [1], [{}],
    [{"title": "x"}] * 50, [{"title": "x"}] * 51, [{"role": "customer", "text": "x"}],
    [{"role": "customer", "text": ""}], {}, {"id": ""}, {"id": "7"}, {"text": "x", "confidence": 1},
    {"text": "x", "confidence": 2}, {"x": [None]},
]  # fmt: skip


def agrees(frame: dict[str, Any]) -> bool:
    """Whether the published schema and the parser say the same of a frame."""
    try:
        check(frame)
    except ProtocolError:
        return not validator("Frame").is_valid(frame)
    return validator("Frame").is_valid(frame)


@pytest.mark.parametrize("name", FRAME_NAMES)
def test_schema_and_parser_agree_on_every_field(name: str) -> None:
    example = examples()[name]
    fields = [field for field in schema()["$defs"][name]["properties"] if field not in {"type", "at"}]
    for field in fields:
        without = {key: value for key, value in example.items() if key != field}
        assert agrees(without), field
        for probe in PROBES:
            assert agrees(example | {field: probe}), (field, probe)


@given(st.sampled_from(FRAME_NAMES), st.data())
def test_schema_and_parser_agree_on_parts_within_parts(name: str, data: st.DataObject) -> None:
    frame = copy.deepcopy(examples()[name])
    holders = [part for part in _holders(frame) if part]
    holder = data.draw(st.sampled_from(holders))
    place = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
    if place != "at":
        holder[place] = data.draw(st.sampled_from(PROBES))
    assert agrees(frame)


def _holders(value: Any) -> Iterator[dict[str, Any] | list[Any]]:
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _holders(inner)


@pytest.mark.parametrize(
    ("time", "fine"), [("2026-11-21T13:06:00Z", True), ("2026-11-21T13:06:00", False), ("noon", False)]
)
def test_a_time_is_published_as_what_the_parser_reads(time: str, fine: bool) -> None:
    frame = examples()["Message"] | {"at": time}
    assert schema()["$defs"]["Message"]["properties"]["at"]["anyOf"][0] == {
        "type": "string",
        "format": "date-time",
    }
    if fine:
        assert check(frame).digest
    else:
        with pytest.raises(ProtocolError, match="RFC 3339"):
            check(frame)


# --- The page


class Page(HTMLParser):
    """The ids and the links to them of a page, and whatever a strict policy would forbid."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.anchors: set[str] = set()
        self.forbidden: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [value for key, value in attrs if key == "id" and value]
        if (given.get("href") or "").startswith("#"):
            self.anchors.add(str(given["href"])[1:])
        inline = tag == "style" or (tag == "script" and "src" not in given)
        handlers = [key for key in given if key.startswith("on") or key == "style"]
        self.forbidden += [tag] * inline + handlers


def test_the_page_shows_every_frame_reply_event_code_and_state(client: Client) -> None:
    html = client.get("/gateway/").content.decode()
    page = Page(html)
    assert set(STRUCTS) | {"Customer", "Citation", "DecisionReply", "Limits"} <= set(page.ids)
    for code in (*CODES, *map(int, CLOSE_CODES), *State):
        assert f"<code>{code}</code>" in html
    assert "transcript[3].role" in html
    assert "Bearer {key}" in html


def test_the_page_is_sound_html_under_a_strict_policy(client: Client) -> None:
    page = Page(client.get("/gateway/").content.decode())
    assert len(page.ids) == len(set(page.ids))
    assert page.anchors <= set(page.ids)
    assert page.forbidden == []


def test_the_tables_say_in_words_what_the_schema_says() -> None:
    fields = {(part.name, field.name): field for part in reference()["frames"] for field in part.fields}
    assert fields["Message", "id"].kind == "string, 1 to 128 characters"
    assert fields["Message", "id"].required
    assert fields["Message", "at"].kind == "time"
    assert not fields["Message", "at"].required
    assert fields["Propose", "confidence"].kind == "number, 0 to 1"
    assert fields["Escalate", "transcript"].kind == "array of at most 2,000 TranscriptMessage"
    assert fields["Escalate", "transcript"].part == "TranscriptMessage"
    assert fields["Escalate", "skills"].kind == "array of at most 50 (string, at most 128 characters)"
    assert fields["Escalate", "mode"].kind == "hard | soft"
    assert fields["Ack", "seq"].kind == "integer, 0 or more"
    assert words({"anyOf": [{"type": "number"}, {"type": "null"}]}) == "number or null"


def test_descriptions_are_escaped_and_their_code_is_marked() -> None:
    assert marked("a `<b>` & `c`") == "a <code>&lt;b&gt;</code> &amp; <code>c</code>"


@pytest.mark.parametrize(
    "path", ["/gateway/v1/asyncapi.json", "/gateway/v1/schema.json", "/api/v1/openapi.json"]
)
def test_each_document_is_served_to_anybody(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert "max-age" in response["Cache-Control"]
    assert json.loads(response.content)["$schema" if "schema" in path else "info"]
    assert client.post(path).status_code == 405


def test_the_served_documents_are_the_ones_tested_here(client: Client) -> None:
    assert client.get("/gateway/v1/schema.json").json() == schema()
    assert client.get("/api/v1/openapi.json").json() == openapi()
    served = client.get("/gateway/v1/asyncapi.json").json()
    assert served == asyncapi("testserver", secure=False)
    assert served["info"]["externalDocs"]["url"] == "http://testserver/gateway/"


# --- The example client


class Wire:
    """Stands in for a socket of the `websockets` library: hands out events and keeps what was sent."""

    def __init__(self, events: list[str]) -> None:
        self.events = events
        self.sent: list[str] = []
        self.opened: dict[str, Any] = {}

    def __call__(self, url: str, **options: Any) -> "Wire":
        self.opened = {"url": url, **options}
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        return None

    async def send(self, text: str) -> None:
        self.sent.append(text)

    async def __aiter__(self) -> AsyncIterator[str]:
        for event in self.events:
            yield event


def test_the_client_on_the_page_speaks_the_protocol(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = [json.dumps(examples()[name]) for name in ("Welcome", "Ok", "StatusEvent", "MessageEvent")]
    wire = Wire(shown)
    library = ModuleType("websockets")
    library.connect = wire  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "websockets", library)
    monkeypatch.setattr(sys, "argv", ["client.py", "ws://localhost/gateway/v1", "bk_secret"])
    source = (Path(settings.BASE_DIR) / "templates/gateway/client.txt").read_text()
    exec(compile(source, "client.py", "exec"), {})

    assert wire.opened["subprotocols"] == ["handoff.v1"]
    assert wire.opened["additional_headers"] == {"Authorization": "Bearer bk_secret"}
    frames = [parse(text) for text in wire.sent]
    assert [frame.__struct_config__.tag for frame in frames] == ["hello", "message", "ack", "ack"]
    assert [frame.seq for frame in frames[2:]] == [42, 43]  # type: ignore[union-attr]
    assert capsys.readouterr().out.splitlines() == shown
