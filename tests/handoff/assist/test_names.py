"""What a topic is called says what is asked about it, where its name tells anything."""

import numpy as np
import pytest

from handoff.assist import index, names, segment
from handoff.assist.embedded import EmbeddedEngine
from handoff.assist.items import Item, Kind

ASKED = {
    "card_arrival": ["When is my new card here?", "Has the card been sent?", "Is the card on its way?"],
    "exchangeRate": [
        "What rate do you exchange at?",
        "Is the rate good today?",
        "Which rate applies to euros?",
    ],
    "lost-phone": ["My phone is gone", "Somebody took my phone", "I lost the phone with your app"],
    "top up failed": ["Why was the top up refused?", "My top up did not work", "The top up failed again"],
}


def tickets(rename: dict[str, str] | None = None) -> list[Item]:
    called = rename or {}
    return [
        Item(
            id=f"{topic}-{number}",
            kind=Kind.TICKET,
            question=f"{question} {number * '!'}",
            text=f"Here is how: {topic}",
            topic=called.get(topic, topic),
        )
        for topic, questions in ASKED.items()
        for number, question in enumerate(questions * 4)
    ]


@pytest.mark.parametrize("topic", ["card_arrival", "cardArrival", "Card-arrival", " card  arrival? "])
def test_a_topic_is_read_as_somebody_would_say_it(topic: str) -> None:
    assert names.spoken(topic) == "card arrival"


def test_a_name_is_one_more_example() -> None:
    built = index.build(tickets(), None)
    found = EmbeddedEngine(built, None).propose("arrival")
    assert found is not None
    assert found.topic == "card_arrival"


def test_names_that_tell_nothing_are_left_out() -> None:
    rename = {topic: f"t-{number * 417}" for number, topic in enumerate(ASKED)}
    found = EmbeddedEngine(index.build(tickets(rename), None), None).propose("t 417")
    assert found is None or found.topic != "t-417" or found.confidence < 0.5


def test_whether_names_tell_is_seen_from_past_questions() -> None:
    words = index.build(tickets(), None)
    labels = np.array([words.labels.index(item.label) for item in tickets()])
    rows = segment.words_of([item.question for item in tickets()], words.rare)
    for called, tells in ((list(ASKED), True), (["alpha", "beta", "gamma", "delta"], False)):
        numbers = [words.labels.index(topic) for topic in ASKED]
        spoken = segment.words_of([names.spoken(one) for one in called], words.rare)
        laid = names.laid_out(numbers, spoken, None, len(words.labels))
        assert names.telling(laid, rows, None, labels) is tells
