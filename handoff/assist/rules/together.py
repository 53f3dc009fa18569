"""Many rules against the same few texts: how close these are to all of them is worked out at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from handoff.assist.rules import meaning
from handoff.assist.rules.closeness import features
from handoff.assist.rules.matching import Matcher, Text, Verdict

Floats = NDArray[np.float32]


class Together:
    """Matchers side by side. Never changes once made: safe to share between threads."""

    def __init__(self, matchers: Sequence[Matcher]) -> None:
        self._matchers = matchers
        meant = [one.meaning for one in matchers if one.meaning is not None]
        self._meaning = meaning.stacked(meant) if meant else None

    def match(self, texts: Sequence[Text], vectors: Floats | None = None) -> list[list[Verdict]]:
        """Each matcher's verdicts on the texts, as `Matcher.match` gives them."""
        if vectors is None or self._meaning is None or not texts:
            return [one.judged(texts, None) for one in self._matchers]
        close, at, found = features(self._meaning, meaning.seen(vectors)), 0, []
        for one in self._matchers:
            parts = len(one.meaning.vectors) if one.meaning is not None else 0
            found.append(one.judged(texts, close[:, at : at + parts] if parts else None))
            at += parts
        return found
