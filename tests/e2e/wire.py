"""A wire between a browser and the server that can be cut and mended: a TCP proxy on a port of its own."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from types import TracebackType
from typing import Any, Self


class Wire:
    """`with Wire(port) as wire:` the server is also at `wire.url`, as long as the wire is not cut."""

    def __init__(self, to: int) -> None:
        self.to = to
        self.port = 0
        self._whole = True
        self._ends: set[asyncio.StreamWriter] = set()
        self._carried: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire", daemon=True)

    @property
    def url(self) -> str:
        """Where the server is at the near end."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._met, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self) -> None:
        """End every connection, without a farewell, and every new one at once."""
        self._whole = False
        self._do(self._drop())

    def mend(self) -> None:
        """Carry again."""
        self._whole = True

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _drop(self) -> None:
        for end in tuple(self._ends):
            end.transport.abort()

    async def _end(self) -> None:
        self._server.close()
        await self._server.wait_closed()
        while self._carried:
            await self._drop()
            await asyncio.gather(*self._carried, return_exceptions=True)
        await asyncio.sleep(0)  # what was aborted last is closed in the next round

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._carry(reader, writer))
        self._carried.add(task)
        task.add_done_callback(self._carried.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            if self._whole:
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to)
                ends.append(far_writer)
                if self._whole:  # still
                    await asyncio.gather(self._pour(reader, far_writer), self._pour(far_reader, writer))
        except OSError:
            pass  # the far end is not there
        finally:
            for end in ends:
                end.transport.abort()
                with suppress(OSError):
                    await end.wait_closed()

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        with suppress(OSError):
            while piece := await reader.read(65536):
                writer.write(piece)
                await writer.drain()
        self._ends.discard(writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
