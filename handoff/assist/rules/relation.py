"""Which messages fall under which sentences, as learned: vectors of both, turned so that their cosine says so.

The encoder's cosine says how alike two texts are. A rule's few words and a message that falls under it are often not,
and a message with the rule's rarest word may be about something else. So each side's vector is moved a little: by a
layer of a few units for sentences and by one for messages, learned from pairs of both. It works on the vectors of the
encoder as they are, so that nothing else needs another kind of vector.

`data/relation.f16` was learned by `python -m tests.benchmarks.rules_fit` from vectors of all-MiniLM-L6-v2 (Apache-2.0):
of own sentences and messages, and of intents of CLINC150 (Larson et al. 2019, CC BY 3.0), Banking77 (Casanueva et al.
2020, CC BY 4.0), MultiDoGO, DSTC 11 and Bitext (CDLA) and HINT3 (ODbL). It holds no text.
"""

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from handoff.assist.cues import FOLDER
from handoff.assist.encoder import DIMENSIONS

Floats = NDArray[np.float32]
FILE: Final = FOLDER / "relation.f16"
UNITS: Final = 192


class Turn(NamedTuple):
    """How vectors are moved: what each unit looks for, from where on, and where it moves to."""

    looks: Floats  # 384 x UNITS
    bias: Floats  # UNITS
    moves: Floats  # UNITS x 384

    def __call__(self, vectors: Floats) -> Floats:
        """Vectors of length 1 (rows x 384), moved; of length 1 again."""
        moved = vectors + np.maximum(vectors @ self.looks + self.bias, 0) @ self.moves
        found: Floats = moved / np.linalg.norm(moved, axis=1, keepdims=True)
        return found


class Relation(NamedTuple):
    """How a rule's and a message's vectors are moved."""

    rule: Turn
    text: Turn


@cache
def relation() -> Relation:
    """The relation as it was learned."""
    return unpacked(FILE.read_bytes())


def packed(learned: Relation) -> bytes:
    """A relation as bytes: numbers of two bytes, the lowest first."""
    return b"".join(part.astype("<f2").tobytes() for turn in learned for part in turn)


def unpacked(raw: bytes) -> Relation:
    """The opposite way."""
    rule, text = np.frombuffer(raw, "<f2").astype(np.float32).reshape(2, -1)
    return Relation(_turn(rule), _turn(text))


def _turn(numbers: Floats) -> Turn:
    looks, bias, moves = np.split(numbers, [DIMENSIONS * UNITS, (DIMENSIONS + 1) * UNITS])
    return Turn(looks.reshape(DIMENSIONS, UNITS), bias, moves.reshape(UNITS, DIMENSIONS))


def write(learned: Relation, file: Path = FILE) -> None:
    """Keep a relation."""
    file.write_bytes(packed(learned))
