"""Labelled questions as past tickets: the engine is built from some and asked the others."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from handoff.assist import encoder
from handoff.assist.embedded import EmbeddedEngine
from handoff.assist.engine import Encoder
from handoff.assist.index import Index, build
from handoff.assist.items import RESOLVED, UNANSWERABLE, Item, Kind
from handoff.evaluate.figures import Options, needed
from handoff.records import Record, records

FILE = "intents_oos.jsonl.gz"


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """A question and the intent behind it; `oos` where none of the data set's intents is."""

    id: str
    text: str
    intent: str
    oos: bool
    dataset: str
    split: str


class Told(msgspec.Struct, frozen=True):
    """What the engine made of some questions: confidence, whether its topic was right, and which had none."""

    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]
    out: NDArray[np.bool_]


@lru_cache(maxsize=1)
def labelled(data: Path) -> Sequence[Labelled]:
    """All labelled questions of the folder. Raises Invalid where the file is missing."""
    found = records(needed(data, FILE), Labelled, lambda row: row)
    return [line.made for line in found if isinstance(line, Record)]


def of(data: Path, dataset: str, *splits: str) -> list[Labelled]:
    """The questions of these splits of one data set."""
    return [row for row in labelled(data) if row.dataset == dataset and row.split in splits]


def ticket(row: Labelled) -> Item:
    """The question as a past ticket, answered with the intent's name or unanswerable."""
    return Item(
        id=row.id,
        kind=Kind.TICKET,
        question=row.text,
        text="" if row.oos else row.intent,
        topic="" if row.oos else row.intent,
        outcome=UNANSWERABLE if row.oos else RESOLVED,
    )


def encoder_for(options: Options) -> Encoder | None:
    """The installed encoder, unless it is to be left out."""
    return None if options.lexical else encoder.installed()


def built(rows: Iterable[Labelled], options: Options) -> tuple[Index, EmbeddedEngine]:
    """The product's own index of these questions, and its engine."""
    index = build([ticket(row) for row in rows], encoder_for(options))
    return index, EmbeddedEngine(index, encoder_for(options))


def told(engine: EmbeddedEngine, asked: Sequence[Labelled]) -> Told:
    """Ask all of them."""
    found = engine.propose_many([(row.text, ()) for row in asked])
    confidence = [proposal.confidence if proposal else 0.0 for proposal in found]
    topics = [proposal.topic if proposal else "" for proposal in found]
    right = [topic == row.intent for topic, row in zip(topics, asked, strict=True)]
    return Told(np.array(confidence), np.array(right, bool), np.array([row.oos for row in asked], bool))
