"""`python -m handoff.assist.fitting FOLDER`: fits the sense of anger anew. Needs the labelled set of `temper`.

FOLDER holds `emotion_satisfaction.jsonl.gz`: rows of `text`, `angry`, `source`, `split`. Writes `data/anger.int8`
and `data/anger.json`, and prints the AUROC on the rows that were not fitted on.
"""

import gzip
import json
import sys
from collections import Counter
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from handoff.assist.cues import FOLDER
from handoff.assist.temper import BUCKETS, pieces, words

STRENGTH = 0.1
"""Inverse of the ridge penalty (scikit-learn's C): the best on the dev split of 0.05, 0.1, 0.2."""


def main(arguments: list[str]) -> int:
    """The command line."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    rows = list(_rows(Path(arguments[0]) / "emotion_satisfaction.jsonl.gz"))
    train, rest = ([row for row in rows if (row["split"] == "train") is kept] for kept in (True, False))
    weights, bias = fit([row["text"] for row in train], [row["angry"] for row in train])
    largest = float(np.abs(weights).max())
    steps = np.round(np.sign(weights) * np.sqrt(np.abs(weights) / largest) * 127).astype(np.int8)
    (FOLDER / "anger.int8").write_bytes(steps.tobytes())
    told = {"bias": bias, "largest": largest, "from": "GoEmotions, train split", "licence": "Apache-2.0"}
    (FOLDER / "anger.json").write_text(json.dumps(told, indent=2) + "\n")
    kept = np.sign(steps) * (steps / 127.0) ** 2 * largest
    area = roc_auc_score([row["angry"] for row in rest], matrix([row["text"] for row in rest]) @ kept)
    sys.stdout.write(f"{len(train)} rows fitted, AUROC {area:.4f} on {len(rest)} others\n")
    return 0


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt") as lines:
        return [row for row in map(json.loads, lines) if row["source"] == "GoEmotions"]


def fit(texts: list[str], angry: list[bool]) -> tuple[Any, float]:
    """The weight of each bucket (an array of BUCKETS floats) and the bias, by ridge logistic regression."""
    counted = matrix(texts)
    seen = np.asarray((counted > 0).sum(axis=0)).ravel()
    rarity = np.log((1 + len(texts)) / (1 + seen)) + 1
    model = LogisticRegression(C=STRENGTH, solver="liblinear")
    model.fit(csr_matrix(counted.multiply(rarity)), angry)
    return model.coef_[0] * rarity, float(model.intercept_[0])


def matrix(texts: list[str]) -> Any:
    """A sparse row a text: how often each bucket comes, over the root of how many pieces there are."""
    starts, buckets, counts = [0], list[int](), list[float]()
    for text in texts:
        found = Counter(bucket for word in words(text) for bucket in pieces(word))
        root = sqrt(found.total() or 1)
        buckets += found
        counts += [count / root for count in found.values()]
        starts.append(len(buckets))
    return csr_matrix((np.array(counts), buckets, starts), shape=(len(texts), BUCKETS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
