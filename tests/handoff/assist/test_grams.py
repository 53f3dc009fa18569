"""What texts have in common: a text is wholly like itself, and more like one on its matter than like another."""

import numpy as np
from numpy.typing import NDArray

from handoff.assist import grams

POLES, POLE, REFUND = "My tent came without poles", "a tent pole is missing", "Where is my refund?"


def likeness(*texts: str) -> NDArray[np.float32]:
    counts = grams.counted(texts)
    rows = grams.weighted(counts, grams.rarity(counts))
    found: NDArray[np.float32] = (rows @ rows.T).toarray()
    return found


def test_a_text_is_wholly_like_itself() -> None:
    assert np.allclose(np.diag(likeness(POLES, POLE, REFUND)), 1, atol=1e-6)


def test_what_shares_words_and_letters_is_more_alike() -> None:
    (_, pole, refund), *_ = likeness(POLES, POLE, REFUND)
    assert pole > refund


def test_what_every_text_says_counts_least() -> None:
    counts = grams.counted(["the tent", "the stove", "the rope"])
    rare = grams.rarity(counts)
    held = np.bincount(counts.indices, minlength=grams.FEATURES)
    assert np.isclose(rare[held == 3], 1).all()
    assert rare[held == 1].min() > rare[held == 3].max()


def test_how_often_a_word_is_said_counts_for_ever_less() -> None:
    once, often = (grams.counted([text]).data.max() for text in ("poles", "poles " * 100))
    assert once < often < 10 * once


def test_the_end_of_a_very_long_text_is_not_looked_at() -> None:
    start = "tent " * (grams.LONGEST // 5)
    assert (grams.counted([start]) != grams.counted([start + REFUND])).nnz == 0


def test_no_text_and_an_empty_text_are_like_nothing() -> None:
    assert grams.counted([]).shape == (0, grams.FEATURES)
    assert likeness("", POLES)[0].tolist() == [0, 0]
