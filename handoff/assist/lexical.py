"""An engine without a model: finds the passage that shares the most telling words with a question.

Its confidence is the share of the question's weight (rare words weigh more) that the passage accounts for,
damped where the question is too short to tell, or where another item fits as well. It is no probability: it
only rises with that share.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from handoff.assist.engine import Citation, Proposal
from handoff.assist.finding import Found
from handoff.assist.passages import Passage, passages
from handoff.assist.terms import terms

MOST_SENTENCES = 3
AMPLE = 240  # characters of an answer after which only sentences to the point are added
FOLLOW_UP_TERMS = 4
FADE = 0.5
ELSEWHERE = 0.6  # what a term counts that stands in the article, but not in the passage
CLOSE = 0.8  # the share of the best score from which another article counts as a rival
LOG_ODDS, OF_WORDS, OF_MEANING = -4.5, 3.0, 9.0
"""By hand, near what a logistic regression finds for paraphrased questions to a shop's help texts and questions that
have nothing to do with it: the same words with another meaning stay below 0.2, another wording reaches 0.5."""
HEADING_GAIN, BODY_GAIN, TITLE_GAIN, REST_GAIN = 0.8, 0.6, 0.6, 0.3


class Item(msgspec.Struct, frozen=True):
    """One piece of knowledge: Markdown `text` under a `title`."""

    id: str | int
    title: str
    text: str
    url: str = ""
    topic: str = ""


class Entry(NamedTuple):
    """One passage, and the terms near it and elsewhere in its article."""

    item: Item
    passage: Passage
    fields: tuple[tuple[frozenset[str], float], ...]
    near: frozenset[str]
    far: frozenset[str]


class LexicalEngine:
    """Answers from `items`, in pure Python; safe to share between threads, as it never changes once built."""

    def __init__(self, items: Iterable[Mapping[str, Any] | object]) -> None:
        """Index `items`: mappings or objects with `id, title, text` and perhaps `url, topic`."""
        self._entries = [
            entry for given in items for entry in entries(msgspec.convert(given, Item, from_attributes=True))
        ]
        held = Counter(term for entry in self._entries for term in entry.near | entry.far)
        self._weights = {term: self._weight(count) for term, count in held.items()}
        self._unknown = self._weight(0)

    def propose(self, question: str, context: Sequence[str] = ()) -> Proposal | None:
        """The sentences that answer `question` best, or None where no passage shares a telling word with it.

        A short question is read as a follow-up: what the customer wrote before (`context`, oldest first)
        counts too, the less the longer ago it was.
        """
        asked = asked_for(question, context, self._weighed)
        scored = [(_score(entry, asked), entry) for entry in self._entries]
        score, best = max(scored, key=itemgetter(0), default=(0.0, None))
        if best is None or not score:
            return None
        rival = max((other for other, entry in scored if entry.item.id != best.item.id), default=0.0)
        return answered(best, asked, rival / score)

    def find(self, question: str, context: Sequence[str] = (), most: int = 5) -> Sequence[Found]:
        """The passages that share a telling word with `question`, at most so many, best first; one of each item."""
        asked = asked_for(question, context, self._weighed)
        scored = sorted(
            ((_score(entry, asked), entry) for entry in self._entries), key=itemgetter(0), reverse=True
        )
        best = {entry.item.id: entry for score, entry in reversed(scored) if score}
        chosen = sorted(best.values(), key=lambda entry: _score(entry, asked), reverse=True)[:most]
        return [found_in(entry, asked) for entry in chosen]

    def _weight(self, held: int) -> float:
        return math.log(1 + (len(self._entries) - held + 0.5) / (held + 0.5))

    def _weighed(self, asked: Sequence[str]) -> list[float]:
        return [self._weights.get(term, self._unknown) for term in asked]


def asked_for(
    question: str, context: Sequence[str], weighed: Callable[[Sequence[str]], Sequence[float]]
) -> dict[str, float]:
    """The terms of the question and what each weighs; of a follow-up also those of what it follows."""
    own = terms(question)
    asked = dict(zip(own, weighed(own), strict=True))
    fade = 1.0
    for earlier in reversed(context):
        if len(asked) >= FOLLOW_UP_TERMS:
            break
        fade *= FADE
        said = terms(earlier)
        for term, weight in zip(said, weighed(said), strict=True):
            asked.setdefault(term, fade * weight)
    return asked


def entries(item: Item) -> Iterator[Entry]:
    """The passages of an item, each with its terms."""
    title = frozenset(terms(item.title))
    whole = frozenset(terms(item.text)) | title
    for passage in passages(item.text):
        heading = frozenset(terms(passage.heading))
        body = frozenset(terms(" ".join(passage.sentences)))
        fields = (heading, HEADING_GAIN), (body, BODY_GAIN), (title, TITLE_GAIN), (whole, REST_GAIN)
        yield Entry(item, passage, fields, heading | body, whole - heading - body)


def _score(entry: Entry, asked: Mapping[str, float]) -> float:
    """How well the passage fits: a term counts more in more fields, but never more than its weight."""
    return sum(weight * (1 - _missed(entry, term)) for term, weight in asked.items())


def _missed(entry: Entry, term: str) -> float:
    return math.prod(1 - gain for held, gain in entry.fields if term in held)


def _share(entry: Entry, asked: Mapping[str, float]) -> float:
    """The part of the question's weight that the passage, or less so its article, accounts for."""
    near = sum(weight for term, weight in asked.items() if term in entry.near)
    far = sum(weight for term, weight in asked.items() if term in entry.far)
    return (near + ELSEWHERE * far) / sum(asked.values())


