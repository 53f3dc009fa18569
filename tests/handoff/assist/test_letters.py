"""A greeting and a signature are form; what stands between them is the answer."""

import pytest

from handoff.assist.letters import body

SAYS = "We send a new pole set.\nIt takes 3 days."


@pytest.mark.parametrize(
    "letter",
    [
        f"Hi Ingrid,\n\n{SAYS}",
        f"Hello there! {SAYS}\n\nBest regards,\nMira Dahl\nFjell & Fjord",
        f"Dear Ingrid Solheim,\r\n{SAYS}\r\n\r\nKind regards\r\nMira",
        f"Hei Ingrid! {SAYS}\n\nMed vennlig hilsen\nMira",
        f"{SAYS}\n— Mira",
        SAYS,
    ],
)
def test_what_a_letter_says(letter: str) -> None:
    assert body(letter) == SAYS.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "answer",
    ["Hello we can't ship.", "Best regards are sent by post.", "Hi.", "", "Hit the red button, then wait."],
)
def test_an_answer_is_not_taken_for_form(answer: str) -> None:
    assert body(answer) == ("" if answer == "Hi." else answer)


@pytest.mark.timeout(5)
def test_a_hostile_text_takes_no_time() -> None:
    body("Hi " + "A" * 20_000)
    body("\n" * 20_000 + "regards" + "\n " * 10_000 + "x" * 61)
