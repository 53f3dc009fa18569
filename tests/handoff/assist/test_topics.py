"""Grave topics that a deployment adds: by phrases, and by sentences as customers may say them."""

from pathlib import Path

import pytest

from handoff.assist.risks import high_risk
from handoff.assist.topics import Topics, read
from handoff.errors import Invalid
from handoff.policy import Signal

FIRE: Topics = {
    "fire": {
        "phrases": ["swollen battery"],
        "examples": ["My headlamp battery caught fire", "The stove exploded in the tent"],
    }
}


def heard(text: str) -> Signal | None:
    """What is heard of the topic that was added, whatever else is."""
    found = high_risk(text, message=3, added=FIRE)
    return next((risk for risk in found if risk.name in FIRE), None)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Hello. Last night the battery of my headlamp caught FIRE!", "battery of my headlamp caught FIRE"),
        ("Two of your stoves just exploded, one in a tent", "stoves just exploded, one in a tent"),
        ("there is a swollen  battery in it", "swollen  battery"),
    ],
)
def test_an_example_is_heard_in_other_forms_and_another_order(text: str, span: str) -> None:
    found = heard(text)
    assert found is not None
    assert (found.name, found.span, text[found.start : found.end]) == ("fire", span, span)
    assert (found.score, found.message) == (0.9, 3)


@pytest.mark.parametrize(
    "text",
    [
        "Which battery fits my headlamp?",
        "The stove is fine, the tent is not",
        "My headlamp is great. What does a battery cost? We caught fish on a fire.",
    ],
)
def test_some_of_the_words_are_not_enough(text: str) -> None:
    assert heard(text) is None


def test_what_is_denied_stays_weak() -> None:
    found = heard("No headlamp battery caught fire")
    assert found is not None
    assert found.score < 0.5


def test_a_far_end_of_a_long_message_is_placed_in_all_of_it() -> None:
    text = "Well. " * 2000 + "The stove exploded in our tent."
    found = heard(text)
    assert found is not None
    assert text[found.start : found.end] == "stove exploded in our tent"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("own.json", '{"fire": {"examples": ["The stove exploded"]}, "allergy": ["Epi Pen"]}'),
        ("own.yaml", "fire:\n  examples: [The stove exploded]\nallergy: [Epi Pen]\n"),
    ],
)
def test_a_file_tells_of_topics(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    topics = read(tmp_path / name)
    names = [risk.name for risk in high_risk("the stove exploded, and my epi pen is gone", added=topics)]
    assert names == ["safety", "fire", "allergy"], "beside those that are heard everywhere"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "topics: own.json"),
        ('{"fire": {"words": ["x"]}}', "words"),
        ('{"fire": []}', "topics: fire: there is no phrase"),
        ('{" ": ["x"]}', "a topic has no name"),
        ('{"fire": [5]}', "Expected `str`"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "own.json"
    path.write_text(text)
    with pytest.raises(Invalid, match=why):
        read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"none\.json cannot be read"):
        read(tmp_path / "none.json")
