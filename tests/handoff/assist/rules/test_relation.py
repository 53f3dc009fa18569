"""How vectors of rules and messages are moved, and that moving is learned."""

from pathlib import Path

import numpy as np
import pytest

from handoff.assist.encoder import DIMENSIONS
from handoff.assist.rules import relation
from handoff.assist.rules.relation import UNITS, Relation, Turn
from tests.benchmarks import rules_learn
from tests.benchmarks.rules_learn import Lesson, learned


def unit(rows: relation.Floats) -> relation.Floats:
    found: relation.Floats = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return found


def some(rows: int, seed: int) -> relation.Floats:
    return unit(np.random.default_rng(seed).normal(size=(rows, DIMENSIONS)).astype(np.float32))


def test_what_is_kept_is_of_the_size_that_is_read_and_moves_to_length_one() -> None:
    assert relation.FILE.stat().st_size == 2 * 2 * UNITS * (2 * DIMENSIONS + 1)
    held = relation.relation()
    for turn in held:
        moved = turn(some(5, 1))
        assert np.linalg.norm(moved, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
        assert not np.allclose(moved, some(5, 1), atol=1e-3)


def test_a_relation_is_read_as_it_was_written(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    turns = [
        Turn(
            *(
                chance.normal(size=size).astype(np.float32)
                for size in ((DIMENSIONS, UNITS), UNITS, (UNITS, 384))
            )
        )
        for _ in range(2)
    ]
    relation.write(Relation(*turns), tmp_path / "relation.f16")
    read = relation.unpacked((tmp_path / "relation.f16").read_bytes())
    for turn, told in zip(turns, read, strict=True):
        assert told(some(4, 2)) == pytest.approx(turn(some(4, 2)), abs=1e-3)


def test_messages_in_other_words_come_nearer_to_their_rule_than_what_repeats_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules_learn, "STEPS", 120)
    rules = some(40, 4)
    swapped = unit(np.roll(rules, 7, axis=1) + 0.2 * rules)  # the same, told in other words each time
    lessons = [
        Lesson(rules[at : at + 1], unit(swapped[at] + 0.02 * some(6, at)), rules[at : at + 1])
        for at in range(40)
    ]
    found = learned(lessons, np.eye(40, dtype=bool), dict.fromkeys(range(40), ()))
    assert not nearer(rules, swapped, rules).any()
    assert nearer(found.rule(rules), found.text(swapped), found.text(rules)).mean() > 0.8


def nearer(rules: relation.Floats, own: relation.Floats, near: relation.Floats) -> relation.Floats:
    found: relation.Floats = (rules * own).sum(axis=1) > (rules * near).sum(axis=1)
    return found


def test_what_may_fall_under_both_of_two_rules_teaches_neither() -> None:
    close = np.zeros((2, 2), np.float32)
    belongs = np.eye(2, dtype=bool)
    drawn = rules_learn._Drawn(some(2, 1), some(2, 2), belongs, belongs, 2)
    pull, _ = rules_learn._pull(drawn, close, 0.0)
    assert pull[0, 1] == pull[1, 0] == pytest.approx(0, abs=1e-6)
    assert pull[0, 0] < 0
