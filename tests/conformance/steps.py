"""What several clauses begin with."""

from tests.front_end import FrontEnd


async def makes_events(chat: FrontEnd, count: int, conversation: str = "c1") -> None:
    """Escalate and close, so often that there are `count` events."""
    for number in range(count):
        kind = "close" if number % 2 else "escalate"
        assert (await chat.ask(kind, conversation=f"{conversation}-{number // 2}"))["type"] == "ok"


async def some(chat: FrontEnd, count: int) -> list[int]:
    """The seqs of the next events."""
    return [(await chat.event())["seq"] for _ in range(count)]
