"""What the tests of outages have in common."""

import asyncio
from collections.abc import Iterator
from typing import Any

from tests.front_end import FrontEnd
from tests.stack import Key, Stack


def messages(stack: Stack) -> list[str]:
    """All that is stored, in order."""
    return [
        text for (text,) in stack.query("SELECT text FROM handoff_message ORDER BY conversation_id, number")
    ]


async def escalated(chat: FrontEnd, conversation: str = "c1") -> dict[str, Any]:
    """The event that an escalation causes."""
    assert (await chat.ask("escalate", conversation=conversation))["type"] == "ok"
    return await chat.event("status", 5)


async def reconnected(stack: Stack, key: Key) -> FrontEnd:
    """A new connection, as soon as there can be one."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await FrontEnd(stack.ws, key).__aenter__()
            except OSError:
                await asyncio.sleep(0.1)


def iter_queue(queue: "asyncio.Queue[Any]") -> Iterator[Any]:
    """What is in a queue."""
    while not queue.empty():
        yield queue.get_nowait()
