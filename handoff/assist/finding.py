"""What an engine that writes for itself is given to write from."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from handoff.assist.engine import Citation


class Found(msgspec.Struct, frozen=True):
    """A passage that may answer: `citation` names it, `text` is all of it.

    `private` marks words that were said to one customer, and may hold what is theirs.
    """

    citation: Citation
    text: str
    topic: str = ""
    private: bool = False


class Finder(Protocol):
    """Whatever looks up passages."""

    def find(self, question: str, context: Sequence[str] = (), most: int = 5) -> Sequence[Found]:
        """At most so many passages that may answer `question`, best first; `context` as engines have it."""
        ...
