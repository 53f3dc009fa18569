"""Articles by words and by meaning. A few plain vectors stand for what texts mean."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import pytest
from numpy.typing import NDArray

from handoff.assist import index, segment
from handoff.assist.embedded import EmbeddedEngine
from handoff.assist.encoder import DIMENSIONS
from handoff.assist.items import Item, Kind

THEMES = {
    0: ("refund", "money", "reimbursed"),
    1: ("sole", "resole", "bottom", "shoes", "boots"),
    2: ("saturday", "open", "hours", "close"),
}
REFUNDS = Item(id="refunds", title="Refunds", text="A refund takes 14 days.", topic="payment")
SOLES = Item(
    id="soles", title="Resoling", text="## Boots\n\nWe resole boots. It costs 990 kr.", topic="repairs"
)
HOURS = Item(id="hours", title="Opening hours", text="We open at ten.", topic="shop")


class Themes:
    """An encoder that knows three themes."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            found[row, 3 + crc32(text.encode()) % 300] = 0.5
            for theme, words in THEMES.items():
                found[row, theme] = sum(word in text.lower() for word in words)
            found[row] /= np.linalg.norm(found[row])
        return found


def engine(*items: Item, encoder: Themes | None = None) -> EmbeddedEngine:
    meaning = encoder or Themes()
    return EmbeddedEngine(index.build(items, meaning), meaning)


def test_what_is_said_otherwise_is_found_by_its_meaning() -> None:
    question = "When am I reimbursed?"
    found = engine(REFUNDS, SOLES, HOURS).propose(question)
    assert found is not None
    assert (found.text, found.citations[0].item) == ("A refund takes 14 days.", "refunds")
    assert EmbeddedEngine(index.build([REFUNDS, SOLES, HOURS], None), None).propose(question) is None


def test_the_same_words_with_another_meaning_are_doubted() -> None:
    asked = engine(REFUNDS, SOLES, HOURS)
    meant, other = (
        asked.propose("How long does a refund take?"),
        asked.propose("Which 14 days does Venus orbit?"),
    )
    assert meant is not None
    assert other is not None
    assert meant.confidence > 0.8 > 0.4 > other.confidence


def test_an_edited_article_answers_by_its_meaning_at_once_and_one_that_went_is_silent() -> None:
    meaning = Themes()
    built = index.build([REFUNDS, SOLES, HOURS], meaning)
    meaning.read.clear()
    edited = Item(id="hours", title="Opening hours", text="On Saturday we close at four.", topic="shop")
    amended = built.amended([edited], ["refunds"], meaning)
    assert meaning.read == ["Opening hours\nOn Saturday we close at four."]
    found = EmbeddedEngine(amended, meaning).propose("Saturday hours?")
    assert found is not None
    assert found.text == "On Saturday we close at four."
    gone = EmbeddedEngine(amended, meaning).propose("When am I reimbursed?")
    assert gone is None or gone.citations[0].item != "refunds"


def test_what_was_read_is_not_read_again() -> None:
    meaning = Themes()
    built = index.build([REFUNDS, SOLES], meaning)
    meaning.read.clear()
    index.build([REFUNDS, SOLES, HOURS], meaning, previous=built)
    assert meaning.read == ["Opening hours\nWe open at ten."]


def test_of_too_many_passages_only_words_count(monkeypatch: pytest.MonkeyPatch) -> None:
    meaning = Themes()
    many = [Item(id=f"p{n}", title=f"Page {n}", text=f"About page {n}.") for n in range(5)]
    monkeypatch.setattr(segment, "MOST_PAGES", 4)
    built = index.build([*many, REFUNDS], meaning)
    assert not meaning.read
    amended = built.amended([SOLES], [], meaning)
    assert not meaning.read
    found = EmbeddedEngine(amended, meaning).propose("What does it cost to resole boots?")
    assert found is not None
    assert found.citations[0].item == "soles"


def test_passages_and_past_tickets_are_found_to_write_from() -> None:
    asked = engine(REFUNDS, SOLES, HOURS)
    passages = asked.find("The bottom of my shoes is worn")
    assert passages[0].citation.item == "soles"
    assert passages[0].text == "Boots\nWe resole boots.\nIt costs 990 kr."
    assert not passages[0].private
    tickets = [
        Item(id=f"{topic}{n}", kind=Kind.TICKET, question=f"{question} {n}", text=f"On {topic}.", topic=topic)
        for topic, question in (
            ("refund", "Where is my money"),
            ("hours", "When do you close"),
            ("sole", "Resole boots"),
        )
        for n in range(20)
    ]
    found = engine(REFUNDS, *tickets).find("Where is my money, please?", most=3)
    assert [one.citation.item for one in found if not one.private] == ["refunds"]
    past = next(one for one in found if one.citation.item.startswith("refund") and one.private)
    assert past.text.startswith("Where is my money")
    assert past.text.endswith("\nOn refund.")


def test_a_follow_up_is_looked_up_with_what_it_follows() -> None:
    found = engine(REFUNDS, SOLES, HOURS).find("And how long?", ["I want my money, the refund"])
    assert found[0].citation.item == "refunds"
