"""How votes are joined, and what they tell of."""

import numpy as np

from handoff.assist import evidence
from handoff.assist.classifier import Scores
from handoff.assist.neighbours import MOST, Near

KNOWN = np.array([3, 7])


def near(*labels: int) -> tuple[Near, np.ndarray]:
    """Neighbours with these labels, each a little further off."""
    lacking = MOST - len(labels)
    sims = np.pad(0.9 - 0.1 * np.arange(len(labels)), (0, lacking)).astype(np.float32)
    found = np.pad(np.array(labels, int), (0, lacking), constant_values=-1)
    return Near(np.where(found < 0, -1, 0)[None], sims[None]), found[None]


def scores(*each: float, votes: bool = True) -> Scores:
    return Scores(np.array([each], np.float32), 1.0, votes)


def test_classifiers_and_neighbours_that_agree_are_surer_than_either_that_does_not() -> None:
    agreed = evidence.weigh(KNOWN, [scores(2, -2)], [near(3, 3, 3)])
    split = evidence.weigh(KNOWN, [scores(2, -2)], [near(7, 7, 7)])
    assert agreed.labels.tolist() == split.labels.tolist() == [3]
    assert agreed.shares[0] > split.shares[0]
    assert agreed.features[0, 0] > split.features[0, 0]


def test_an_expert_without_a_vote_changes_what_is_told_but_not_the_answer() -> None:
    voted = evidence.weigh(KNOWN, [scores(2, -2)], [near(3)])
    watched = evidence.weigh(KNOWN, [scores(2, -2), scores(-9, 9, votes=False)], [near(3)])
    assert (watched.labels, watched.shares) == (voted.labels, voted.shares)
    assert watched.features.shape[1] > voted.features.shape[1]


def test_neighbours_can_know_an_answer_that_no_classifier_was_fitted_to() -> None:
    alone = evidence.alone([near(9, 9, 3)])
    assert alone.labels.tolist() == [9]
    assert alone.shares[0] > 0.8


def test_how_alike_the_nearest_question_is_stands_where_it_is_looked_for() -> None:
    by_words, by_meaning = near(7, 7), near(3)
    by_meaning[0].sims[0, 0] = 0.77
    found = evidence.weigh(KNOWN, [scores(2, -2)], [by_words, by_meaning])
    assert abs(found.features[0, evidence.NEAREST] - 0.77) < 1e-6


def test_what_is_asked_anywhere_makes_being_alike_tell_less() -> None:
    alike = near(3, 3)
    rare, usual = (
        evidence.weigh(KNOWN, [scores(2, -2)], [alike], np.array([like], np.float32)).features[0]
        for like in (0.45, 0.8)
    )
    assert rare[evidence.NEAREST] > usual[evidence.NEAREST]
    assert len(rare) == 1 + evidence.weigh(KNOWN, [scores(2, -2)], [alike]).features.shape[1]


def test_the_kinds_of_features_do_not_depend_on_what_was_asked() -> None:
    full = evidence.weigh(KNOWN, [scores(1, 0)], [near(3)])
    lonely = evidence.weigh(KNOWN, [scores(1, 0)], [near()])
    assert full.features.shape == lonely.features.shape
    assert np.isfinite(lonely.features).all()


def test_without_anything_known_there_is_no_answer() -> None:
    assert evidence.alone([near()]).labels.tolist() == [-1]


def test_near_questions_outvote_a_classifier_where_they_weigh_enough() -> None:
    close = [scores(0.3, 0)], [near(7, 7, 7)]
    heard, outvoted = (
        evidence.weigh(KNOWN, *close, vote=vote) for vote in (evidence.VOTES[0], evidence.VOTES[-1])
    )
    assert heard.labels.tolist() == [3]
    assert outvoted.labels.tolist() == [7]
