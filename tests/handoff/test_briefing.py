"""What Mira reads first of Ingrid's conversation: quotes, each with its message."""

from collections.abc import Callable
from typing import Any

import pytest

from handoff.flow import Result
from handoff.models import Briefing, Message

pytestmark = pytest.mark.django_db


def test_the_briefing_quotes_the_thread(frame: Callable[..., Result]) -> None:
    frame("message", text="Hi!", customer={"name": "Ingrid Solheim", "tier": "Club"})
    frame("message", text="My Rondane 3 came today (order FJ-48213). Can you send the missing poles?")
    frame("propose", text="You can return it within 60 days.", confidence=0.9)
    frame("message", text="I already said no return! This is ridiculous. Can I speak to a human?")
    content = Briefing.objects.get().content
    assert content["who"] == "Ingrid Solheim, Club"
    assert content["wants"] == {"text": "Can you send the missing poles?", "message": 2, "label": ""}
    assert content["tried"][0]["message"] == 4
    assert content["said"]["message"] == 3
    assert content["mood"]["label"] == "Upset"
    assert {"text": "FJ-48213", "message": 2, "label": "Reference"} in content["facts"]
    assert content["open"]["text"] == "Can I speak to a human?"
    for line in _lines(content):
        quoted = Message.objects.get(number=line["message"]).text
        assert line["text"] in " ".join(quoted.split())


def test_the_front_ends_own_summary_comes_first(frame: Callable[..., Result]) -> None:
    frame("escalate", summary="Wants poles by Tuesday.", transcript=[{"role": "customer", "text": "Help"}])
    assert Briefing.objects.get().content["wants"]["text"] == "Wants poles by Tuesday."


def test_it_is_written_anew_when_the_thread_moves_on(frame: Callable[..., Result]) -> None:
    frame("message", text="I want a human")
    frame("message", text="Where is parcel 70012345678?")
    briefing = Briefing.objects.get()
    assert briefing.upto == 2
    assert briefing.content["open"]["text"] == "Where is parcel 70012345678?"


def _lines(content: dict[str, Any]) -> list[dict[str, Any]]:
    single = [content[name] for name in ("wants", "said", "mood", "open")]
    return [line for line in (*single, *content["tried"], *content["facts"]) if line]


def test_the_subject_is_what_they_want_and_no_greeting(frame: Callable[..., Result]) -> None:
    frame("message", text="Hello there!")
    assert frame("message", text="Hi, my tent came without poles.\nWhat now?").conversation.subject == (
        "My tent came without poles."
    )


def test_a_long_thread_is_briefed_on_from_both_its_ends(frame: Callable[..., Result]) -> None:
    frame("escalate", transcript=[{"role": "customer", "text": f"Line {n} of it"} for n in range(150)])
    frame("message", text="So when do the poles come?")
    content = Briefing.objects.get().content
    assert content["wants"]["message"] == 1
    assert content["open"] == {"text": "So when do the poles come?", "message": 151, "label": ""}
