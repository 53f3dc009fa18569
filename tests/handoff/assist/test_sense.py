"""Cues in a customer's words: what asks for a human, what only speaks of one, what did not help."""

import gzip
import json
from pathlib import Path

import pytest

from handoff.assist.sense import asks_for_human, not_helped


@pytest.mark.parametrize(
    "text",
    [
        "Can I talk to a human please?",
        "AGENT!!!",
        "i want to speak with a real person now",
        "connect me to customer service",
        "Ich möchte mit einem Mitarbeiter sprechen",
        "Kan jeg snakke med en kundebehandler?",
        "Chcę porozmawiać z człowiekiem",
        "stop, I don't want to talk to a bot",
        "is there someone I can talk to?",
    ],
)
def test_asking_for_a_human(text: str) -> None:
    found = asks_for_human(text, message=4)
    assert found is not None
    assert text[found.start : found.end] == found.span
    assert found.message == 4


@pytest.mark.parametrize(
    "text",
    [
        "are you a human?",
        "am I talking to a real person",
        "No need to talk to an agent, thanks",
        "You don't need to transfer me to a real person",
        "my travel agent booked it",
        "the replacement came today, please send the report",
        "i need someone to look at my car",
        "",
    ],
)
def test_mention_and_negation_do_not_ask(text: str) -> None:
    assert asks_for_human(text) is None


def test_the_real_rows(shared_data: Path) -> None:
    """The bars hold on real rows; generated ones do not count."""
    with gzip.open(shared_data / "asks_for_human.jsonl.gz", "rt") as lines:
        rows = [
            row
            for row in map(json.loads, lines)
            if not row["generated"] and row["asks_for_human"] is not None
        ]
    asking = [bool(asks_for_human(row["text"])) for row in rows if row["asks_for_human"]]
    others = [bool(asks_for_human(row["text"])) for row in rows if not row["asks_for_human"]]
    assert sum(asking) / len(asking) >= 0.90
    assert sum(others) / len(others) <= 0.01


@pytest.mark.parametrize(
    "text",
    ["That didn't help.", "it still does not work", "I already told you that", "nie działa", "wrong answer"],
)
def test_saying_that_it_did_not_help(text: str) -> None:
    assert not_helped(text, []) is not None


def test_saying_it_again_is_the_same_as_saying_it_failed() -> None:
    first = "The pole set of my Rondane 3 is missing"
    assert not_helped("The footprint of my Rondane 3 is missing too", [first]) is None
    assert not_helped("the pole set of my Rondane 3 is missing!", [first]) is not None
    assert not_helped("yes please", ["yes please"]) is None
    assert not_helped("Thanks, that works", [first]) is None
