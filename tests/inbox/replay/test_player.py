"""A replay against a gateway that swallows replies, hangs up, is busy, and comes back."""

import asyncio
import http
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from handoff.errors import Invalid
from inbox.replay import player
from inbox.replay.course import Course
from inbox.replay.player import GaveUp, play
from inbox.replay.recording import Recording
from inbox.replay.tally import Tally

Json = dict[str, Any]
LIMITS = {"frame_bytes": 1, "text": 1, "transcript": 1, "id": 1, "frames_per_second": 10_000}
LIMITS |= {"burst": 1, "retention_days": 1}


class Gateway:
    """Answers `ok`, keeps every frame that came, and does what `misbehave` says instead, once for each entry."""

    def __init__(self, misbehave: dict[int, str] | None = None, events: int = 0) -> None:
        self.misbehave = misbehave or {}
        self.events = events
        self.frames: list[Json] = []
        self.ten_came = asyncio.Event()
        self.hellos = 0
        self.acks: list[int] = []
        self.under_way: dict[str, str] = {}
        self.most_under_way = 0

    async def __call__(self, socket: ServerConnection) -> None:
        async for text in socket:
            await self._hear(socket, json.loads(text))

    async def _hear(self, socket: ServerConnection, frame: Json) -> None:
        if frame["type"] == "hello":
            self.hellos += 1
            self.under_way.clear()
            await self._say(socket, type="welcome", source="Web chat", last_seq=0, limits=LIMITS)
            for seq in range(1, self.events + 1):
                await self._say(socket, type="status", seq=seq, conversation="c0", state="queued")
        elif frame["type"] == "ack":
            self.acks.append(frame["seq"])
        else:
            await self._frame(socket, frame)

    async def _frame(self, socket: ServerConnection, frame: Json) -> None:
        assert frame["conversation"] not in self.under_way, "two unanswered frames of one conversation"
        self.under_way[frame["conversation"]] = frame["id"]
        self.most_under_way = max(self.most_under_way, len(self.under_way))
        self.frames.append(frame)
        if len(self.frames) == 10:
            self.ten_came.set()
        match self.misbehave.pop(len(self.frames), ""):
            case "hang up":
                await socket.close(1012)
            case "hang up after":
                await self._ok(socket, frame)
                await socket.close(1012)
            case "drop":
                socket.transport.abort()
            case "swallow":
                pass
            case "":
                await self._ok(socket, frame)
            case code:
                await self._error(socket, frame, code)

    async def _ok(self, socket: ServerConnection, frame: Json) -> None:
        del self.under_way[frame["conversation"]]
        await self._say(socket, type="ok", id=frame["id"], conversation=frame["conversation"], state="ai")

    async def _error(self, socket: ServerConnection, frame: Json, code: str) -> None:
        del self.under_way[frame["conversation"]]
        retryable = code in ("unavailable", "rate_limited")
        again = {"retry_after": 0.05} if retryable else {}
        await self._say(
            socket, type="error", id=frame["id"], code=code, message="No.", retryable=retryable, **again
        )

    async def _say(self, socket: ServerConnection, **told: Any) -> None:
        await socket.send(json.dumps(told))


@asynccontextmanager
async def open_at(
    gateway: Callable[[ServerConnection], Awaitable[None]], **options: Any
) -> AsyncIterator[Server]:
    async with serve(
        gateway, "127.0.0.1", options.pop("port", 0), subprotocols=[Subprotocol("handoff.v1")], **options
    ) as server:
        yield server


def address(server: Server) -> str:
    return f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/gateway/v1"


def courses(count: int = 6, turns: int = 4) -> Iterator[Course]:
    for number in range(count):
        said = [{"role": "customer", "text": f"Line {turn}"} for turn in range(turns)]
        yield Course(msgspec.convert({"id": f"c{number}", "turns": said}, Recording))


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "QUIET", 0.1)
    monkeypatch.setattr(player, "REPLY_SECONDS", 0.5)


async def played(gateway: Gateway, count: int = 6, turns: int = 4, **options: Any) -> Json:
    tally = Tally()
    async with open_at(gateway) as server:
        await play(courses(count, turns), tally, url=address(server), key="k", **options)
    assert tally.complete
    return tally.summary()


def each_in_order(gateway: Gateway, count: int = 6, turns: int = 4) -> None:
    """Every frame came, and within a conversation none before the one ahead of it."""
    for number in range(count):
        came = [frame["id"] for frame in gateway.frames if frame["conversation"] == f"c{number}"]
        first_time = list(dict.fromkeys(came))
        assert first_time == [*(f"c{number}/{turn}" for turn in range(turns)), f"c{number}/close"]
        assert came == sorted(came, key=first_time.index), "a repetition after a later frame"


