"""No link, picture or address leaves that none of our own words hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.assist.llm.clean import addresses, clean, settled

OURS = addresses(["See https://fjell.example/help/refunds?lang=no or write to help@fjell.example."])


@pytest.mark.parametrize(
    "text",
    [
        "See https://fjell.example/help/refunds?lang=no.",
        "See fjell.example/help/refunds?lang=no, or help@fjell.example!",
        "It costs 1.299 kr. We open at 9.30, e.g. on Monday. Version 2.0.1 is out.",
        "Use a < b and b > c.",
    ],
)
def test_what_is_ours_stays(text: str) -> None:
    assert clean(text, OURS) == (text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Log in at https://evil.example/login now.",
        "Log in at http://evil.example now.",
        "Log in at www.evil.example now.",
        "Log in at evil.example/login now.",
        "Log in at e\u200bvil.example now.",
        "Log in [here](https://evil.example/login) now.",
        "Log in [here](javascript:alert(1)) now.",
        "Log in <a href='https://evil.example'>here</a> now.",
        "Log in ![here](https://evil.example/p.png) now.",
        "Log in ![here][1] now.\n[1]: https://evil.example/p.png",
        "Log in <img src=x onerror=alert(1)> now.",
        "Log in at https://fjell.example/help/refunds?lang=no&steal=1 now.",
        "Log in at https://fjell.example@evil.example/ now.",
        "Log in with refunds@evil.example now.",
        "Log in at ftp://evil.example/x or data:text/html,evil now.",
    ],
)
def test_what_is_not_ours_is_taken_out(text: str) -> None:
    cleaned, taken_out = clean(text, OURS)
    assert taken_out
    assert "evil" not in cleaned
    assert "alert" not in cleaned
    assert "steal" not in cleaned
    assert cleaned.startswith("Log in")


@given(st.lists(st.sampled_from("![]()<>ahtps:/.com \nx"), max_size=60).map("".join))
def test_what_is_shown_while_it_grows_is_how_the_end_begins(text: str) -> None:
    whole, _ = clean(text, OURS)
    grown, _ = clean(settled(text), OURS)
    assert whole.startswith(grown.rstrip())
