"""What the embedded engine knows, as arrays: built from items, kept in a folder, amended in place of a rebuild."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from handoff.assist import classifier, grams, names, practice, segment, store
from handoff.assist.classifier import Classifier
from handoff.assist.engine import Encoder
from handoff.assist.items import REOPENED, Item, Kind, fingerprint
from handoff.assist.names import Names
from handoff.assist.practice import OUT_OF_SCOPE, Judges, Past
from handoff.assist.segment import Segment, Vectors

Floats = NDArray[np.float32]
Progress = Callable[[str, float], None]


class Index(NamedTuple):
    """Never changes once built: threads share it, and processes the arrays of a loaded one.

    The first segment is what was built; a second one holds what was amended since. `labels` are the answers by
    number. Without `judges` there were too few past questions: they are then read as articles are.
    """

    segments: tuple[Segment, ...]
    labels: tuple[str, ...]
    rare: Floats
    classifier: Classifier | None
    judges: Judges | None
    encoded: bool

    def save(self, folder: Path) -> None:
        """Write it to `folder`, which is made."""
        store.save(self, folder)

    @classmethod
    def load(cls, folder: Path) -> "Index":
        """Read it, arrays mapped into memory.

        Raises OSError where there is none, ValueError where it is damaged or of another form.
        """
        loaded: Index = store.load(cls, folder)
        return loaded

    def amended(self, changed: Sequence[Item], removed: Collection[str], encoder: Encoder | None) -> "Index":
        """This index with some items new or edited and some gone, cheaply.

        Neighbours and passages know of them at once, the classifier and the calibrator at the next `build`.
        """
        gone = {item.id for item in changed} | set(removed)
        base, *tails = (part.without(gone) for part in self.segments)
        kept = [part.item(number) for part in tails for number in np.flatnonzero(part.alive).tolist()]
        items = [*kept, *changed]
        labels = {label: number for number, label in enumerate(self.labels)}
        for label in (item.label for item in items if item.kind == Kind.TICKET and item.label):
            labels.setdefault(label, len(labels))
        known = {one: vector for part in tails for one, vector in part.known_vectors().items()}
        texts = [items[row].question for row in segment.asked(items)]
        used, tickets_too = encoder if self.encoded else None, self.judges is None
        vectors = segment.encoded(texts, used, known, lambda share: None)
        reads = used if base.understood else None
        pages = segment.understood(items, reads, known, shelve_tickets=tickets_too)
        words = segment.words_of(texts, self.rare)
        tail = segment.made(items, labels, words, vectors, pages, shelve_tickets=tickets_too)
        return self._replace(segments=(base, tail) if items else (base,), labels=tuple(labels))


def build(
    items: Sequence[Item],
    encoder: Encoder | None,
    previous: Index | None = None,
    progress: Progress | None = None,
    *,
    out_of_scope: float = OUT_OF_SCOPE,
) -> Index:
    """An index of `items`, of which each id counts once: the last.

    What `previous` encoded is not encoded again. `progress` is called with what is being done and how much of it
    is done (0 to 1). `out_of_scope` is the share of questions expected that nothing here answers.
    """
    tell = progress or (lambda doing, share: None)
    kept = list({item.id: item for item in items}.values())
    rows = [kept[number] for number in segment.asked(kept)]
    texts = [item.question for item in rows]
    before = _known(previous)
    vectors = segment.encoded(texts, encoder, before, lambda share: tell("Encoding", share))
    tell("Counting words", 0.0)
    counts = grams.counted(texts)
    rare = grams.rarity(counts)
    words = grams.weighted(counts, rare)
    labels, numbers = classifier.label_numbers([item.label for item in rows])
    wrong = np.array([item.outcome == REOPENED for item in rows], bool)
    meaning = vectors if encoder and rows else None
    past = Past(words, meaning, numbers, wrong)
    past = past._replace(names=_names(rows, past, rare, len(labels), encoder, before))
    fitted, judges = _fitted(past, out_of_scope, tell)
    known = {label: number for number, label in enumerate(labels)}
    tell("Reading articles", 0.0)
    pages = segment.understood(kept, encoder, before, shelve_tickets=judges is None)
    part = segment.made(kept, known, words, vectors, pages, shelve_tickets=judges is None)
    return Index((part,), tuple(labels), rare, fitted, judges, encoder is not None)


def _fitted(past: Past, out_of_scope: float, tell: Progress) -> tuple[Classifier | None, Judges | None]:
    tell("Fitting", 0.0)
    with threadpool_limits(1, user_api="blas"):  # a fold to a core beats both cores for each product
        judges = practice.calibrated(past, out_of_scope, lambda share: tell("Fitting", 0.8 * share))
        good = (past.labels >= 0) & ~past.wrong
        meaning = None if past.meaning is None else past.meaning[good]
        fitted = classifier.fit(past.words[good], meaning, past.labels[good], past.names) if judges else None
    tell("Fitting", 1.0)
    return fitted, judges


def _names(
    rows: Sequence[Item], past: Past, rare: Floats, count: int, encoder: Encoder | None, known: Vectors
) -> Names | None:
    """What the answers are called, where that tells what is asked about them."""
    topics = {
        number: row.topic for number, row in zip(past.labels.tolist(), rows, strict=True) if number >= 0
    }
    found = names.chosen(topics, past.labels)
    if not found:
        return None
    spoken = list(found.values())
    meaning = segment.encoded(spoken, encoder, known, lambda share: None) if encoder else None
    laid = names.laid_out(list(found), segment.words_of(spoken, rare), meaning, count)
    return laid if names.telling(laid, past.words, past.meaning, past.labels) else None


def _known(previous: Index | None) -> Vectors:
    """What was encoded before, by its fingerprint: questions, passages, and names."""
    if previous is None:
        return {}
    fitted = previous.classifier
    named = (
        zip(fitted.labels.tolist(), fitted.names.weights.T, strict=True) if fitted and fitted.names else ()
    )
    found = {
        fingerprint(names.spoken(previous.labels[label])): vector for label, vector in named if vector.any()
    }
    for part in previous.segments:
        found.update(part.known_vectors())
    return found
