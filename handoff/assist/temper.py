"""The fitted part of the sense of anger: one signed byte for each hashed piece of a word.

`data/anger.int8` was fitted by `python -m handoff.assist.fitting` on the train split of GoEmotions (Demszky et al.
2020, github.com/google-research/google-research/tree/master/goemotions; Apache-2.0, the comments CC BY 4.0), for
anger, annoyance and disgust against everything else. No text of it is kept, and none can be read back.
"""

import json
import re
from collections import Counter
from functools import cache, lru_cache
from math import log, sqrt
from typing import NamedTuple
from zlib import crc32

from handoff.assist.cues import FOLDER

BUCKETS = 1 << 17
SIZES = (2, 3, 4, 5)
"""Lengths of the pieces of a word, a space before and behind it counted."""
FEW = 30
"""Pieces by which a text is taken for longer than it is: two words are weak evidence."""
LONGEST = 40
"""Characters of a word that are looked at."""
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[!?]+|[^\w\s]")


class Fitted(NamedTuple):
    """The model: a value for each byte, a byte for each bucket, and what no word at all scores (log-odds)."""

    values: tuple[float, ...]
    buckets: memoryview
    bias: float


def pieces(word: str) -> list[int]:
    """The buckets of a word and of its pieces. `word` is lower-case."""
    padded = f" {word} "
    parts = [f"w{word}"]
    for size in SIZES:
        parts += [f"c{padded[at : at + size]}" for at in range(len(padded) - size + 1)]
    return [crc32(part.encode("utf-8", "surrogatepass")) % BUCKETS for part in parts]


def words(text: str) -> list[str]:
    """The words and marks of a text as the model knows them."""
    return [word[:LONGEST].replace("’", "'") for word in WORD.findall(text.lower())]


def log_odds(said: list[str]) -> float:
    """How much likelier than not these words are angry, as log-odds.

    A word that comes n times counts 1 + log(n) times: said over and over, it tells little more each time.
    """
    total, count = 0.0, 0.0
    for word, times in Counter(said).items():
        weight, size = _weighed(word)
        often = 1 + log(times)
        total, count = total + often * weight, count + often * size
    return fitted().bias + total / sqrt(count + FEW)


@lru_cache(maxsize=1 << 15)
def _weighed(word: str) -> tuple[float, int]:
    model, found = fitted(), pieces(word)
    return sum(model.values[model.buckets[bucket]] for bucket in found), len(found)


@cache
def fitted() -> Fitted:
    """The model, read once. A byte stands for a weight by its square, so that small ones stay apart."""
    about = json.loads((FOLDER / "anger.json").read_text())
    buckets = memoryview((FOLDER / "anger.int8").read_bytes())
    steps = [byte if byte < 128 else byte - 256 for byte in range(256)]
    values = tuple((step / 127) * abs(step / 127) * about["largest"] for step in steps)
    return Fitted(values, buckets, about["bias"])
