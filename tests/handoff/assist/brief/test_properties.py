"""Whatever is said, by whomever: every quote stands in its message where the briefing says that it does."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from handoff.assist.brief import Content, Line, Turn, brief
from handoff.assist.founded import phrased, unfounded
from handoff.vocabulary import Role

WORDS = st.sampled_from(
    [
        "Hi",
        "no, the 14th",
        "Who is your doctor?",
        "Dr. Morgan",
        "order FJ-48213",
        "actually 5 pm",
        "on the 12th of May",
        "I already tried",
        "I'm Ingrid",
        "This is ridiculous!!",
        "can you send 3 beds",
        "I will send it today.",
        "ingrid@example.com",
        "€12.50",
        "thanks",
        "I don't know",
        "<b>",
        "\n",
        "\u202e",
        "日本語。",
        "İ",
    ]
)
TEXTS = st.one_of(st.text(min_size=1, max_size=80), st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
THREADS = st.lists(st.tuples(st.sampled_from(list(Role)), TEXTS), max_size=12).map(
    lambda said: [Turn(number, role, text) for number, (role, text) in enumerate(said, 1)]
)


@given(THREADS)
def test_every_quote_is_verbatim(thread: list[Turn]) -> None:
    said = {turn.number: turn for turn in thread}
    for line in quotes(brief(thread)):
        assert line.message is not None
        turn = said[line.message]
        assert turn.role in (Role.CUSTOMER, Role.ASSISTANT, Role.AGENT)
        assert line.text
        assert turn.text[line.start : line.end] == line.text


@given(THREADS)
def test_a_text_out_of_the_thread_has_nothing_unfounded(thread: list[Turn]) -> None:
    texts = [turn.text for turn in thread]
    for text in texts:
        assert unfounded(text, texts) == []


@given(THREADS, TEXTS)
def test_what_is_unfounded_is_marked_where_it_stands(thread: list[Turn], text: str) -> None:
    marked = phrased(brief(thread), text, thread).phrased
    assert marked is not None
    end = 0
    for span in marked.unfounded:
        assert span.start >= end
        assert text[span.start : span.end] == span.text
        end = span.end


def quotes(content: Content) -> Iterator[Line]:
    """Every line of a briefing, and those that they correct."""
    several = (*content.wants, *content.tried, *content.facts, *content.open)
    for line in (content.who, content.said, content.mood, content.calmer, *several):
        if line is not None:
            yield line
            if line.was is not None:
                yield line.was