async def test_conversations_go_side_by_side_in_the_order_of_the_file() -> None:
    gateway = Gateway()

    told = await played(gateway, width=3)

    each_in_order(gateway)
    assert [frame["conversation"] for frame in gateway.frames[:3]] == ["c0", "c1", "c2"]
    assert gateway.most_under_way <= 3
    assert (told["frames"], told["answered"], told["resent"], told["reconnects"]) == (30, 30, 0, 0)
    assert (told["conversations"], told["closed"]) == (6, 6)


@pytest.mark.parametrize("way", ["hang up", "hang up after", "drop", "swallow"])
async def test_what_was_not_answered_is_sent_again_over_a_new_connection(way: str) -> None:
    gateway = Gateway({5: way, 17: way})

    told = await played(gateway)

    each_in_order(gateway)
    assert gateway.hellos == told["reconnects"] + 1 >= 2
    assert (told["frames"], told["answered"]) == (30, 30)
    assert told["resent"] >= max(1, len(gateway.frames) - 30)
    by_id: dict[str, list[Json]] = {}
    for frame in gateway.frames:
        by_id.setdefault(frame["id"], []).append(frame)
    assert all(frame == same[0] for same in by_id.values() for frame in same)


@pytest.mark.parametrize("code", ["unavailable", "rate_limited"])
async def test_a_busy_gateway_is_asked_again_on_the_same_connection(code: str) -> None:
    gateway = Gateway({3: code, 4: code, 20: code})

    told = await played(gateway)

    each_in_order(gateway)
    assert (gateway.hellos, told["resent"], told["answered"], told["refused"]) == (1, 3, 30, {})


async def test_a_human_who_was_faster_is_no_failure_and_any_other_refusal_is() -> None:
    assert (await played(Gateway({2: "wrong_state"})))["refused"] == {"wrong_state": 1}

    tally = Tally()
    async with open_at(Gateway({2: "conflict"})) as server:
        await play(courses(), tally, url=address(server), key="k")
    assert tally.summary()["refused"] == {"conflict": 1}
    assert not tally.complete


async def test_events_are_counted_once_and_acknowledged() -> None:
    gateway = Gateway({10: "drop"}, events=7)

    assert (await played(gateway))["events"] == 7
    assert gateway.acks[-1] == 7


async def test_several_sockets_share_the_conversations() -> None:
    gateway = Gateway()

    told = await played(gateway, count=12, sockets=3, width=2)

    assert gateway.hellos == 3
    assert sorted({frame["conversation"] for frame in gateway.frames}) == sorted(f"c{n}" for n in range(12))
    assert told["answered"] == 60


async def test_frames_go_no_faster_than_told() -> None:
    told = await played(Gateway(), rate=60)

    assert told["seconds"] > 0.35
    assert told["frames_per_second"] < 85


async def test_a_gateway_that_comes_up_late_and_goes_away_for_a_while_is_waited_for() -> None:
    gateway, tally = Gateway(), Tally()
    async with open_at(gateway) as server:
        port = server.sockets[0].getsockname()[1]
    playing = asyncio.create_task(
        play(courses(), tally, url=f"ws://127.0.0.1:{port}/", key="k", rate=60, patience=10)
    )

    await asyncio.sleep(0.3)
    async with open_at(gateway, port=port):
        await gateway.ten_came.wait()
    await asyncio.sleep(0.3)
    async with open_at(gateway, port=port):
        await playing

    each_in_order(gateway)
    assert tally.summary()["reconnects"] == 1


async def test_patience_ends() -> None:
    for gateway in (
        Gateway(dict.fromkeys(range(1, 2000), "swallow")),
        Gateway(dict.fromkeys(range(1, 2000), "drop")),
    ):
        tally = Tally()
        async with open_at(gateway) as server:
            with pytest.raises(GaveUp, match="not answered for 1 s"):
                await play(courses(), tally, url=address(server), key="k", patience=1)
        assert not tally.complete

    with pytest.raises(GaveUp, match="was away for 1 s"):
        await play(courses(), Tally(), url=address_of_nobody(), key="k", patience=1)


async def test_a_bad_key_ends_it_at_once() -> None:
    def refuse(socket: ServerConnection, request: Request) -> Response | None:
        right = request.headers["Authorization"] == "Bearer right"
        return None if right else socket.respond(http.HTTPStatus.FORBIDDEN, "No.")

    async with open_at(Gateway(), process_request=refuse) as server:
        with pytest.raises(Invalid, match="refuses us"):
            await play(courses(), Tally(), url=address(server), key="wrong")
        await play(courses(), Tally(), url=address(server), key="right")


async def test_nothing_to_play_needs_no_gateway() -> None:
    await play(courses(0), Tally(), url=address_of_nobody(), key="k")


def address_of_nobody() -> str:
    return "ws://127.0.0.1:9/gateway/v1"
