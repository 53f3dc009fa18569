"""What the answers are called: the name of a topic is one more example of what is asked about it.

Where few questions were asked yet this says much: "card arrival" is nearer to "where is my new card?" than three
other questions may be. Names that tell nothing ("t-417") are found out by the past questions themselves.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

MOST = 400
"""Names that are looked at: those of the topics with the most questions."""
TELLING = 0.25
"""How much better than by chance names must find their own questions: 0 no better, 1 all of them."""
LOOKED_AT = 2000
_BREAKS = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")


class Names(NamedTuple):
    """By the number of the answer: its name's words and letters, and its meaning (None without an encoder).

    The row of an answer without a name is empty.
    """

    words: sparse.csr_matrix
    meaning: Floats | None

    def of(self, known: Whole) -> tuple[Whole, "Names"]:
        """Which of the answers `known` have a name (their places in `known`), and those names."""
        there = np.flatnonzero(np.diff(self.words.indptr)[known])
        rows = known[there]
        return there, Names(self.words[rows], None if self.meaning is None else self.meaning[rows])


def spoken(topic: str) -> str:
    """A topic as somebody would say it: `card_arrival` and `cardArrival` are "card arrival"."""
    return " ".join(_BREAKS.sub(" ", topic).split()).lower()


def chosen(topics: Mapping[int, str], labels: Whole) -> dict[int, str]:
    """The spoken names of the commonest answers by number; `labels` are the numbers of all questions' answers."""
    common = (label for label, _ in Counter(labels[labels >= 0].tolist()).most_common(MOST))
    return {label: name for label in common if (name := spoken(topics.get(label, "")))}


def laid_out(numbers: Sequence[int], words: sparse.csr_matrix, meaning: Floats | None, count: int) -> Names:
    """The names' `words` and `meaning`, a row each, put in the rows of their answers' `numbers`, of `count`."""
    place = sparse.csr_matrix(
        (np.ones(len(numbers), np.float32), (np.array(numbers, int), np.arange(len(numbers)))),
        shape=(count, len(numbers)),
    )
    return Names((place @ words).tocsr(), None if meaning is None else (place @ meaning).astype(np.float32))


def telling(names: Names, words: sparse.csr_matrix, meaning: Floats | None, labels: Whole) -> bool:
    """Whether past questions (rows, with the numbers of their answers) are nearer to their own answer's name."""
    there, held = names.of(np.unique(labels[labels >= 0]))
    numbers = np.unique(labels[labels >= 0])[there]
    asked = np.flatnonzero(np.isin(labels, numbers))
    if len(numbers) < 2:
        return False
    asked = asked[:: max(1, len(asked) // LOOKED_AT)]
    if meaning is None or held.meaning is None:
        sims = (words[asked] @ held.words.T).toarray()
    else:
        sims = meaning[asked] @ held.meaning.T
    found = float((numbers[sims.argmax(axis=1)] == labels[asked]).mean())
    chance = 1 / len(numbers)
    return (found - chance) / (1 - chance) >= TELLING
