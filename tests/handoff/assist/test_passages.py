"""Cutting a text into passages and sentences."""

from hypothesis import given
from hypothesis import strategies as st

from handoff.assist.passages import Passage, passages, sentences


def test_each_paragraph_stands_under_its_heading() -> None:
    text = "Before all.\n\n## Poles\n\nWe send poles. Keep the tent.\n\nAlso pegs.\n\n# Sizes #\nTake L."
    assert list(passages(text)) == [
        Passage("", ("Before all.",)),
        Passage("Poles", ("We send poles.", "Keep the tent.")),
        Passage("Poles", ("Also pegs.",)),
        Passage("Sizes", ("Take L.",)),
    ]


def test_a_number_or_a_time_does_not_end_a_sentence() -> None:
    assert sentences("It costs 1.900 kr and leaves at 15.30. Klarna works, e.g. by card.") == (
        "It costs 1.900 kr and leaves at 15.30.",
        "Klarna works, e.g. by card.",
    )


def test_a_quoted_sentence_and_one_that_begins_with_a_figure_are_sentences() -> None:
    assert sentences('Choose "Return." 60 days are yours. “Or more.” Øystein knows.') == (
        'Choose "Return."',
        "60 days are yours.",
        "“Or more.”",
        "Øystein knows.",
    )


def test_items_of_a_list_are_sentences_without_their_marks() -> None:
    assert sentences("- first thing\n- **second** thing\n3. [third](https://fjell.example) thing") == (
        "first thing",
        "second thing",
        "third thing",
    )


def test_an_image_leaves_only_its_words() -> None:
    assert sentences("See ![the label](https://evil.example/x.png) first.") == ("See the label first.",)


def test_headings_without_a_text_are_no_passage() -> None:
    assert list(passages("# Only\n\n## Headings\n")) == []


@given(st.text(alphabet="ab .!?…\"”)('#-*\n\r\t1Æ"))
def test_no_word_is_lost_or_made_up(text: str) -> None:
    kept = [letter for passage in passages(text) for said in passage for part in said for letter in part]
    assert set(kept) <= set(text) | {" "}
    assert all(said.strip() for passage in passages(text) for said in passage.sentences)
