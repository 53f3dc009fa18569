"""`python -m handoff.evaluate.priors FOLDER`: fits anew what a calibrator of few questions begins with.

Takes some five minutes.

FOLDER holds the labelled questions of `handoff.evaluate.intents`. Many small shops are cut out of it: some intents of
one data set, each with a few questions to learn from. Each shop's engine is asked other questions of these intents,
questions of intents that were left out, and questions to other shops. On what speaks for its answers, in the units of
the shop's own calibrator, one logistic regression over all shops learns which of them are right.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from handoff.assist import priors, reading
from handoff.assist.calibrator import Calibrator
from handoff.evaluate import intents
from handoff.evaluate.figures import Options
from handoff.evaluate.intents import Labelled

SOURCES = ("clinc150", "clinc150", "banking77", "banking77", "multidogo", "dstc11-t2")
SHOPS = 48
INTENTS, QUESTIONS = (12, 20, 30, 60), (5, 8, 12, 20, 30)
ASKED, STRANGE = 240, 60
"""Questions in scope that a shop is asked, and of each of three kinds out of scope."""
STRENGTH, FARTHEST = 0.1, 5.0
OUT = 2.0
"""What a question out of scope counts beside one in scope: to answer where there is no answer is the worse mistake."""
UNITS = 2
"""Decimals that are kept of a weight: more would tell of chance."""


class Shop(NamedTuple):
    """Past questions to learn from, and questions to be asked."""

    taught: list[Labelled]
    asked: list[Labelled]


class Seen(NamedTuple):
    """Standardised features of a shop's answers (answers x features), which were right, and what each counts."""

    features: NDArray[np.floating]
    right: NDArray[np.bool_]
    counts: NDArray[np.float64]


def main(arguments: list[str], file: Path = priors.FILE) -> int:
    """The command line; what is fitted is written to `file`."""
    if len(arguments) != 1:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    found: dict[int, list[Seen]] = {}
    chance = random.Random(11)  # noqa: S311 - a lottery, no secret
    for number, shop in enumerate(shops(Path(arguments[0]), chance)):
        for options in (Options(lexical=False), Options(lexical=True)):
            for seen in looked_at(shop, options):
                found.setdefault(seen.features.shape[1], []).append(seen)
        sys.stderr.write(f"{number + 1} of {SHOPS} shops\n")
    fitted = {count: fit(seen) for count, seen in sorted(found.items())}
    file.write_text(json.dumps({"weights": fitted}) + "\n")
    return 0


def shops(data: Path, chance: random.Random) -> Iterator[Shop]:
    """Small shops, drawn by `chance`."""
    rows = {name: [row for row in intents.labelled(data) if row.dataset == name] for name in set(SOURCES)}
    for number in range(SHOPS):
        name = chance.choice(SOURCES)
        others = [row for other in sorted(rows) if other != name for row in rows[other]]
        shop = _shop(rows[name], others, chance)
        yield shop if number % 2 else _nameless(shop)


def _shop(rows: list[Labelled], others: list[Labelled], chance: random.Random) -> Shop:
    by_intent: dict[str, list[Labelled]] = {}
    for row in chance.sample(rows, len(rows)):
        if not row.oos:
            by_intent.setdefault(row.intent, []).append(row)
    names = sorted(by_intent)
    chance.shuffle(names)
    count, few = min(len(names) - 3, chance.choice(INTENTS)), chance.choice(QUESTIONS)
    taught, asked = [], []
    for name in names[:count]:
        all_of_it = by_intent[name]
        most = min(max(3, int(few * chance.uniform(0.3, 2))), int(len(all_of_it) * 0.7))
        taught += all_of_it[:most]
        asked += all_of_it[most : most + max(3, ASKED // count)]
    near = [row for name in names[count:] for row in by_intent[name][:6]]
    for strange in (near, [row for row in rows if row.oos], others):
        asked += map(_unanswerable, chance.sample(strange, min(STRANGE, len(strange))))
    return Shop(taught, asked)


def _nameless(shop: Shop) -> Shop:
    """The same with intents whose names tell nothing, as many shops have them."""
    names = sorted({row.intent for rows in shop for row in rows if row.intent})
    called = {name: f"t-{number}" for number, name in enumerate(names)} | {"": ""}
    taught, asked = ([replace(row, intent=called[row.intent]) for row in rows] for rows in shop)
    return Shop(taught, asked)


def _unanswerable(row: Labelled) -> Labelled:
    return Labelled(id=row.id, text=row.text, intent="", oos=True, dataset="", split="")


def looked_at(shop: Shop, options: Options) -> Iterator[Seen]:
    """What the shop's engine goes by: with all its experts, and by neighbours alone."""
    index, engine = intents.built(shop.taught, options)
    if index.judges is None:
        return
    whole, alone = reading.weighed(
        index, [row.text for row in shop.asked], engine.meanings([row.text for row in shop.asked])
    )
    wanted = [intents.ticket(row).label for row in shop.asked]
    counts = np.array([OUT if row.oos else 1.0 for row in shop.asked])
    for found, judge in ((whole, index.judges.whole), (alone, index.judges.neighbours)):
        right = np.array(
            [
                label >= 0 and index.labels[label] == one
                for label, one in zip(found.labels, wanted, strict=True)
            ]
        )
        yield _seen(found.features, judge, right, counts)


def _seen(
    features: NDArray[np.float32],
    judge: Calibrator,
    right: NDArray[np.bool_],
    counts: NDArray[np.float64],
) -> Seen:
    standard = np.clip(judge.standard(features), -FARTHEST, FARTHEST)
    return Seen(standard, right, counts / counts.sum())


def fit(seen: list[Seen]) -> list[float]:
    """The weights that tell right from wrong best over all shops, each counting the same."""
    counts = np.concatenate([one.counts for one in seen])
    machine = LogisticRegression(C=STRENGTH, max_iter=3000)
    machine.fit(
        np.vstack([one.features for one in seen]),
        np.concatenate([one.right for one in seen]),
        sample_weight=counts / counts.mean(),
    )
    return [round(float(weight), UNITS) for weight in machine.coef_[0]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
