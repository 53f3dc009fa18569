"""What the tests of outages have in common."""

import asyncio
from collections.abc import Iterator
from typing import Any

from websockets.exceptions import InvalidStatus

from tests.front_end import FrontEnd
from tests.processes import PATIENCE
from tests.stack import Key, Stack

_STORED = """
    SELECT m.text FROM handoff_message m JOIN handoff_conversation c ON c.id = m.conversation_id
    JOIN handoff_source s ON s.id = c.source_id WHERE s.name = %s ORDER BY c.id, m.number
"""


def messages(stack: Stack, key: Key) -> list[str]:
    """All that is stored of a front end, in order."""
    return [text for (text,) in stack.query(_STORED, key.source)]


async def escalated(chat: FrontEnd, conversation: str = "c1") -> dict[str, Any]:
    """The event that an escalation causes."""
    assert (await chat.ask("escalate", conversation=conversation))["type"] == "ok"
    return await chat.event("status")


async def reconnected(stack: Stack, key: Key) -> FrontEnd:
    """A new connection, as soon as there can be one."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                chat = await FrontEnd(stack.ws, key).__aenter__()
                if chat.welcome["type"] == "welcome":
                    return chat
                await chat.__aexit__(None, None, None)
            except (OSError, InvalidStatus):
                pass  # not yet
            await asyncio.sleep(0.1)


def iter_queue(queue: "asyncio.Queue[Any]") -> Iterator[Any]:
    """What is in a queue."""
    while not queue.empty():
        yield queue.get_nowait()
