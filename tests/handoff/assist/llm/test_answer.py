"""An answer is read while it grows, and whole, whatever stands around it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.assist.llm.answer import growing, read
from handoff.assist.llm.failures import Failure
from tests.model_server import answer


@given(st.text(), st.booleans())
def test_what_grows_is_always_how_the_answer_begins(text: str, ascii_only: bool) -> None:
    given_text = json.dumps({"answerable": True, "sources": [1], "answer": text}, ensure_ascii=ascii_only)
    whole = growing(given_text)
    for end in range(len(given_text)):
        assert whole.startswith(growing(given_text[:end]))
    assert whole.strip() == read(given_text).answer


def test_halves_of_characters_and_control_characters_are_left_out() -> None:
    assert read('{"answerable": true, "sources": [], "answer": "a\\ud83d\\u0000b\\u0007\\n"}').answer == "ab"


def test_thoughts_are_not_shown() -> None:
    thinking = '<think>"answer": "perhaps'
    assert growing(thinking) == ""
    assert growing(f'{thinking}"</think>{answer("Yes.", 1)}') == "Yes."


@pytest.mark.parametrize(
    "text", ["", "{", "}{", "[]", "null", '{"answer": 1}', '{"answerable": true}', "{" * 3000]
)
def test_what_is_no_answer(text: str) -> None:
    with pytest.raises(Failure, match="no answer in it"):
        read(text)
