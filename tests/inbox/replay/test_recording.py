"""Files of conversations, the real ones among them."""

import json
from pathlib import Path
from typing import Any

from handoff.records import BadLine
from inbox.replay.recording import Recording, recordings

TURN = {"role": "customer", "text": "Hi"}


def read(tmp_path: Path, *lines: Any) -> list[Recording | BadLine]:
    file = tmp_path / "c.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines))
    return list(recordings(file))


def test_a_bad_conversation_is_named_and_the_rest_is_played(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"id": "c1", "turns": [TURN], "unknown": 1},
        {"id": "c2", "turns": []},
        {"id": "c3", "turns": [{"role": "robot", "text": "Hi"}]},
        {"id": "c4", "turns": [{"role": "bot", "text": "x" * 20_001}]},
        {"id": "c1", "turns": [TURN, TURN]},
        {"id": "c5", "turns": [TURN]},
    )

    assert [one.id for one in found if isinstance(one, Recording)] == ["c1", "c5"]
    assert [str(one) for one in found if isinstance(one, BadLine)] == [
        "line 2: turns: Expected array of length >= 1",
        "line 3: turns[0].role: Invalid enum value 'robot'",
        "line 4: turns[0].text: Expected string of length <= 20000",
        "line 5: id: “c1” is in line 1 already",
    ]


def test_every_real_conversation_can_be_played(shared_data: Path) -> None:
    found = list(recordings(shared_data / "conversations.jsonl.gz"))
    played = [one for one in found if isinstance(one, Recording)]

    assert len(played) == len(found) == 2440
    assert sum(one.ended_badly for one in played) == 829
    failing = [(one, place) for one in played for place in range(len(one.turns)) if one.failed_at(place)]
    assert len(failing) > 900
    assert all(one.turns[place].role == "bot" for one, place in failing)
    assert all(
        one.failed_at((one.meta or {})["first_failure_turn"])
        for one in played
        if (one.meta or {}).get("first_failure_turn")
    )
