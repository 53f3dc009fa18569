"""The engine of the house itself: answers from an index of articles, macros and past tickets."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from handoff.assist import library
from handoff.assist.engine import Citation, Encoder, Proposal
from handoff.assist.finding import Found
from handoff.assist.index import Index
from handoff.assist.items import Item
from handoff.assist.reading import from_tickets, near
from handoff.assist.terms import terms

AT_ONCE = 64
FOLLOW_UP_TERMS = 4
"""A question of fewer terms may follow up on what came before."""
LOOKED_BACK = 2
Asked = tuple[str, Sequence[str]]


class EmbeddedEngine:
    """Proposes answers out of `index`; reads only, so that threads may share it."""

    def __init__(self, index: Index, encoder: Encoder | None) -> None:
        """`encoder` must be there where the index was built with one; else only words and letters count."""
        self._index, self._encoder = index, encoder if index.encoded else None

    def propose(self, question: str, context: Sequence[str] = ()) -> Proposal | None:
        """See `handoff.assist.engine.Engine`."""
        return self.propose_many([(question, context)])[0]

    def propose_many(self, asked: Sequence[Asked]) -> list[Proposal | None]:
        """A proposal or None for each (question, context), in order."""
        return [one for at in range(0, len(asked), AT_ONCE) for one in self._some(asked[at : at + AT_ONCE])]

    def _some(self, asked: Sequence[Asked]) -> Iterator[Proposal | None]:
        """The surer reading of each question: alone or, where it may follow up, with what came before."""
        readings = [(number, *reading) for number, one in enumerate(asked) for reading in _readings(*one)]
        texts = [text for _, text, _ in readings]
        meanings = self.meanings(texts)
        told = from_tickets(self._index, texts, meanings)
        found: list[list[Proposal]] = [[] for _ in asked]
        for at, (number, _, context) in enumerate(readings):
            meaning = None if meanings is None else meanings[at]
            sought = library.asked(self._index, asked[number][0], context, meaning)
            found[number] += filter(None, (told[at], library.answer(self._index, sought)))
        for proposals in found:
            yield max(proposals, key=_worth, default=None)

    def find(self, question: str, context: Sequence[str] = (), most: int = 5) -> list[Found]:
        """Passages and past tickets that may answer, at most so many, best first: see `handoff.assist.finding`."""
        text, said = _readings(question, context)[-1]
        meanings = self.meanings([text])
        sought = library.asked(self._index, question, said, None if meanings is None else meanings[0])
        passages = library.found(self._index, sought, most)
        asked_before = [_past(*one) for one in near(self._index, text, meanings, most)]
        return sorted([*passages, *asked_before], key=lambda one: -one.citation.score)[:most]

    def meanings(self, texts: Sequence[str]) -> NDArray[np.float32] | None:
        """What the texts mean, a row each; None without an encoder."""
        return self._encoder.encode(texts) if self._encoder else None


def _past(item: Item, like: float) -> Found:
    """A past ticket to write from: what was asked and what was answered, to somebody else."""
    cited = Citation(item.title or item.question, item.url, item.question, round(like, 4), item.id)
    return Found(cited, f"{item.question}\n{item.text}", item.topic, private=True)


def _readings(question: str, context: Sequence[str]) -> list[Asked]:
    """The question as a text with what is read into it; a short one also after what came before."""
    if not context or len(terms(question)) >= FOLLOW_UP_TERMS:
        return [(question, ())]
    return [(question, ()), (" ".join([*context[-LOOKED_BACK:], question]), context)]


def _worth(proposal: Proposal) -> tuple[float, bool]:
    return proposal.confidence, proposal.text is not None
