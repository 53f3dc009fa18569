"""Many connections of one front end: what all of them are sent is read once."""

import asyncio

import pytest

from handoff.models import Source
from inbox.gateway import outbox
from inbox.gateway.auth import Caller
from inbox.gateway.switchboard import Switchboard

CHAT = Caller(Source(pk=1, name="Web chat"), key_id=1)
MAIL = Caller(Source(pk=2, name="E-mail"), key_id=2)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Whose events were read from where on; the third read fails."""
    done: list[tuple[str, int]] = []

    def read(caller: Caller, after: int, *, unacked_upto: int) -> list[outbox.Line]:
        done.append((caller.source.name, after))
        if len(done) > 2:
            raise ConnectionError("the database is away")
        return [outbox.Line(after + 1, "{}")]

    monkeypatch.setattr(outbox, "newer", read)
    return done


async def test_those_who_stand_at_the_same_place_share_one_query(reads: list[tuple[str, int]]) -> None:
    board = Switchboard()
    found = await asyncio.gather(*(board.newer(CHAT, 7, 0) for _ in range(8)), board.newer(MAIL, 7, 0))
    assert [line.seq for lines in found for line in lines] == [8] * 9
    assert sorted(reads) == [("E-mail", 7), ("Web chat", 7)]


async def test_who_asks_later_is_read_for_anew_and_one_failure_is_everybodys(
    reads: list[tuple[str, int]],
) -> None:
    board = Switchboard()
    await board.newer(CHAT, 7, 0)
    await board.newer(CHAT, 7, 0)
    assert reads == [("Web chat", 7)] * 2
    failed = await asyncio.gather(*(board.newer(CHAT, 7, 0) for _ in range(2)), return_exceptions=True)
    assert [type(one) for one in failed] == [ConnectionError] * 2


async def test_one_who_leaves_meanwhile_takes_nothing_from_the_others(reads: list[tuple[str, int]]) -> None:
    board = Switchboard()
    leaver, other = (asyncio.ensure_future(board.newer(CHAT, 7, 0)) for _ in range(2))
    await asyncio.sleep(0)
    leaver.cancel()
    assert [line.seq for line in await other] == [8]
    assert len(reads) == 1
