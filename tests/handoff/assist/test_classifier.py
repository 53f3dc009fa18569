"""Which answer a question asks for: learnt from past questions, by words alone and with meaning."""

import numpy as np
import pytest

from handoff.assist import classifier, grams

POLES = [
    "My tent came without poles",
    "the poles are missing",
    "no poles in the bag",
    "a pole set is missing",
]
REFUND = [
    "Where is my refund?",
    "I want my money back",
    "the refund has not come",
    "my money has not come back",
]
LABELS = np.array([0] * 4 + [1] * 4)
MEANING = np.eye(2, dtype=np.float32)[LABELS] + np.float32(0.05) * np.random.default_rng(0).random(
    (8, 2), np.float32
)


def test_words_tell_which_answer_is_asked_for() -> None:
    fitted = classifier.fit(grams.counted(POLES + REFUND), None, LABELS)
    assert fitted is not None
    (by_words,) = fitted.scores(grams.counted(["poles missing from my tent", "refund my money"]), None)
    assert fitted.labels[by_words.values.argmax(axis=1)].tolist() == [0, 1]
    assert by_words.votes


def test_meaning_votes_too_and_distance_only_doubts() -> None:
    fitted = classifier.fit(grams.counted(POLES + REFUND), MEANING, LABELS)
    assert fitted is not None
    asked = np.array([[1, 0], [0, 1]], np.float32)
    words, meaning, distance = fitted.scores(grams.counted(["", ""]), asked)
    assert [one.votes for one in (words, meaning, distance)] == [True, True, False]
    for expert in (meaning, distance):
        assert fitted.labels[expert.values.argmax(axis=1)].tolist() == [0, 1]


def test_an_answer_with_one_question_only_is_not_asked_about() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1, 1, 2])
    fitted = classifier.fit(grams.counted(POLES + REFUND), None, labels)
    assert fitted is not None
    assert fitted.labels.tolist() == [0, 1]


@pytest.mark.parametrize("labels", [[0] * 8, list(range(8)), [0] * 7 + [1]])
def test_fewer_than_two_answers_to_tell_apart_fit_nothing(labels: list[int]) -> None:
    assert classifier.fit(grams.counted(POLES + REFUND), None, np.array(labels)) is None


def test_a_build_costs_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifier, "MOST_WORK", 2 * 2 * 3)
    assert np.bincount(LABELS[classifier._chosen(LABELS, seed=0)]).tolist() == [3, 3]


def test_labels_are_numbered_as_they_appear_and_none_is_none() -> None:
    names, numbers = classifier.label_numbers(["poles", "", "refund", "poles"])
    assert (names, numbers.tolist()) == (["poles", "refund"], [0, -1, 1, 0])
