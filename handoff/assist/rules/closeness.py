"""What speaks for a text being about the parts of concepts, as numbers: what the scorer weighs.

Each is a way to ask whether text and part stand closer to each other than either stands to everything else.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from handoff.assist.rules.meaning import RANKS, Meaning, Seen

Floats = NDArray[np.float32]
_CLOSE = 0.4
"""The cosine from which on the closest topic says anything."""
_HAIR = 1e-4
"""What is not closer by so much is as close."""
_PLACES = np.concatenate([[0.0], np.log1p(RANKS + 1)])

COLUMNS: Final = (
    "cosine",
    "put otherwise",  # the best cosine to the other ways of putting it
    "crowd of the part",  # how close the library's messages are to it
    "crowd of the text",
    "agreed",  # how far both mean the same topics
    "linked",  # how close the text is to the topics that the part means
    "other",  # and to any other
    "on topic",  # a topic that the part names is the closest of all
    "closer messages",  # of the library, to the part than the text is: log
    "closer names",  # of topics, to the text than the part is: log
    "own topic",  # how close the text is to the closest topic of the part
    "closer topics",  # than that: log
    "margin",  # by how much that one is closer than any other
    "trust",  # how close the part is to its own topic
    "neighbours",  # the share of the text's nearest messages that are of the part's topics
    "kin",  # how close the part is to the text's closest topic
    "kin lost",  # and how much less than to its own
    "expected",  # how close the part is to the text's topics, by their shares
    "named",  # the part names a topic
    "nearest",  # how close the text's nearest message is
    "own share",  # of the text's topics
    "sure text",  # the share of the text's first topic
    "sure part",  # the same of the part
    "kind",  # the cosine to what the library has that is most like the part
    "kind and part",
    "turned",  # the cosine of both as the relation moves them
    "closer messages, turned",
    "closer names, turned",
)


def features(concept: Meaning, texts: Seen) -> Floats:
    """What speaks for texts being about parts: texts x parts x COLUMNS."""
    rows = [_row(concept, texts, number) for number in range(len(texts.vectors))]
    return np.array(rows, np.float32).reshape(len(rows), len(concept.vectors), len(COLUMNS))


def _row(concept: Meaning, texts: Seen, number: int) -> Floats:
    """One text: parts x COLUMNS."""
    vector, topics, share = texts.vectors[number], texts.topics[number], texts.share[number]
    cosine, kind = concept.vectors @ vector, concept.kind @ vector
    turned = concept.turned @ texts.turned[number]
    top = topics.argmax()
    linked = concept.share @ topics
    own = np.where(concept.own, topics, -1.0).max(axis=1)
    best_link = concept.links.max(axis=1)
    between = np.einsum("pd,pd->p", concept.vectors, concept.kind)
    told = np.empty((len(cosine), len(COLUMNS)), np.float32)
    columns = (
        cosine,
        (concept.ways @ vector).max(axis=1),
        concept.near,
        texts.near[number],
        concept.share @ share,
        linked,
        np.where(concept.other, topics, -1.0).max(axis=1),
        concept.named[:, top] & (topics[top] > _CLOSE),
        _PLACES[(concept.ranked > cosine[:, None] + _HAIR).sum(axis=1)],
        _higher(texts.names[number], cosine),
        own,
        _higher(texts.ordered[number], own),
        own - np.where(concept.own, -1.0, topics).max(axis=1),
        np.where(concept.own, concept.links, -1.0).max(axis=1),
        concept.own[:, texts.neighbours[number]].mean(axis=1),
        concept.links[:, top],
        best_link - concept.links[:, top],
        concept.links @ share,
        concept.named.any(axis=1),
        texts.nearest[number],
        concept.own @ share,
        share.max(),
        concept.share.max(axis=1),
        kind,
        (cosine + kind) / np.sqrt(2 + 2 * between),
        turned,
        _PLACES[(concept.turned_ranked > turned[:, None] + _HAIR).sum(axis=1)],
        _higher(texts.turned_names[number], turned),
    )
    for at, column in enumerate(columns):
        told[:, at] = column
    return told


def _higher(rising: Floats, values: Floats) -> Floats:
    """How many of the rising numbers are higher than each value, as a logarithm."""
    found: Floats = np.log1p(len(rising) - np.searchsorted(rising, values + _HAIR)).astype(np.float32)
    return found
