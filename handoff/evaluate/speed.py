"""How long one proposal takes among 50,000 items, how many a second in a batch, and what memory it needs."""

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import psutil

from handoff.assist.embedded import EmbeddedEngine
from handoff.assist.index import Index, build
from handoff.assist.items import Item, Kind
from handoff.evaluate import intents
from handoff.evaluate.figures import Figure, Options

ITEMS, AMENDED, ASKED, TOPICS = 50_000, 100, 300, 2_000
SPARE = 1000


def measure(data: Path, options: Options) -> Iterator[Figure]:
    """On questions of all data sets, some more than once with a word added, under two thousand topics."""
    texts = list(dict.fromkeys(row.text for row in intents.labelled(data)))
    asked, known = texts[:ASKED], texts[ASKED:]
    items = list(islice(_items(known), ITEMS))
    encoder = intents.encoder_for(options)
    began = perf_counter()
    whole = build(items, encoder)
    yield Figure("speed", "build, s", perf_counter() - began, len(items))
    with TemporaryDirectory() as folder:
        whole.save(Path(folder))
        del whole
        index = Index.load(Path(folder))
        engine = EmbeddedEngine(index, encoder)
        yield from _proposals(engine, asked)
        changed = [Item(id=f"new-{n}", title=text, text=text) for n, text in enumerate(asked[:AMENDED])]
        began = perf_counter()
        index.amended(changed, [items[0].id], encoder)
        yield Figure("speed", f"amend with {AMENDED}, s", perf_counter() - began, AMENDED)


def _proposals(engine: EmbeddedEngine, asked: Sequence[str]) -> Iterator[Figure]:
    engine.propose(asked[0])
    times = []
    for text in asked:
        began = perf_counter()
        engine.propose(text)
        times.append((perf_counter() - began) * 1000)
    yield Figure("speed", "one proposal, p50 ms", float(np.median(times)), len(asked))
    yield Figure("speed", "one proposal, p95 ms", float(np.percentile(times, 95)), len(asked))
    began = perf_counter()
    engine.propose_many([(text, ()) for text in asked])
    yield Figure("speed", "proposals a second, in a batch", len(asked) / (perf_counter() - began), len(asked))
    held = psutil.Process().memory_full_info()
    yield Figure("speed", "memory of its own, MB", held.uss / 1e6, note="with what the build left behind")


def _items(texts: Sequence[str]) -> Iterator[Item]:
    for number, text in enumerate(cycle(texts)):
        again = number // len(texts)
        question = f"{text} {'again ' * again}".strip()
        topic = f"topic {hash_of(text) % TOPICS}"
        yield Item(id=str(number), kind=Kind.TICKET, question=question, text=f"About {topic}.", topic=topic)


def hash_of(text: str) -> int:
    """A number that a text always gets, near for texts that begin alike."""
    return sum(ord(letter) * 31**at for at, letter in enumerate(text[:6]))
