"""Nearest past questions, by words and by meaning."""

import numpy as np

from handoff.assist import grams, neighbours
from handoff.assist.neighbours import MOST

TEXTS = ["where is my parcel", "where is my refund", "resole my boots", "when do you open"]
EVERYBODY = np.ones(len(TEXTS), bool)


def test_the_same_words_are_nearest_and_wholly_alike() -> None:
    counts = grams.counted(TEXTS)
    words = grams.weighted(counts, grams.rarity(counts))
    near = neighbours.by_words(words, neighbours.postings(words), EVERYBODY)
    assert near.rows[:, 0].tolist() == [0, 1, 2, 3]
    assert np.allclose(near.sims[:, 0], 1, atol=1e-5)
    assert near.rows[0, 1] == 1


def test_what_is_gone_is_nobodys_neighbour() -> None:
    counts = grams.counted(TEXTS)
    words = grams.weighted(counts, grams.rarity(counts))
    near = neighbours.by_words(words, neighbours.postings(words), np.array([False, True, True, True]))
    assert 0 not in near.rows
    assert near.rows[0, 0] == 1


def test_a_word_that_nearly_all_have_is_not_looked_at() -> None:
    texts = [f"my item{number}" for number in range(200)]
    counts = grams.counted(texts)
    held = neighbours.postings(grams.weighted(counts, grams.rarity(counts)))
    everywhere = grams.counted(["my"]).indices
    assert held[everywhere].nnz == 0


def test_neighbours_by_meaning_are_sorted_and_padded() -> None:
    held = np.eye(3, 384, dtype=np.float32)
    asked = (0.6 * held[0] + 0.8 * held[1])[None]
    near = neighbours.by_meaning(asked, held, np.ones(3, bool))
    assert near.rows[0, :2].tolist() == [1, 0]
    assert np.allclose(near.sims[0, :2], [0.8, 0.6])
    assert near.rows[0, 2:].tolist() == [-1] * (MOST - 2)


def test_segments_are_searched_as_one() -> None:
    asked, held = np.eye(1, 384, dtype=np.float32), np.eye(4, 384, dtype=np.float32)
    parts = [neighbours.by_meaning(asked, part, np.ones(2, bool)) for part in (held[2:], held[:2])]
    near = neighbours.merged(parts, [0, 2])
    assert (near.rows[0, 0], near.sims[0, 0]) == (2, 1)
