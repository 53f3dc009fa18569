"""The engine of the house itself: answers from an index of articles, macros and past tickets."""

from collections.abc import Iterator, Sequence

from handoff.assist.engine import Encoder, Proposal
from handoff.assist.index import Index
from handoff.assist.reading import from_articles, from_tickets
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
        readings = [(number, text) for number, one in enumerate(asked) for text in _readings(*one)]
        told = from_tickets(self._index, self._encoder, [text for _, text in readings])
        found: list[list[Proposal]] = [[] for _ in asked]
        for (number, _), proposal in zip(readings, told, strict=True):
            found[number] += [proposal] if proposal else []
        for (question, context), proposals in zip(asked, found, strict=True):
            read = [from_articles(self._index, question, said) for said in ((), context)]
            yield max([*proposals, *filter(None, read)], key=_worth, default=None)


def _readings(question: str, context: Sequence[str]) -> list[str]:
    if not context or len(terms(question)) >= FOLLOW_UP_TERMS:
        return [question]
    return [question, " ".join([*context[-LOOKED_BACK:], question])]


def _worth(proposal: Proposal) -> tuple[float, bool]:
    return proposal.confidence, proposal.text is not None
