"""What the server does by itself, whatever the consumer: limits, pace, and a farewell."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import httpx
import psutil
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests import processes
from tests.front_end import UNHURRIED
from tests.processes import PATIENCE

pytestmark = pytest.mark.processes
MiB = 1024 * 1024


@dataclass
class Running:
    """A running echo server."""

    process: Popen[str]
    port: int

    def open(self, path: str = "/echo") -> connect:
        """A client's socket."""
        return connect(f"ws://127.0.0.1:{self.port}{path}", max_size=None, compression=None, **UNHURRIED)

    def memory(self) -> float:
        """MiB that it holds."""
        return float(psutil.Process(self.process.pid).memory_info().rss / MiB)

    async def stop(self) -> int:
        """SIGTERM: its exit code."""
        with processes.promptly(4):
            return await asyncio.to_thread(processes.stop, self.process, seconds=PATIENCE)


@contextmanager
def serving(folder: Path) -> Iterator[Running]:
    """A server that answers."""
    port, env = processes.free_port(), processes.environment(folder)
    with processes.running(
        "-m", "tests.inbox.echo_server", str(port), env=env, log=folder / "log"
    ) as process:
        processes.until(lambda: processes.answers(port))
        yield Running(process, port)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One for all tests that leave it running."""
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Running]:
    """One to be stopped."""
    with serving(tmp_path) as running:
        yield running


async def close_code(socket: ClientConnection, frame: str | list[str] | None = None) -> int:
    """The code with which the server closes, after `frame` where one is given."""
    with pytest.raises(ConnectionClosed) as closed:
        await asyncio.wait_for(read_on(socket, frame), PATIENCE)
    assert closed.value.rcvd is not None, "dropped without a close frame"
    socket.transport.abort()  # with what of a large frame was never taken
    return closed.value.rcvd.code


async def read_on(socket: ClientConnection, frame: str | list[str] | None = None) -> None:
    """Send the frame and read for ever."""
    if frame:
        await socket.send(frame)
    while True:
        await socket.recv()


@pytest.mark.parametrize("size", [MiB + 1, 2 * MiB, 4 * MiB + 1, 5 * MiB, 32 * MiB])
async def test_a_frame_that_is_too_large_is_told_so(server: Running, size: int) -> None:
    async with server.open() as whole, server.open() as pieces:
        assert await close_code(whole, "x" * size) == 1009
        assert await close_code(pieces, ["x" * 65536] * (size // 65536 + 1)) == 1009
    assert server.memory() < 150


async def test_a_frame_of_just_the_limit_passes(server: Running) -> None:
    async with server.open() as socket:
        await socket.send("x" * MiB)
        assert len(await socket.recv()) == MiB


async def test_compression_is_never_agreed_on(server: Running) -> None:
    async with connect(f"ws://127.0.0.1:{server.port}/echo", compression="deflate", **UNHURRIED) as socket:
        assert socket.response is not None
        assert "Sec-WebSocket-Extensions" not in socket.response.headers


async def test_a_restart_is_announced_to_every_socket(mortal: Running) -> None:
    sockets = [await mortal.open("/echo" if number else "/unknown") for number in range(30)]
    stopping = asyncio.create_task(mortal.stop())
    assert set(await asyncio.gather(*map(close_code, sockets))) == {1012}
    assert await stopping == 0


async def test_the_frame_in_hand_is_still_answered(mortal: Running) -> None:
    async with mortal.open() as socket:
        await socket.send("slow")
        await socket.send("behind it")
        assert await socket.recv() == "begun"
        stopping = asyncio.create_task(mortal.stop())
        assert await socket.recv() == "slow"
        assert await close_code(socket) == 1012
        assert await stopping == 0


async def test_neither_a_stuck_consumer_nor_a_silent_client_holds_up_the_stop(mortal: Running) -> None:
    async with mortal.open() as stuck, mortal.open() as silent:
        await stuck.send("stuck")
        silent.transport.pause_reading()
        assert await stuck.recv() == "begun"
        stopping = asyncio.create_task(mortal.stop())
        assert await close_code(stuck) == 1012
        assert await stopping == 0
        silent.transport.resume_reading()


async def test_no_one_gets_in_while_it_stops_and_a_request_under_way_ends(mortal: Running) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{mortal.port}") as client:
        async with client.stream("GET", "/") as under_way:
            stopping = asyncio.create_task(mortal.stop())
            await asyncio.to_thread(processes.until, lambda: not processes.answers(mortal.port))
            assert await under_way.aread() == b"done"
        assert await stopping == 0


async def test_a_client_that_runs_ahead_is_held_back_and_loses_nothing(server: Running) -> None:
    before = server.memory()
    async with server.open() as socket:
        await socket.send("slow")
        sending = asyncio.create_task(flood(socket, 200))
        assert await socket.recv() == "begun"
        assert await socket.recv() == "slow"
        assert server.memory() - before < 40
        for number in range(200):
            assert await socket.recv() == str(number)
        await sending


async def flood(socket: ClientConnection, count: int) -> None:
    for number in range(count):
        await socket.send(f"{number}#" + "x" * (MiB // 2))


async def test_a_client_that_does_not_read_is_dropped(server: Running) -> None:
    before = server.memory()
    async with server.open() as deaf, server.open() as other:
        deaf.transport.pause_reading()
        await deaf.send("spill 100")
        await asyncio.sleep(2)
        await other.send("still here")
        assert await other.recv() == "still here"
        assert server.memory() - before < 60
        deaf.transport.resume_reading()
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(read_on(deaf), PATIENCE)


def test_an_occupied_port_is_said_in_a_sentence(server: Running, tmp_path: Path) -> None:
    log = tmp_path / "second"
    arguments = ("-m", "inbox.server", "--port", str(server.port))
    with processes.running(*arguments, env=processes.environment(tmp_path), log=log) as second:
        assert second.wait(PATIENCE) == 1
    assert "The server cannot listen: " in log.read_text()
    assert "Traceback" not in log.read_text()


def test_every_address_is_known_before_the_first_request(tmp_path: Path) -> None:
    """To read them takes a second or more, for which whoever came first would wait, and all others with them."""
    asked = "import sys, inbox.asgi; print('inbox.desk.urls' in sys.modules)"
    env = processes.environment(tmp_path)
    command = [sys.executable, "-c", asked]
    told = subprocess.run(command, cwd=processes.ROOT, env=env, check=False, capture_output=True)
    assert told.stdout.strip() == b"True", told.stderr
