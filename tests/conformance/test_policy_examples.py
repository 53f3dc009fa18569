"""The decision cases that are kept outside of this project: frames of a conversation, and what must come of them."""

import json
import sys
from collections.abc import Iterable
from typing import Any

import pytest

from tests import required
from tests.front_end import Poster

ALLOWED_MISSES = 3


def expected(case: dict[str, Any], replies: list[dict[str, Any]]) -> bool:
    """Whether the replies are what the case says: the last one, any one, or all that bear a decision."""
    decided = [reply for reply in replies if "decision" in reply]
    if not decided:
        return False
    if case["judge"] == "last":
        return _fits(case["expect"], replies[-1])
    judged = (_fits(case["expect"], reply) for reply in decided)
    return any(judged) if case["judge"] == "any" else all(judged)


def _fits(expect: dict[str, Any], reply: dict[str, Any]) -> bool:
    decision = reply.get("decision", {})
    fired = {trigger["trigger"] for trigger in decision.get("triggers", ())}
    return (
        (not expect.get("action_in") or decision.get("action") in expect["action_in"])
        and (not expect.get("triggers_any") or bool(fired & set(expect["triggers_any"])))
        and not fired & set(expect.get("triggers_none", ()))
        and (not expect.get("state_in") or reply.get("state") in expect["state_in"])
    )


async def missed(cases: Iterable[dict[str, Any]], poster: Poster) -> list[str]:
    """The cases that do not hold, each with what came instead."""
    found = []
    for case in cases:
        replies = [
            await poster.ask(frame["type"], conversation=case["id"], **_fields(frame))
            for frame in case["frames"]
        ]
        if not expected(case, replies):
            told = [(reply.get("decision"), reply.get("state", reply.get("message"))) for reply in replies]
            found.append(f"{case['id']}: wanted {case['expect']}, came {told[-1]}")
    return found


def _fields(frame: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in frame.items() if name not in {"type", "id", "conversation"}}


@pytest.mark.slow
async def test_the_cases_hold_under_the_default_policy(poster: Poster) -> None:
    file = required.policy_examples() / "examples.jsonl"
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    cases = [row for row in rows if row["type"] == "decision"]
    misses = await missed(cases, poster)
    sys.stderr.write("".join(f"{miss}\n" for miss in misses))
    assert len(cases) >= 60
    assert len(misses) <= ALLOWED_MISSES, "\n".join(misses)
