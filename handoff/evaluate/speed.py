"""How long one proposal takes among 50,000 items, how many a second in a batch, and what memory it needs."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zlib import crc32

import numpy as np
import psutil

from handoff.assist.embedded import EmbeddedEngine
from handoff.assist.index import Index, build
from handoff.assist.items import Item, Kind
from handoff.evaluate import intents
from handoff.evaluate.figures import Figure, Options

ITEMS, DIFFERENT, TOPICS = 50_000, 8_000, 2_000
ASKED, AMENDED = 300, 100


def measure(data: Path, options: Options) -> list[Figure]:
    """Past tickets made of the questions of all data sets, most more than once, under two thousand topics.

    The proposals are made in a process that has done nothing but load the index.
    """
    texts = list(dict.fromkeys(row.text for row in intents.labelled(data)))
    asked, known = texts[:ASKED], texts[ASKED:][:DIFFERENT]
    items = [_item(number, text) for number, text in enumerate(islice(cycle(known), ITEMS))]
    with TemporaryDirectory() as folder:
        began = perf_counter()
        build(items, intents.encoder_for(options)).save(Path(folder))
        built = perf_counter() - began
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            found = apart.submit(proposals, Path(folder), options, asked).result()
    return [Figure("speed", f"build of {len(items)}, s", built, len(items)), *found]


def proposals(folder: Path, options: Options, asked: Sequence[str]) -> list[Figure]:
    """What it takes to load the index in `folder`, to ask it, and to amend it."""
    began = perf_counter()
    encoder = intents.encoder_for(options)
    index = Index.load(folder)
    engine = EmbeddedEngine(index, encoder)
    engine.propose(asked[0])
    loaded = perf_counter() - began
    times = np.array([_seconds(engine, [text]) for text in asked]) * 1000
    batch = _seconds(engine, asked)
    held = psutil.Process().memory_info().rss / 1e6
    began = perf_counter()
    index.amended([_item(at, f"{text} anew") for at, text in enumerate(asked[:AMENDED])], ["9"], encoder)
    amended = perf_counter() - began
    return [
        Figure("speed", "load, s", loaded, 1),
        Figure("speed", "one proposal, p50 ms", float(np.median(times)), len(asked)),
        Figure("speed", "one proposal, p95 ms", float(np.percentile(times, 95)), len(asked)),
        Figure("speed", "proposals a second in a batch", len(asked) / batch, len(asked)),
        Figure("speed", "memory of the process, MB", held, note="what it maps and shares included"),
        Figure("speed", f"amend with {AMENDED}, s", amended, 1),
    ]


def _seconds(engine: EmbeddedEngine, asked: Sequence[str]) -> float:
    began = perf_counter()
    engine.propose_many([(text, ()) for text in asked])
    return perf_counter() - began


def _item(number: int, text: str) -> Item:
    topic = f"topic {crc32(text.encode()) % TOPICS}"
    return Item(id=str(number), kind=Kind.TICKET, question=text, text=f"About {topic}.", topic=topic)
