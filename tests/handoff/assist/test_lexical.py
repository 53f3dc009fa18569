"""The engine without a model."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.assist.lexical import LexicalEngine

REFUNDS = {
    "id": "refunds",
    "title": "Refunds and your money",
    "url": "https://fjell.example/refunds",
    "topic": "refunds",
    "text": "We refund within two days.\n\n## How long does a refund take?\n\n"
    "A refund takes 5 to 7 working days to a card. Vipps is faster. Klarna lowers the invoice.",
}
BOOTS = {
    "id": "boots",
    "title": "Resoling boots",
    "topic": "repairs",
    "text": "## Can you resole my boots?\n\nYes, leather boots can be resoled in Oslo.\n\n"
    "## What does a new sole cost?\n\nA pair costs 990 kr. The Besseggen costs more. It takes three weeks.",
}
GAS = {
    "id": "gas",
    "title": "Stoves and gas",
    "topic": "shipping",
    "text": "We ship gas canisters by road only. We do not ship gas to islands such as Jersey.",
}


@pytest.fixture(scope="module")
def engine() -> LexicalEngine:
    return LexicalEngine([REFUNDS, BOOTS, GAS])


def confidence(engine: LexicalEngine, question: str, *context: str) -> float:
    proposal = engine.propose(question, context)
    return proposal.confidence if proposal else 0.0


@pytest.mark.parametrize(
    ("question", "article", "fact"),
    [
        ("How long does a refund take?", "refunds", "5 to 7 working days"),
        ("Can you resole my boots?", "boots", "can be resoled in Oslo"),
        ("what would new soles cost me", "boots", "990 kr"),
        ("Do you deliver gas canisters to Jersey?", "gas", "do not ship gas to islands"),
    ],
)
def test_a_typical_question_gets_the_fact_and_its_source(
    engine: LexicalEngine, question: str, article: str, fact: str
) -> None:
    proposal = engine.propose(question)
    assert proposal
    assert proposal.text
    assert fact in proposal.text
    assert [cited.item for cited in proposal.citations] == [article]
    assert proposal.confidence >= 0.6


def test_an_answer_names_its_topic_and_quotes_its_article(engine: LexicalEngine) -> None:
    proposal = engine.propose("How long does a refund take?")
    assert proposal is not None
    cited = proposal.citations[0]
    assert (proposal.topic, cited.title, cited.url) == ("refunds", REFUNDS["title"], REFUNDS["url"])
    assert cited.quote in REFUNDS["text"]


def test_an_answer_is_a_few_sentences_and_not_the_article() -> None:
    long = LexicalEngine(
        [{**REFUNDS, "text": " ".join(f"Refund rule {n} is this one here." for n in range(50))}]
    )
    proposal = long.propose("refund rules")
    assert proposal
    assert proposal.text
    assert proposal.text.count(".") <= 3


@pytest.mark.parametrize("question", ["who won the world cup", "", "?!", "how do I do it", "🦭" * 50])
def test_where_nothing_matches_there_is_no_guess(engine: LexicalEngine, question: str) -> None:
    assert engine.propose(question) is None


def test_without_knowledge_there_is_no_guess() -> None:
    assert LexicalEngine([]).propose("How long does a refund take?") is None


def test_confidence_falls_with_what_no_article_explains(engine: LexicalEngine) -> None:
    plain = confidence(engine, "How long does a refund take on my card?")
    odd = confidence(engine, "How long does a refund take on my card from Atlantis?")
    odder = confidence(
        engine, "How long does a refund take on my card from Atlantis in seashells and pearls?"
    )
    assert plain > odd > odder > 0


def test_a_single_word_is_too_short_to_be_sure_of(engine: LexicalEngine) -> None:
    assert confidence(engine, "refund") < 0.6 < confidence(engine, "refund to my card")


def test_two_articles_that_fit_alike_are_less_sure_than_one() -> None:
    copy = {**GAS, "id": "copy"}
    other = {**REFUNDS, "id": "other"}
    alone, twice = LexicalEngine([GAS, REFUNDS, other]), LexicalEngine([GAS, copy, REFUNDS])
    assert confidence(twice, "gas canisters to Jersey") < confidence(alone, "gas canisters to Jersey")


def test_a_follow_up_is_read_with_what_came_before(engine: LexicalEngine) -> None:
    proposal = engine.propose("And what does it cost?", ["Can you resole my boots?"])
    assert proposal
    assert proposal.text
    assert "990 kr" in proposal.text
    assert proposal.citations[0].item == "boots"


def test_what_came_before_does_not_speak_over_a_whole_question(engine: LexicalEngine) -> None:
    asked = "How long does a refund take to my card or to Vipps?"
    assert engine.propose(asked, ["Do you ship gas canisters to Jersey?"]) == engine.propose(asked)


def test_items_may_be_rows_as_well_as_mappings() -> None:
    @dataclass
    class Row:
        id: int
        title: str
        text: str
        url: str = ""
        topic: str = ""

    proposal = LexicalEngine([Row(7, "Gas", GAS["text"])]).propose("gas canisters to Jersey")
    assert proposal is not None
    assert proposal.citations[0].item == "7"


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_gets_a_confidence_within_its_bounds_or_no_answer(question: str, context: list[str]) -> None:
    proposal = LexicalEngine([REFUNDS, BOOTS, GAS]).propose(question, context)
    assert proposal is None or (0 <= proposal.confidence <= 1 and proposal.text)
