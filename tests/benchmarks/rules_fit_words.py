"""`python -m tests.benchmarks.rules_fit_words`: fits anew what words weigh where there is no meaning to ask.

Does as `rules_fit` does, with the signs that words give, and writes `handoff/assist/data/rules_words.json`.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from handoff.assist.rules import score
from handoff.assist.rules.compiling import compiled
from handoff.assist.rules.concepts import covered
from handoff.assist.rules.matching import LOOKED_AT, looked_up
from handoff.assist.rules.score import Heard
from handoff.assist.rules.weighing import WORDS, WORDS_FILE
from handoff.policy.rule import Part
from tests.benchmarks.rules import Judge
from tests.benchmarks.rules_fit import Case, Floats, Weigh, case_of, left_out, loudest
from tests.benchmarks.rules_told import Told, by_meaning, told

ROUNDS, RIDGE = 3, 0.3
SURER = 1.0
"""As of `rules_fit`; some of it is given back where meaning could have told and did not (`matching.WORDS_LEAN`)."""


def looked_at(one: Told) -> Case | None:
    """A sentence's signs by words; None where its rule goes by more."""
    parts = [part for concept in by_meaning(compiled(one.sentence)) for part in concept.parts]
    rows = [_signs(parts, text) for text in (*one.wanted, *one.others)]
    return case_of(one, np.array(rows)) if parts else None


def _signs(parts: Sequence[Part], text: str) -> list[tuple[float, ...]]:
    heard = Heard(looked_up(text), text[:LOOKED_AT])
    nothing = (float("nan"),) * len(WORDS)
    return [
        nothing
        if score.is_settled(part, heard.text)
        else score.word_signs(part, heard, *covered(part, heard.said)[:2])
        for part in parts
    ]


def fit(cases: Sequence[Case]) -> tuple[Floats, float]:
    """What each sign weighs, and the bias."""
    weights, bias = np.eye(len(WORDS))[WORDS.index("covered")], 0.0
    for _ in range(ROUNDS):
        rows, wanted, counts = loudest(cases, _weigh(weights, bias))
        spread = np.maximum(rows.std(axis=0), 1e-6)
        machine = LogisticRegression(C=RIDGE, max_iter=2000).fit(rows / spread, wanted, sample_weight=counts)
        weights, bias = machine.coef_[0] / spread, float(machine.intercept_[0]) - SURER
    return weights, bias


def _weigh(weights: Floats, bias: float) -> Weigh:
    return lambda signs: signs @ weights + bias


def main(file: Path = WORDS_FILE) -> None:
    """The command line; what is fitted is written to `file`."""
    cases = [case for one in told(Judge()) if (case := looked_at(one)) is not None]
    left_out(cases, lambda rest: _weigh(*fit(rest)))
    weights, bias = fit(cases)
    found = {name: round(float(weight), 3) for name, weight in zip(WORDS, weights, strict=True)}
    file.write_text(json.dumps({"weights": found, "bias": round(bias, 3)}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
