"""What Mira's edits teach: the difference in words, and the facts that changed with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.learn import difference, distance, facts_changed


def test_an_edit_of_one_date_is_small_in_words_and_plain_in_facts() -> None:
    before = "Your refund of 490 kr arrives on 12 March, within 5 days."
    after = "Your refund of 490 kr arrives on 14 March, within 5 days."
    assert distance(before, after) < 0.1
    assert facts_changed(before, after) == {"dates": {"removed": ["12 march"], "added": ["14 march"]}}


def test_a_turned_answer_shows_by_its_negation() -> None:
    assert facts_changed("We can ship gas.", "We cannot ship gas.") == {
        "negation": {"removed": [], "added": ["cannot"]}
    }


def test_links_and_amounts_count_once_under_the_most_telling_kind() -> None:
    changed = facts_changed("See https://fjell.example/returns/60", "Pay $25 or 10 %")
    assert changed["links"]["removed"] == ["https://fjell.example/returns/60"]
    assert changed["amounts"]["added"] == ["$25", "10 %"]
    assert "numbers" not in changed


def test_the_same_text_changes_nothing() -> None:
    assert difference("Keep the tent.", "Keep the tent.") == [["equal", "Keep the tent.", "Keep the tent."]]
    assert distance("Keep the tent.", "Keep  the tent.") == 0
    assert facts_changed("5 of 6", "6 of 5") == {}


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_parts_of_a_difference_join_up_to_both_texts(before: str, after: str) -> None:
    parts = difference(before, after)
    assert "".join(old for _, old, _ in parts) == before
    assert "".join(new for _, _, new in parts) == after
    assert 0 <= distance(before, after) <= 1


@pytest.mark.timeout(20)
def test_two_texts_of_the_greatest_length_are_compared_word_by_word() -> None:
    """Character by character this would take minutes, and anybody could ask for it."""
    assert difference("word " * 4000, "other " * 3333)[0][0] in {"replace", "delete"}
