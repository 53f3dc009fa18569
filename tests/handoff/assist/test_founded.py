"""An AI phrases Ingrid's thread; what she never said is found out."""

import pytest

from handoff.assist.founded import unfounded

THREAD = (
    "Hi, I'm Ingrid Solheim. Order FJ-48213 of May 14th cost €1,200.00, three poles are missing.",
    "Write to ingrid@example.com or see https://shop.example/o/1 before 5pm on Tuesday.",
)


def flagged(text: str) -> list[str]:
    return [span.text for span in unfounded(text, THREAD)]


@pytest.mark.parametrize(
    "text",
    [
        "Ingrid Solheim misses 3 poles of order FJ-48213.",
        "She paid 1200 on 14 May and wants an answer by Tuesday, 5 pm.",
        "The customer can be reached at ingrid@example.com, see https://shop.example/o/1.",
        "Ingrid wants her poles. They are missing.",
        "Tent FJ-48213 lacks poles. Customer Ingrid Solheim waits. Poles are missing.",
    ],
)
def test_what_the_thread_says_is_founded(text: str) -> None:
    assert flagged(text) == []


@pytest.mark.parametrize(
    ("text", "invented"),
    [
        ("Order FJ-48214 is late.", ["FJ-48214"]),
        ("She paid 1,300 EUR.", ["1,300", "EUR"]),
        ("She wants it by Friday, 6 pm.", ["Friday", "6"]),
        ("Write to ingrid@example.org.", ["ingrid@example.org"]),
        ("See https://evil.example/x now.", ["https://evil.example/x"]),
        ("She spoke to Henrik Dahl about four poles.", ["Henrik Dahl", "four"]),
        ("Sofie wants a refund.", ["Sofie"]),
    ],
)
def test_what_it_does_not_say_is_flagged(text: str, invented: list[str]) -> None:
    assert flagged(text) == invented
