"""Text on the screen: what would steer it is shown, and what was quoted is marked, whatever the offsets say."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox import marks

SPANS = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=6)


@given(st.text(max_size=50), SPANS)
def test_the_pieces_join_up_to_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece for piece, _ in marks.parts(text, spans)) == marks.plain(text)


@given(st.text(max_size=50), SPANS)
def test_marked_is_what_lies_in_a_span_and_nothing_else(text: str, spans: list[tuple[int, int]]) -> None:
    marked = [place for start, end in spans for place in range(max(start, 0), min(end, len(text)))]
    found: list[int] = []
    at = 0
    for piece, is_marked in marks.parts(text, spans):
        found += range(at, at + len(piece)) if is_marked else []
        at += len(piece)
    assert set(found) == set(marked)


@given(st.text())
def test_nothing_that_steers_a_screen_is_left(text: str) -> None:
    shown = marks.plain(text)
    assert len(shown) == len(text)
    assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in shown)
    assert not set("\u202a\u202b\u202d\u202e") & set(shown)


@pytest.mark.parametrize("text", ["Ingrid 🏔️ Solheim", "Łódź", "שלום", "zażółć\n\tgęślą", "👩‍👩‍👧"])
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert marks.plain(text) == text


def test_an_override_of_direction_is_made_visible() -> None:
    assert marks.plain("pay \u202e001\u202c kr") == "pay �001\u202c kr"
