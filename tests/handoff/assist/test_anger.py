"""How angry a text sounds: what is meant for us, what only sounds loud, and what lasts."""

import gzip
import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from handoff.assist.anger import anger, level
from handoff.assist.temper import BUCKETS, fitted
from handoff.policy import Line

FROM = Line().anger_from or 0.0


@pytest.mark.parametrize(
    "text",
    [
        "You are useless",
        "How dare you cancel my order without a word?! I am livid!",
        "Fourth message, still no answer. You are a disgrace and I am sick of this!",
        "this is absolutely unacceptable",
        "WHAT THE HELL IS WRONG WITH YOU PEOPLE!!!",
        "Das ist eine Frechheit!",
        "C'est inadmissible !",
        "It's a bit annoying, and this is absolutely ridiculous!",
    ],
)
def test_anger_at_us_pulls_in_a_human(text: str) -> None:
    found = anger(text, message=3)
    assert found is not None
    assert found.score >= FROM
    assert found.message == 3
    assert text[found.start : found.end] == found.span


@pytest.mark.parametrize(
    "text",
    [
        "Could you tell me why my parcel is late?",
        "I would be grateful for a reply before Tuesday.",
        "WHERE CAN I FIND THE MANUAL",
        "I love it!!! Thanks a lot!",
        "The answer was not quite what I needed, may I ask again?",
        "I am not angry at all",
        "I thought I had enough money in my account",
        "It's a bit annoying that the zip sticks, but the tent is great",
        "I'm slightly disappointed with the colour.",
        "please help me " * 40,
        "I hope you can help me, thank you. " * 12,
    ],
)
def test_what_is_plain_or_glad_or_denied_does_not(text: str) -> None:
    assert level(text) < FROM


def test_the_angriest_sentence_is_the_evidence() -> None:
    found = anger("I ordered on Monday. This is an absolute disgrace! My number is 3311.")
    assert found is not None
    assert found.span == "This is an absolute disgrace!"


def test_anger_that_lasts_counts_for_more() -> None:
    now, before = "Just do it already.", ["You are useless!", "This is ridiculous!!"]
    alone, lasting = anger(now), anger(now, earlier=before)
    assert alone is not None
    assert lasting is not None
    assert lasting.score > alone.score
    calm = "Where can I find the manual?"
    assert anger(calm) == anger(calm, earlier=before), "what was said before makes no calm question angry"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_no_words_are_no_anger(text: str) -> None:
    assert anger(text) is None


def test_the_weights_are_whole() -> None:
    assert len(fitted().buckets) == BUCKETS


@pytest.mark.slow  # scores ten thousand texts
def test_real_rows_rank_by_their_anger(shared_data: Path) -> None:
    """Labelled comments that nothing was fitted on, and whole dialogues whose customer was annoyed."""
    with gzip.open(shared_data / "emotion_satisfaction.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    assert _area([row for row in rows if (row["source"], row["split"]) == ("GoEmotions", "dev")]) >= 0.86
    assert _area([row for row in rows if row["source"] == "STAR"]) >= 0.75


def _area(rows: list[dict[str, Any]]) -> float:
    """How often an angry row scores above another one."""
    angry, others = ([level(row["text"]) for row in rows if row["angry"] is kept] for kept in (True, False))
    return sum((a > b) + (a == b) / 2 for a, b in product(angry, others)) / (len(angry) * len(others))
