"""A server on loopback that speaks the API of chat models for real, as well or as badly as a test wants.

    with ModelServer(says("14 days.", 1)) as server:     # each request gets the next behaviour, the last one for good
        server.url                                       # "http://127.0.0.1:PORT/v1"
        server.requests                                  # the bodies that came, as JSON

A behaviour is called with the handler of one request.
"""

import json
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Behaviour = Callable[["Handler"], None]
PIECE = 6
LONGEST = 60.0
"""Seconds that a stream waits at most for whoever looks at it."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_POST(self) -> None:
        """Take the body, and behave."""
        length = int(self.headers.get("content-length", 0))
        self.body: dict[str, Any] = json.loads(self.rfile.read(length))
        self.close_connection = True
        try:
            self.server.next_behaviour(self)(self)
        except (BrokenPipeError, ConnectionResetError):
            return

    def log_message(self, *_: Any) -> None:
        """Silence."""

    def answers(self, status: int, body: str, kind: str = "application/json", **headers: str) -> None:
        """A whole answer."""
        data = body.encode()
        self.send_response(status)
        every = {"Content-Type": kind, "Content-Length": str(len(data)), "Connection": "close", **headers}
        for name, value in every.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def streams(self) -> None:
        """The head of a stream."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()

    def chunk(self, **fields: Any) -> None:
        """A piece of a stream."""
        self.line("data: " + json.dumps({"object": "chat.completion.chunk", **fields}))

    def line(self, text: str) -> None:
        """A line of a stream, and an empty one behind it."""
        self.wfile.write(f"{text}\n\n".encode())
        self.wfile.flush()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, behaviours: tuple[Behaviour, ...]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours = behaviours
        self.requests: list[dict[str, Any]] = []
        self.over = threading.Event()
        self.lock = threading.Lock()

    def next_behaviour(self, handler: Handler) -> Behaviour:
        with self.lock:
            self.requests.append(handler.body)
            return self.behaviours[min(len(self.requests), len(self.behaviours)) - 1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no error."""


class ModelServer:
    """See the module."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self._server = _Server(behaviours)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def behaves(self, *behaviours: Behaviour) -> None:
        """From now on."""
        with self._server.lock:
            self._server.behaviours = behaviours
            self._server.requests.clear()

    @property
    def requests(self) -> list[dict[str, Any]]:
        return self._server.requests

    @property
    def heard(self) -> str:
        """All that came, as text."""
        return json.dumps(self.requests, ensure_ascii=False)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.over.set()
        self._server.shutdown()
        self._server.server_close()


# Behaviours


def answer(text: str, *sources: int, answerable: bool = True) -> str:
    """An answer in the form that is asked for."""
    return json.dumps(
        {"answerable": answerable, "sources": list(sources), "answer": text}, ensure_ascii=False
    )


def says(
    text: str,
    *sources: int,
    logprob: float | None = -0.02,
    pause: float = 0,
    until: threading.Event | None = None,
) -> Behaviour:
    """Streams an answer of the right form, as `streams` does."""
    return streams(answer(text, *sources), logprob=logprob, pause=pause, until=until)


def streams(
    text: str,
    *,
    logprob: float | None = None,
    finish: str | None = "stop",
    usage: int | None = 120,
    pause: float = 0,
    until: threading.Event | None = None,
) -> Behaviour:
    """Streams any text, in pieces, with `pause` seconds behind each; its last quarter waits for `until`."""

    def behave(handler: Handler) -> None:
        handler.streams()
        handler.line(": a comment")
        handler.chunk(choices=[{"index": 0, "delta": {"role": "assistant", "content": ""}}])
        for place, piece in enumerate(pieces(text)):
            if until and place * PIECE >= len(text) * 3 // 4:
                until.wait(LONGEST)
            choice: dict[str, Any] = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
            if logprob is not None:
                choice["logprobs"] = {"content": [{"token": piece, "logprob": logprob}]}
            handler.chunk(choices=[choice])
            handler.server.over.wait(pause)
        if finish:
            handler.chunk(choices=[{"index": 0, "delta": {}, "finish_reason": finish}])
        if usage is not None and "stream_options" in handler.body:
            handler.chunk(choices=[], usage={"total_tokens": usage})
        handler.line("data: [DONE]")

    return behave


def whole(text: str) -> Behaviour:
    """Does not stream, whatever is asked."""
    completion = {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}
    return lambda handler: handler.answers(200, json.dumps(completion))


def refuses_to(text: str) -> Behaviour:
    """The model refuses."""

    def behave(handler: Handler) -> None:
        handler.streams()
        handler.chunk(choices=[{"index": 0, "delta": {"refusal": text}, "finish_reason": "stop"}])
        handler.line("data: [DONE]")

    return behave


def fails(status: int, message: str = "broken", **headers: str) -> Behaviour:
    """An error in the API's form."""
    body = {"error": {"message": message, "type": "error", "param": None, "code": None}}
    return lambda handler: handler.answers(status, json.dumps(body), **headers)


def unpaid() -> Behaviour:
    """The account has no money left."""
    body = {"error": {"message": "You ran out", "type": "insufficient_quota", "param": None, "code": None}}
    return lambda handler: handler.answers(429, json.dumps(body))


def page(status: int = 200) -> Behaviour:
    """A web page, as a proxy gives."""
    return lambda handler: handler.answers(status, "<html><body>Bad gateway</body></html>", "text/html")


def raw(*lines: str) -> Behaviour:
    """Streams these lines as they are."""

    def behave(handler: Handler) -> None:
        handler.streams()
        for line in lines:
            handler.line(line)

    return behave


def hangs() -> Behaviour:
    """Takes the request and says nothing."""

    def behave(handler: Handler) -> None:
        handler.server.over.wait(30)

    return behave


def drips(text: str, every: float) -> Behaviour:
    """Never silent for long, and never done: a letter at a time."""

    def behave(handler: Handler) -> None:
        handler.streams()
        for letter in text * 1000:
            handler.chunk(choices=[{"index": 0, "delta": {"content": letter}}])
            if handler.server.over.wait(every):
                return

    return behave


def without(*names: str, then: Behaviour) -> Behaviour:
    """A server that does not know these parameters, and names the first it meets."""

    def behave(handler: Handler) -> None:
        for name in names:
            kind = (handler.body.get("response_format") or {}).get("type")
            if name in handler.body or kind == name:
                fails(400, f"Unsupported parameter: '{'response_format' if kind == name else name}'")(handler)
                return
        then(handler)

    return behave


def echoes(reply: Callable[[str], str]) -> Behaviour:
    """Answers with what `reply` makes of all that it was told."""

    def behave(handler: Handler) -> None:
        told = "\n".join(message["content"] for message in handler.body["messages"])
        streams(reply(told))(handler)

    return behave


def pieces(text: str) -> Iterable[str]:
    """A text as tokens might cut it."""
    return (text[at : at + PIECE] for at in range(0, len(text), PIECE))