def _confidence(share: float, asked: int, rival: float) -> float:
    """From 0 to 1: rises with `share`; falls for few terms, and where another article comes close."""
    short = 1 - 0.5 / asked**2
    return round(share * short * _close(rival), 4)


def _close(rival: float) -> float:
    return 1 - 0.25 * max(0.0, rival - CLOSE) / (1 - CLOSE)


def answered(entry: Entry, asked: Mapping[str, float], rival: float, like: float | None = None) -> Proposal:
    """The entry's answer to the terms `asked` (each with its weight, none below 0).

    `rival` is the score of the best other article as a share of this entry's; `like` is how alike in meaning
    entry and question are (cosine), where somebody knows.
    """
    confidence = _sure(entry, asked, rival, like)
    said = _window(entry, asked)
    item = entry.item
    quote = max(said, key=lambda sentence: _covered((sentence,), asked))
    cited = Citation(item.title, item.url, quote, confidence, str(item.id))
    return Proposal(" ".join(said), confidence, item.topic, (cited,))


def _sure(entry: Entry, asked: Mapping[str, float], rival: float, like: float | None) -> float:
    """What words say alone, or words and meaning together, damped where another article comes close."""
    share = _share(entry, asked) if asked else 0.0
    if like is None:
        return _confidence(share, len(asked), rival) if asked else 0.0
    chance = 1 / (1 + math.exp(-(LOG_ODDS + OF_WORDS * share + OF_MEANING * like)))
    return round(chance * _close(rival), 4)


def found_in(entry: Entry, asked: Mapping[str, float], like: float | None = None) -> Found:
    """The entry as a passage to write from, with the run of sentences that fits best; see `answered`."""
    item, passage = entry.item, entry.passage
    said = _window(entry, asked)
    citation = Citation(item.title, item.url, said[0], _sure(entry, asked, 0, like), str(item.id))
    return Found(citation, "\n".join(filter(None, (passage.heading, *passage.sentences))), item.topic)


def _window(entry: Entry, asked: Mapping[str, float]) -> Sequence[str]:
    """The run of a few sentences that covers best what the heading does not say yet; the first of equals.

    What trails off the point is left out where the answer is long enough without it.
    """
    heading, sentences = frozenset(terms(entry.passage.heading)), entry.passage.sentences
    beyond = {term: weight for term, weight in asked.items() if term not in heading}
    starts = range(max(1, len(sentences) - MOST_SENTENCES + 1))
    run = max((sentences[at : at + MOST_SENTENCES] for at in starts), key=lambda run: _covered(run, beyond))
    while sum(map(len, run[:-1])) > AMPLE and _covered(run[:-1], asked) == _covered(run, asked):
        run = run[:-1]
    return run


def _covered(sentences: Sequence[str], asked: Mapping[str, float]) -> float:
    return sum(asked[term] for term in set(terms(" ".join(sentences))) if term in asked)
