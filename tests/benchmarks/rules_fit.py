"""`python -m tests.benchmarks.rules_fit`: fits anew what the signs of a rule's meaning weigh; in a quarter of an hour.

Reads the sentences beside it, and labelled intents by path; the policy examples and the files that `rules_told` does
not name are left out, so that they tell what it is worth. What `relation` knows is learned first, for each group
without it. Then it is fitted without each group in turn and says what it makes of that one; then with all, and
`rules.json` and `relation.f16` are written into `handoff/assist/data`. Where a rule has several parts, the one that
speaks loudest for a text counts, as it does in a match: it is chosen by the fit before, which is done over a few times.
"""

import json
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from handoff.assist.rules import closeness, meaning, relation, score
from handoff.assist.rules.background import turned_library
from handoff.assist.rules.compiling import compiled
from handoff.assist.rules.concepts import covered
from handoff.assist.rules.matching import LOOKED_AT, looked_up
from handoff.assist.rules.score import Heard
from handoff.assist.rules.weighing import COLUMNS, FARTHEST, FILE, Network
from handoff.assist.rules.words import plain
from handoff.policy.rule import Concept
from tests.benchmarks.rules import Judge
from tests.benchmarks.rules_learn import learned
from tests.benchmarks.rules_lessons import Lessons
from tests.benchmarks.rules_told import Told, by_meaning, told

Floats = NDArray[np.floating]
OTHERS_COUNT = 1.5
"""What all other texts of a sentence count beside all wanted ones."""
HIDDEN, NETWORKS, ROUNDS, EPOCHS, RIDGE, PACE, BATCH = 16, 3, 2, 25, 1.0, 3e-3, 512
SURER = 0.4
"""Log odds that are taken off: where 0 then is did best on what was left out."""
_DIGITS = 4


class Case(NamedTuple):
    """A sentence's signs: texts x parts x COLUMNS, which texts are wanted, what each counts, and where it is from."""

    group: str
    signs: Floats
    wanted: NDArray[np.bool_]
    counts: Floats


Weigh = Callable[[Floats], Floats]
"""Rows of signs to log odds."""


def looked_at(one: Told, judge: Judge) -> Case | None:
    """A sentence's signs; None where its rule goes by more than meaning."""
    concepts = by_meaning(compiled(one.sentence))
    texts = [*one.wanted, *one.others]
    if not concepts:
        return None
    seen = meaning.seen(judge.encode([plain(text) for text in texts]))
    found = []
    for concept in concepts:
        vectors = judge.encode(meaning.asked_of([part.text for part in concept.parts]))
        meant = meaning.meant(vectors, [part.topics for part in concept.parts])
        found.append(_signs(meaning.on_topics(concept, meant), closeness.features(meant, seen), texts))
    return case_of(one, np.concatenate(found, axis=1))


def looked_at_apart(judge: Judge) -> list[Case]:
    """All cases, each group with a relation that was learned without it; kept is one that was learned from all."""
    held, cases = Lessons(judge), []
    everything = list(told(judge))
    for group in sorted({one.group for one in everything}):
        _relate(held, group)
        cases += [case for one in everything if one.group == group and (case := looked_at(one, judge))]
    _relate(held)
    return cases


def _relate(held: Lessons, without: str = "") -> None:
    relation.write(learned(held.lessons, held.unclear, held.siblings(without)))
    for kept in (relation.relation, turned_library):
        kept.cache_clear()


def case_of(one: Told, signs: Floats) -> Case | None:
    """A sentence with the signs of its texts; NaN is what a pattern settles, which is not weighed."""
    wanted = np.arange(len(signs)) < len(one.wanted)
    counts = np.where(wanted, 1 / len(one.wanted), OTHERS_COUNT / len(one.others)) * one.counts
    left = ~np.isnan(signs).any(axis=(1, 2))
    return Case(one.group, signs[left], wanted[left], counts[left]) if left.any() else None


def _signs(concept: Concept, features: Floats, texts: Sequence[str]) -> Floats:
    found = np.empty((len(texts), len(concept.parts), len(COLUMNS)), np.float32)
    for row, text in enumerate(texts):
        heard = Heard(looked_up(text), text[:LOOKED_AT])
        held = [covered(part, heard.said) for part in concept.parts]
        found[row] = score.signs(concept, heard, features[row], held)
        found[row, [score.is_settled(part, heard.text) for part in concept.parts]] = np.nan
    return found


