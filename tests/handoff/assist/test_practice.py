"""Past questions teach how sure to be: of what they answer, much; of what nothing answers, little."""

import numpy as np
import pytest
from numpy.typing import NDArray

from handoff.assist import grams, practice
from handoff.assist.encoder import DIMENSIONS
from handoff.assist.evidence import VOTES
from handoff.assist.practice import Past

MATTERS = (
    "tent poles missing",
    "refund money bank",
    "parcel late tracking",
    "boots size exchange",
    "stove fuel leak",
)
EACH = 8
NOISE = 0.006


def asked(matters: int = len(MATTERS), *, wrong: bool = False) -> Past:
    """So many questions on each matter, alike but for one word each, with vectors near their matter's own."""
    labels = np.repeat(np.arange(matters), EACH)
    texts = [f"{MATTERS[label]} number{row}" for row, label in enumerate(labels)]
    noise = np.random.default_rng(0).normal(0, NOISE, (len(labels), DIMENSIONS))
    meaning = (np.eye(DIMENSIONS)[labels] + noise).astype(np.float32)
    meaning /= np.linalg.norm(meaning, axis=1, keepdims=True)
    counts = grams.counted(texts)
    words = grams.weighted(counts, grams.rarity(counts))
    return Past(words, meaning, labels, np.full(len(labels), wrong))


def features(past: Past) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """The evidence of all folds, and whether it stood for the right answer."""
    fold_of_label = np.arange(len(MATTERS))
    place = np.random.default_rng(1).random(len(past.labels))
    kinds = [
        both[0]
        for fold in range(len(MATTERS))
        for both in practice._fold(past, fold, fold_of_label[past.labels] == fold, place)
        if both
    ]
    return np.vstack([kind.features for kind in kinds]), np.concatenate([kind.right for kind in kinds])


def test_one_is_surer_where_the_answer_is_right() -> None:
    past = asked()
    told: list[float] = []
    judges = practice.calibrated(past, 0.15, told.append)
    assert told == [1.0]
    assert judges is not None
    found, right = features(past)
    assert right.any()
    assert not right.all()
    sure = judges.whole.chance(found)
    assert sure[right].mean() > sure[~right].mean() + 0.3


def test_whose_answer_was_left_out_is_never_right() -> None:
    past = asked()
    everything = np.zeros(len(past.labels), bool)
    everything[past.labels == 0] = True
    kinds = practice._fold(past, 0, everything, np.ones(len(past.labels)))
    (away,) = [both[0] for both in kinds if both and both[0].name == "away"]
    assert len(away.right) == EACH
    assert not away.right.any()


def test_one_answer_alone_teaches_nothing() -> None:
    assert practice.calibrated(asked(1), 0.15, lambda _: None) is None


def test_answers_that_all_turned_out_wrong_teach_nothing() -> None:
    assert practice.calibrated(asked(wrong=True), 0.15, lambda _: None) is None


def scattered() -> Past:
    """Questions in many small heaps, whose answer only the heap tells: no straight line parts the answers."""
    chance = np.random.default_rng(4)
    heaps, answers = chance.normal(size=(60, 4)), chance.integers(0, 4, 60)
    meaning = np.repeat(heaps, 6, axis=0) + chance.normal(0, 0.05, (360, 4))
    meaning = np.pad(meaning / np.linalg.norm(meaning, axis=1, keepdims=True), ((0, 0), (0, DIMENSIONS - 4)))
    counts = grams.counted([f"heap{heap}" for heap in np.repeat(np.arange(60), 6)])
    words = grams.weighted(counts, grams.rarity(counts))
    return Past(words * 0, meaning.astype(np.float32), np.repeat(answers, 6), np.zeros(360, bool))


def test_with_few_questions_to_an_answer_neighbours_weigh_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(practice, "ENOUGH", 1 + len(scattered().labels) // 4)
    judges = practice.calibrated(scattered(), 0.15, lambda share: None)
    assert judges is not None
    assert judges.vote == VOTES[0], "though they were right more often"


def test_neighbours_weigh_more_where_they_were_right_more_often() -> None:
    plain, heaped = (practice.calibrated(past, 0.15, lambda share: None) for past in (asked(), scattered()))
    assert plain is not None
    assert heaped is not None
    assert (plain.vote, heaped.vote) == (VOTES[0], VOTES[-1])
