"""What tells a right answer from a wrong one wherever customers ask: what a calibrator of few questions begins with.

`data/priors.json` was fitted by `python -m handoff.evaluate.priors` on many small shops cut out of CLINC150
(CC BY 3.0), Banking77 (CC BY 4.0), MultiDoGO and the DSTC 11 intents (CDLA-Permissive): a few dozen numbers, no text.
"""

import json
from functools import cache

import numpy as np
from numpy.typing import NDArray

from handoff.assist.cues import FOLDER

FILE = FOLDER / "priors.json"


def weights(features: int) -> NDArray[np.float64]:
    """The weights of so many standardised features, in the order of `handoff.assist.evidence`; zeros where the
    experts are others than any that were fitted."""
    return np.array(_fitted().get(features, [0.0] * features))


@cache
def _fitted() -> dict[int, list[float]]:
    found: dict[str, list[float]] = json.loads(FILE.read_text())["weights"]
    return {int(count): values for count, values in found.items()}
