"""How well the senses hear: asks for a human, and anger, on rows that nobody made up."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from handoff.assist.anger import level
from handoff.assist.sense import asks_for_human
from handoff.evaluate.figures import Figure, Options, drawn, needed

ROW = "sense"
FALSE_ALARMS = 0.01
"""The share of rows that do not ask for a human at which the recall of those that do is told."""


def measure(data: Path, options: Options) -> Iterator[Figure]:
    """The figures of the senses. `asks_for_human.jsonl.gz` and `emotion_satisfaction.jsonl.gz` are read.

    Generated rows and rows without a clear label are left out. Of GoEmotions the rows fitted on are too.
    """
    yield from _asks(needed(data, "asks_for_human.jsonl.gz"))
    yield from _anger(needed(data, "emotion_satisfaction.jsonl.gz"))


def _asks(path: Path) -> Iterator[Figure]:
    rows = [row for row in _rows(path) if not row["generated"] and row["asks_for_human"] is not None]
    scores = np.array([_asking(row["text"]) for row in rows])
    asks = np.array([row["asks_for_human"] for row in rows])
    yield drawn(ROW, "asks for a human: recall from 0.5", lambda at: _share(scores[at], asks[at]), len(rows))
    yield drawn(ROW, "asks for a human: false alarms", lambda at: _share(scores[at], ~asks[at]), len(rows))
    yield drawn(
        ROW, "asks for a human: recall at 1 % of them", lambda at: _recall(scores[at], asks[at]), len(rows)
    )
    by_source: dict[str, list[int]] = defaultdict(list)
    for place in np.flatnonzero(asks):
        by_source[rows[place]["source"]].append(int(place))
    for source, places in by_source.items():
        yield Figure(ROW, f"asks for a human: {source}", float((scores[places] >= 0.5).mean()), len(places))


def _anger(path: Path) -> Iterator[Figure]:
    rows = [row for row in _rows(path) if not row.get("generated") and row["split"] != "train"]
    comments = [row for row in rows if row["source"] == "GoEmotions"]
    dialogues = [row for row in rows if row["source"] == "STAR"]
    yield _area("anger of a comment: AUROC", comments, [level(row["text"]) for row in comments])
    yield _area("annoyed in a dialogue: AUROC, whole", dialogues, [level(row["text"]) for row in dialogues])
    turns = [[level(turn) for turn in row["text"].splitlines() if turn.strip()] or [0.0] for row in dialogues]
    yield _area("annoyed in a dialogue: AUROC, angriest turn", dialogues, [max(one) for one in turns])
    yield _area(
        "annoyed in a dialogue: AUROC, mean of turns", dialogues, [sum(one) / len(one) for one in turns]
    )


def _area(what: str, rows: Sequence[dict[str, Any]], levels: Sequence[float]) -> Figure:
    angry, scores = np.array([row["angry"] for row in rows]), np.array(levels)
    return drawn(ROW, what, lambda at: float(roc_auc_score(angry[at], scores[at])), len(rows))


def _asking(text: str) -> float:
    found = asks_for_human(text)
    return found.score if found else 0.0


def _share(scores: Any, of: Any) -> float:
    return float((scores[of] >= 0.5).mean())


def _recall(scores: Any, asks: Any) -> float:
    """The recall at the lowest threshold that at most FALSE_ALARMS of the others reach."""
    others = np.sort(scores[~asks])[::-1]
    over = others[int(FALSE_ALARMS * len(others))]
    return float((scores[asks] > over).mean())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt") as lines:
        yield from map(json.loads, lines)