def fit(cases: Sequence[Case], seed: int = 0) -> Network:
    """The network that tells wanted texts from others best over all cases, each sentence counting the same."""
    rows = np.vstack([case.signs.reshape(-1, len(COLUMNS)) for case in cases])
    usual, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    weigh: Weigh = lambda signs: signs[:, closeness.COLUMNS.index("kind and part")]  # noqa: E731
    for _ in range(ROUNDS):
        weigh = _logistic(*loudest(cases, weigh), usual, spread)
    network = Network(usual, spread, *_layers(*loudest(cases, weigh), usual, spread, [seed]))
    seeds = [seed + number for number in range(NETWORKS)]
    return Network(usual, spread, *_layers(*loudest(cases, network.odds), usual, spread, seeds))


def loudest(cases: Sequence[Case], weigh: Weigh) -> tuple[Floats, NDArray[np.bool_], Floats]:
    """The rows of the part that speaks loudest for each text, which are wanted, and what they count."""
    rows = []
    for case in cases:
        texts, parts, columns = case.signs.shape
        best = weigh(case.signs.reshape(-1, columns)).reshape(texts, parts).argmax(axis=1)
        rows.append(case.signs[np.arange(texts), best])
    counts = np.concatenate([case.counts for case in cases])
    return np.vstack(rows), np.concatenate([case.wanted for case in cases]), counts / counts.mean()


def _units(rows: Floats, usual: Floats, spread: Floats) -> Floats:
    return np.clip((rows - usual) / spread, -FARTHEST, FARTHEST)


def _logistic(
    rows: Floats, wanted: NDArray[np.bool_], counts: Floats, usual: Floats, spread: Floats
) -> Weigh:
    machine = LogisticRegression(C=0.3, max_iter=2000)
    machine.fit(_units(rows, usual, spread), wanted, sample_weight=counts)
    return lambda signs: machine.decision_function(_units(signs, usual, spread))


def _layers(
    rows: Floats,
    wanted: NDArray[np.bool_],
    counts: Floats,
    usual: Floats,
    spread: Floats,
    seeds: Sequence[int],
) -> tuple[Floats, Floats, Floats, float]:
    """The layers of several networks side by side, which is their mean: hidden, its bias, out, bias."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it is stopped early on purpose
        machines = [
            MLPClassifier(
                (HIDDEN,),
                alpha=RIDGE,
                max_iter=EPOCHS,
                random_state=seed,
                learning_rate_init=PACE,
                batch_size=min(BATCH, len(rows)),
            ).fit(_units(rows, usual, spread), wanted, sample_weight=counts)
            for seed in seeds
        ]
    return (
        np.hstack([one.coefs_[0] for one in machines]),
        np.concatenate([one.intercepts_[0] for one in machines]),
        np.concatenate([one.coefs_[1][:, 0] for one in machines]) / len(machines),
        float(np.mean([one.intercepts_[1][0] for one in machines])) - SURER,
    )


def shares(cases: Sequence[Case], weigh: Weigh) -> tuple[int, float, float]:
    """How many sentences come out as meant by the scorer alone, and the mean shares of texts that match."""
    found = []
    for case in cases:
        if case.wanted.all() or not case.wanted.any():
            continue
        texts, parts, columns = case.signs.shape
        odds = weigh(case.signs.reshape(-1, columns)).reshape(texts, parts).max(axis=1)
        found.append(((odds >= 0)[case.wanted].mean(), (odds >= 0)[~case.wanted].mean()))
    good = sum(hits >= 0.8 and wrong <= 0.1 for hits, wrong in found)
    return good, float(np.mean([hits for hits, _ in found])), float(np.mean([wrong for _, wrong in found]))


def left_out(cases: Sequence[Case], fitted: Callable[[Sequence[Case]], Weigh]) -> None:
    """Print what a fit without each group makes of that group."""
    for group in sorted({case.group for case in cases}):
        rest, left = ([case for case in cases if (case.group == group) is out] for out in (False, True))
        good, hits, wrong = shares(left, fitted(rest))
        sys.stdout.write(
            f"without {group}: {good} of {len(left)} as meant, {hits:.3f} match, {wrong:.4f} wrongly\n"
        )


def main(file: Path = FILE) -> None:
    """The command line; what is fitted is written to `file`."""
    judge = Judge()
    cases = looked_at_apart(judge)
    left_out(cases, lambda rest: fit(rest).odds)
    network = fit(cases)
    numbers = {
        name: value if isinstance(value, float) else np.round(value, _DIGITS).tolist()
        for name, value in network._asdict().items()
    }
    file.write_text(json.dumps(numbers) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
