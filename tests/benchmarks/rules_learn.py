"""Learns which messages fall under which sentences (`handoff.assist.rules.relation`), from pairs, by their vectors.

Each step draws some sentences with messages of theirs, and others that are most like them. Of all messages drawn, a
sentence's own must be closer to it than any other, and it must be closer to them than any other sentence (van den Oord
et al. 2018, arXiv 1807.03748); and by how much is settled too (Zhai et al. 2023, arXiv 2303.15343). What may fall under
both of two sentences tells nothing. Plain numpy with Adam (Kingma and Ba 2015): some twenty seconds a time.
"""

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist.encoder import DIMENSIONS
from handoff.assist.rules.relation import UNITS, Relation, Turn

Floats = NDArray[np.floating]
TIMES = 3
OWN_UNITS = UNITS // TIMES
STEPS, SENTENCES, OWN, NEAR = 1600, 32, 3, 4
PACE, WARM, DECAY, NOISE = 2e-3, 0.1, 0.01, 0.04
"""The highest pace and the share of steps after which it is reached; what is added to vectors, in each number."""
SHARP, BIAS = 20.0, -8.0
OTHERS_COUNT = 0.15
"""What a message that does not fall under a sentence counts beside one that does."""
_LOOKS = 8.0
_TOLD_APART = -1e4


class Lesson(NamedTuple):
    """A sentence in several wordings, with messages that fall under it and near ones that do not: all as vectors."""

    wordings: Floats
    own: Floats
    near: Floats


class _Drawn(NamedTuple):
    """What one step looks at: sentences, messages, which belong together, and which tell something."""

    rules: Floats
    texts: Floats
    belongs: NDArray[np.bool_]
    tells: NDArray[np.bool_]
    shared: int
    """So many messages, the first, are of the sentences themselves."""


def learned(
    lessons: Sequence[Lesson], unclear: NDArray[np.bool_], siblings: Mapping[int, Sequence[int]]
) -> Relation:
    """The relation, learned from the lessons in `siblings`, each with those most like it that are yet apart.

    `unclear` says of which lessons the messages may fall under another as well: lessons x lessons. It is learned a few
    times by other chances, and moves vectors by the mean of these: what only one of them has learned is mostly chance.
    """
    each = [_once(lessons, unclear, siblings, seed) for seed in range(TIMES)]
    return Relation(*(_mean([one[side] for one in each]) for side in range(2)))


def _mean(turns: Sequence[Turn]) -> Turn:
    looks, bias, moves = zip(*turns, strict=True)
    return Turn(np.hstack(looks), np.concatenate(bias), (np.vstack(moves) / len(turns)).astype(np.float32))


def _once(
    lessons: Sequence[Lesson],
    unclear: NDArray[np.bool_],
    siblings: Mapping[int, Sequence[int]],
    seed: int,
) -> Relation:
    chance, noise = random.Random(seed), np.random.default_rng(seed)
    turns = [_blank(noise) for _ in range(2)]
    settings = np.array([np.log(SHARP), BIAS], np.float32)
    parts = [part for turn in turns for part in turn] + [settings]
    moments = [(np.zeros_like(part), np.zeros_like(part)) for part in parts]
    for step in range(STEPS):
        drawn = _drawn(lessons, unclear, siblings, chance, noise)
        slopes = _slopes(drawn, turns, settings)
        _adam(parts, slopes, moments, step)
    return Relation(*(Turn(turn[0] * np.float32(_LOOKS), turn[1], turn[2]) for turn in turns))


def _blank(noise: np.random.Generator) -> list[Floats]:
    looks = noise.normal(0, 0.02, (DIMENSIONS, OWN_UNITS)).astype(np.float32)
    return [looks, np.zeros(OWN_UNITS, np.float32), np.zeros((OWN_UNITS, DIMENSIONS), np.float32)]


def _drawn(
    lessons: Sequence[Lesson],
    unclear: NDArray[np.bool_],
    siblings: Mapping[int, Sequence[int]],
    chance: random.Random,
    noise: np.random.Generator,
) -> _Drawn:
    chosen = chance.sample([*siblings], min(SENTENCES, len(siblings)))
    chosen += [chance.choice(siblings[one]) for one in chosen if siblings[one]]
    chosen = list(dict.fromkeys(chosen))
    own = [_some(lessons[one].own, OWN, chance) for one in chosen]
    near = [_some(lessons[one].near, NEAR, chance) for one in chosen]
    of = np.repeat(np.arange(len(chosen)), [len(one) for one in own])
    beside = np.repeat(np.arange(len(chosen)), [len(one) for one in near])
    numbers = np.arange(len(chosen))[:, None]
    places = np.array(chosen)
    belongs = np.hstack([numbers == of, np.zeros((len(chosen), len(beside)), bool)])
    tells = np.hstack([(numbers == of) | ~unclear[np.ix_(places, places[of])], numbers == beside])
    rules = np.vstack([_some(lessons[one].wordings, 1, chance) for one in chosen])
    texts = np.vstack([*own, *near])
    return _Drawn(_shaken(rules, noise), _shaken(texts, noise), belongs, tells, len(of))


