"""Words to terms."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from handoff.assist.terms import term, terms, words


def test_forms_of_a_word_are_one_term() -> None:
    assert len({term(word) for word in ("refund", "refunds", "refunded", "refunding")}) == 1


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("dispatched", "shipping"),
        ("rental", "rent"),
        ("guarantee", "warranty"),
        ("mouldy", "mould"),
        ("fee", "cost"),
    ],
)
def test_what_customers_say_is_looked_up_as_what_help_texts_say(said: str, meant: str) -> None:
    assert term(said) == term(meant)


def test_words_that_every_text_has_tell_nothing() -> None:
    assert terms("Hi, how do I get it? I don't know, and she'd like to.") == []
    assert terms("Hei, hvordan kan jeg få det?") == []


def test_an_order_number_is_one_word() -> None:
    assert words("Where is FJ-48213?") == ["where", "is", "fj-48213"]


def test_a_typographic_apostrophe_is_an_apostrophe() -> None:
    assert words("Ingrid’s tent isn’t here") == words("Ingrid's tent isn't here")


def test_threads_do_not_mix_up_each_others_words() -> None:
    alone = snowballstemmer.stemmer("english")
    said = [f"{start}{n}ings" for n in range(400) for start in ("return", "refund", "cancel", "boot")]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(term, said)) == alone.stemWords(said)


@given(st.text())
def test_any_text_has_terms_without_blanks(text: str) -> None:
    assert all(found and not found.isspace() for found in terms(text))
