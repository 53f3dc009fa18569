"""Tables of phrases, kept as data beside this module: how they are read, and how one is looked for."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from handoff.policy import Signal

FOLDER = Path(__file__).parent / "data"
MOST = 4000
"""Characters of a message that are looked at, half of them at each end: cues stand there, and it must stay cheap."""
_CUT = "\n\0\n"
"""Stands for the middle of a longer one; no phrase reaches across it."""
QUOTE = 200
"""Characters of a span that are kept as evidence."""
_WORD = re.compile(r"\w+|[$€£]")


def table(name: str) -> dict[str, Any]:
    """The table `name`: its `[parts]` are put in wherever a pattern names one in braces."""
    read = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    parts: dict[str, str] = read.pop("parts", {})
    filled: dict[str, Any] = _filled(read, {f"{{{part}}}": pattern for part, pattern in parts.items()})
    return filled


def _filled(value: Any, parts: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(one, parts) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, parts) for one in value]
    if isinstance(value, str):
        for name, pattern in parts.items():
            value = value.replace(name, pattern)
    return value


def compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern that finds the first of many. White space in them means nothing."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.VERBOSE)


def ends(text: str) -> str:
    """A text that is short enough to look through: of a longer one its two ends."""
    return text if len(text) <= MOST else f"{text[: MOST // 2]}{_CUT}{text[-MOST // 2 :]}"


def placed(found: Signal, text: str) -> Signal:
    """A signal from the `ends` of a text, its offsets into the whole of it."""
    if len(text) <= MOST or found.start < MOST // 2:
        return found
    left_out = len(text) - MOST - len(_CUT)
    return msgspec.structs.replace(found, start=found.start + left_out, end=found.end + left_out)


class Gate:
    """Whether one of a few words may be in a text at all: far cheaper than to look for what holds one of them."""

    def __init__(self, beginnings: str) -> None:
        """`beginnings` are how those words begin, parted by spaces; their first three letters are looked at."""
        self._heads = frozenset(word[:3] for word in beginnings.split())

    def opens(self, text: str) -> bool:
        """True where a word of `text` begins so."""
        return not self._heads.isdisjoint(_heads(text))


@lru_cache(maxsize=16)
def _heads(text: str) -> frozenset[str]:
    """The first three, two and one letters of each word, in lower case."""
    words = _WORD.findall(text.lower())
    return frozenset(word[:size] for word in words for size in (3, 2, 1))


def signal(match: re.Match[str], score: float, message: int | None, name: str = "") -> Signal:
    """What a pattern found, as evidence."""
    start, end = match.span()
    return Signal(score=score, span=match.group()[:QUOTE], message=message, start=start, end=end, name=name)


def stronger(one: Signal | None, other: Signal | None) -> Signal | None:
    """The one with the higher score; the first where they are even."""
    if one is None or other is None:
        return one or other
    return other if other.score > one.score else one