def _some(rows: Floats, most: int, chance: random.Random) -> Floats:
    return rows[chance.sample(range(len(rows)), min(most, len(rows)))]


def _shaken(rows: Floats, noise: np.random.Generator) -> Floats:
    return rows + noise.normal(0, NOISE, rows.shape).astype(np.float32)


def _slopes(drawn: _Drawn, turns: Sequence[Sequence[Floats]], settings: Floats) -> list[Floats]:
    """How the loss changes with each number that is learned."""
    rules, texts = (_forward(rows, turn) for rows, turn in zip(drawn[:2], turns, strict=True))
    close = rules[0] @ texts[0].T
    sharp = np.exp(settings[0])
    pull, bias = _pull(drawn, close * sharp, settings[1])
    sides = (sharp * pull @ texts[0], sharp * pull.T @ rules[0])
    found = []
    for rows, turn, told, side in zip(drawn[:2], turns, (rules, texts), sides, strict=True):
        found += _backward(rows, turn, told, side)
    return [*found, np.array([sharp * (pull * close).sum(), bias], np.float32)]


def _pull(drawn: _Drawn, scores: Floats, bias: float) -> tuple[Floats, float]:
    """How the loss changes with each score (sentences x messages), and with the bias."""
    belongs, tells = drawn.belongs, drawn.tells
    many = belongs.sum()
    seen = np.where(tells, scores, _TOLD_APART)
    others = np.where(belongs, _TOLD_APART, seen)
    top = others.max(axis=1, keepdims=True)
    raised = np.exp(others - top)
    whole = raised.sum(axis=1, keepdims=True)
    lost = np.where(belongs, _logistic(top + np.log(whole) - scores), 0) / many
    pull = lost.sum(axis=1, keepdims=True) * raised / whole - lost
    shared = seen[:, : drawn.shared]
    share = np.exp(shared - shared.max(axis=0))
    pull[:, : drawn.shared] += (share / share.sum(axis=0) - belongs[:, : drawn.shared]) / drawn.shared
    counts = tells * np.where(belongs, 1.0, OTHERS_COUNT) / many
    sure = counts * (_logistic(scores + bias) - belongs)
    return (pull + sure).astype(np.float32), float(sure.sum())


def _logistic(odds: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-np.clip(odds, -60, 60)))
    return found


def _forward(rows: Floats, turn: Sequence[Floats]) -> tuple[Floats, Floats, Floats]:
    """Rows turned, the units that did it, and how long the rows had become."""
    looks, bias, moves = turn
    units = np.maximum(rows @ looks * np.float32(_LOOKS) + bias, 0)
    moved = rows + units @ moves
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    return moved / length, units, length


def _backward(
    rows: Floats, turn: Sequence[Floats], told: tuple[Floats, Floats, Floats], side: Floats
) -> list[Floats]:
    unit, units, length = told
    moved = (side - (side * unit).sum(axis=1, keepdims=True) * unit) / length
    back = (moved @ turn[2].T) * (units > 0)
    return [rows.T @ back * np.float32(_LOOKS), back.sum(axis=0), units.T @ moved]


def _adam(
    parts: Sequence[Floats], slopes: Sequence[Floats], moments: Sequence[tuple[Floats, Floats]], step: int
) -> None:
    """One step of Adam, in place."""
    pace = PACE * _pace(step)
    for part, slope, (first, second) in zip(parts, slopes, moments, strict=True):
        first[:] += 0.1 * (slope - first)
        second[:] += 0.001 * (slope * slope - second)
        part[:] *= 1 - pace * DECAY
        even = np.sqrt(second / (1 - 0.999 ** (step + 1))) + 1e-8
        part[:] -= pace * (first / (1 - 0.9 ** (step + 1))) / even


def _pace(step: int) -> float:
    """From little to 1 and back to nothing, evenly round."""
    rising = STEPS * WARM
    if step < rising:
        return float(0.04 + 0.96 * (1 - np.cos(np.pi * step / rising)) / 2)
    return float((1 + np.cos(np.pi * (step - rising) / (STEPS - rising))) / 2)
